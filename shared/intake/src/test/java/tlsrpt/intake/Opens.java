package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;
import tlsrpt.testkit.ReportText;

/// Opens documents for tests, on a day shortly after their reports.
final class Opens {

    static final String REPORT = ReportText.aReport()
            .from("google.com")
            .id("r1")
            .sts("example.com", "enforce", 5)
            .json();

    private static final ReportReader READER =
            new ReportReader(Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC));

    static final Intake INTAKE = new Intake(READER);

    private Opens() {}

    /// All that is in a document, as read on the word of an authority.
    static List<OpenedDocument> all(Transport transport, Authority authority, byte[] document) {
        var found = new ArrayList<OpenedDocument>();
        try {
            INTAKE.open(transport, "some-file", new ByteArrayInputStream(document), authority, found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /// The one report in a mail, as read on the word of an authority.
    static Delivered report(Transport transport, Authority authority, byte[] document) {
        var found = all(transport, authority, document);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().delivered()).hasSize(1);
        return found.getFirst().delivered().getFirst();
    }

    static List<OpenedDocument> all(Limits limits, Transport transport, String name, byte[] document) {
        var found = new ArrayList<OpenedDocument>();
        try {
            new Intake(READER, limits).open(transport, name, new ByteArrayInputStream(document), found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    static List<OpenedDocument> all(byte[] document) {
        return all(Limits.DEFAULT, Transport.IMPORT, "some-file", document);
    }

    static OpenedDocument one(Limits limits, byte[] document) {
        var found = all(limits, Transport.IMPORT, "some-file", document);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    static OpenedDocument one(byte[] document) {
        return one(Limits.DEFAULT, document);
    }

    /// The one report in a document.
    static Delivered report(Transport transport, byte[] document) {
        return report(transport, "some-file", document);
    }

    static Delivered report(Transport transport, String name, byte[] document) {
        var found = all(Limits.DEFAULT, transport, name, document);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().faults()).isEmpty();
        assertThat(found.getFirst().delivered()).hasSize(1);
        return found.getFirst().delivered().getFirst();
    }

    static Delivered report(byte[] document) {
        return report(Transport.IMPORT, document);
    }
}
