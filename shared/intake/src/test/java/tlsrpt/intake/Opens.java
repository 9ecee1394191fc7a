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
import tlsrpt.report.Door;
import tlsrpt.report.ReportReader;
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
    static List<OpenedDocument> all(Door door, Authority authority, byte[] document) {
        var found = new ArrayList<OpenedDocument>();
        try {
            INTAKE.open(door, "some-file", new ByteArrayInputStream(document), authority, found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /// The one report in a mail, as read on the word of an authority.
    static Delivered report(Door door, Authority authority, byte[] document) {
        var found = all(door, authority, document);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().delivered()).hasSize(1);
        return found.getFirst().delivered().getFirst();
    }

    static List<OpenedDocument> all(Limits limits, Door door, String name, byte[] document) {
        var found = new ArrayList<OpenedDocument>();
        try {
            new Intake(READER, limits).open(door, name, new ByteArrayInputStream(document), found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    static List<OpenedDocument> all(byte[] document) {
        return all(Limits.DEFAULT, Door.IMPORT, "some-file", document);
    }

    static OpenedDocument one(Limits limits, byte[] document) {
        var found = all(limits, Door.IMPORT, "some-file", document);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    static OpenedDocument one(byte[] document) {
        return one(Limits.DEFAULT, document);
    }

    /// The one report in a document.
    static Delivered report(Door door, byte[] document) {
        return report(door, "some-file", document);
    }

    static Delivered report(Door door, String name, byte[] document) {
        var found = all(Limits.DEFAULT, door, name, document);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().faults()).isEmpty();
        assertThat(found.getFirst().delivered()).hasSize(1);
        return found.getFirst().delivered().getFirst();
    }

    static Delivered report(byte[] document) {
        return report(Door.IMPORT, document);
    }
}
