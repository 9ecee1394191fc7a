package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportWriterTest {

    @Test
    void writesOneFormWhateverTheReportLookedLike() {
        var report = read("""
                {"policies":{"summary":{"total-successful-session-count":"7"},
                "failure-details":[{"failed-session-count":1.0}, {}],
                "policy":{"mx-host-pattern":"mx: *.example.com","policy-type":"sts"}},
                "date-range":{"end-datetime":"2026-03-02","start-datetime":"2026-03-01T02:00:00+02:00"},
                "contact-info":null,"report-id":"1"}""");

        assertThat(new String(ReportWriter.canonical(report), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"date-range":{"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-02T00:00:00Z"},\
                        "report-id":"1","policies":[{"policy":{"policy-type":"sts","policy-string":[],\
                        "mx-host":["*.example.com"]},"summary":{"total-successful-session-count":7},\
                        "failure-details":[{"failed-session-count":1},{}]}]}""");
    }

    @Test
    void writesWhatItReadsAgain() {
        var report = read(aReport()
                .sts("example.com", "enforce", 40)
                .failed("certificate-expired", "mx1.example.com", "it expired", 2)
                .tlsa("mx1.example.com", 3)
                .noPolicyFound("example.org", 5)
                .json());

        assertThat(read(new String(ReportWriter.canonical(report), StandardCharsets.UTF_8)))
                .isEqualTo(report);
    }

    @Test
    void explainsEachFailureDetail() throws Exception {
        var report = read(aReport()
                .sts("example.com", "enforce", 40)
                .failed("certificate-expired", "mx1.example.com", 2)
                .json());
        var written = new StringWriter();

        try (var json = new JsonFactory().createGenerator(written)) {
            json.writeStartObject();
            ReportWriter.explained(json, report);
            json.writeEndObject();
        }

        assertThat(written.toString())
                .contains("\"failed-session-count\":2,\"diagnosis\":\"certificate-expired\"}")
                .startsWith("{\"organization-name\":\"google.com\",\"date-range\":");
    }

    private static Report read(String json) {
        return Reads.read(json).report();
    }
}
