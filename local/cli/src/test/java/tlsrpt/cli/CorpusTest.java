package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.intake.Delivered;
import tlsrpt.intake.Fault;
import tlsrpt.intake.Intake;
import tlsrpt.intake.OpenedDocument;
import tlsrpt.report.Identity;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Submitter;
import tlsrpt.report.Transport;
import tlsrpt.testkit.Corpus;
import tlsrpt.testkit.Corpus.Fixture;

/// Whether every document of the corpus reads as it must. With `-Dcorpus.update` what it reads as becomes the
/// expectation, and the diff is the review.
class CorpusTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T00:00:00Z"), ZoneOffset.UTC);
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

    private final Intake intake = new Intake(new ReportReader(CLOCK));

    static List<Fixture> fixtures() throws IOException {
        return Corpus.fixtures();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void readsAsExpected(Fixture fixture) throws IOException {
        var read = json(open(fixture));
        if (System.getProperty("corpus.update") != null) {
            Files.writeString(fixture.expected(), read);
        }
        assertThat(read).isEqualTo(Files.readString(fixture.expected()));
    }

    private List<OpenedDocument> open(Fixture fixture) throws IOException {
        var opened = new ArrayList<OpenedDocument>();
        try (var in = Files.newInputStream(fixture.file())) {
            intake.open(Transport.valueOf(fixture.door().toUpperCase(Locale.ROOT)), fixture.name(), in, opened::add);
        }
        return opened;
    }

    private static String json(List<OpenedDocument> opened) throws IOException {
        var out = new StringWriter();
        try (var json = new JsonFactory().createGenerator(out).setPrettyPrinter(oneThingALine())) {
            json.writeStartObject();
            json.writeArrayFieldStart("reports");
            for (var one : opened) {
                for (var delivered : one.delivered()) {
                    report(json, delivered);
                }
            }
            json.writeEndArray();
            texts(
                    json,
                    "faults",
                    opened.stream()
                            .flatMap(one -> one.faults().stream())
                            .map(Fault::message)
                            .toList());
            json.writeBooleanField("claims", opened.stream().anyMatch(OpenedDocument::claims));
            json.writeEndObject();
        }
        return out + "\n";
    }

    private static void report(JsonGenerator json, Delivered delivered) throws IOException {
        var report = delivered.report();
        var domains = ReportedDomain.in(report, delivered.hints());
        json.writeStartObject();
        ReportWriter.explained(json, report);
        json.writeStringField("submitter", Submitter.of(report, delivered.hints()));
        texts(json, "domains", domains.stream().map(ReportedDomain::domain).toList());
        json.writeStringField("day", report.day().toString());
        json.writeStringField("trust", delivered.trust().name());
        texts(json, "quirks", delivered.quirks().stream().map(q -> q.path()).toList());
        json.writeObjectFieldStart("headlines");
        for (var domain : domains) {
            json.writeObjectFieldStart(domain.domain());
            json.writeNumberField("ok", domain.headline().ok());
            json.writeNumberField("failed", domain.headline().failed());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeStringField("identity-reporter", Identity.of(report).reporter());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String key, List<String> values) throws IOException {
        json.writeArrayFieldStart(key);
        for (var value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static DefaultPrettyPrinter oneThingALine() {
        var printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        printer.indentObjectsWith(LINES);
        printer.indentArraysWith(LINES);
        return printer;
    }
}
