package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.ingest.Collector.created;
import static tlsrpt.testkit.ReportText.aReport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JournalTest {

    private final Collector collector = new Collector();

    @Test
    void writesALineAReport() throws IOException {
        var report = aReport().sts("example.com", "enforce", 40).failed("certificate-expired", "mx1.example.com", 3);
        var withoutAddress = report.json().replace("\"receiving-ip\":\"203.0.113.25\",", "");
        collector.take("import/a", withoutAddress.getBytes(StandardCharsets.UTF_8));

        assertThat(collector.lines("recorded"))
                .containsExactly("""
                {"time":"2026-03-02T12:00:00Z","level":"INFO","event":"recorded","key":"import/a",\
                "domain":"example.com","day":"2026-03-01","submitter":"google.com","trust":"IMPORTED",\
                "report":"%s","ok":40,"failed":3,"quirks":1}""".formatted(collector.report().ref().identity()));
    }

    @Test
    void writesALineForWhatIsHeld() throws IOException {
        collector.take("import/a", aReport().sts("example.org", "enforce", 40).bytes());

        assertThat(collector.lines("held")).containsExactly("""
                {"time":"2026-03-02T12:00:00Z","level":"WARN","event":"held","key":"import/a",\
                "reason":"not-our-domain","detail":"example.org is not a listed domain"}""");
    }

    @Test
    void countsABatchWithoutAStrangersWord() throws IOException {
        var ours = aReport().sts("example.com", "enforce", 40);
        collector.put("import/a", ours.bytes());
        collector.put("import/b", ours.bytes());
        collector.put("import/c", aReport().sts("example.org", "enforce", 1).bytes());

        collector.invoke(created("m1", "import/a"), created("m2", "import/b"), created("m3", "import/c"));

        assertThat(collector.log().lines().filter(line -> line.startsWith("{\"_aws\"")))
                .containsExactly("""
                {"_aws":{"Timestamp":1772452800000,"CloudWatchMetrics":[{"Namespace":"TlsRpt","Dimensions":[[]],\
                "Metrics":[{"Name":"ReportsRecorded","Unit":"Count"},{"Name":"ReportsDuplicate","Unit":"Count"}]}]},\
                "ReportsRecorded":1,"ReportsDuplicate":1}""", """
                {"_aws":{"Timestamp":1772452800000,"CloudWatchMetrics":[{"Namespace":"TlsRpt","Dimensions":[["Reason"]],\
                "Metrics":[{"Name":"ReportsHeld","Unit":"Count"}]}]},"Reason":"not-our-domain","ReportsHeld":1}""");
    }

    @Test
    void countsEachBatchOnce() throws IOException {
        collector.take("import/a", aReport().sts("example.com", "enforce", 40).bytes());
        var before = collector.log();

        collector.invoke();

        assertThat(collector.log()).isEqualTo(before);
    }

    @Test
    void keepsStrangersTextInItsLineInAsciiAndShort() throws IOException {
        var name = "Evil\\n{\\\"level\\\":\\\"OK\\\"}\\u001b[2J\\u202e\\u2028" + "x".repeat(5_000);
        var json = aReport()
                .sts("example.com", "enforce", 40)
                .json()
                .replace("tlsrpt@google.com", "nobody")
                .replace("\"organization-name\":\"google.com\"", "\"organization-name\":\"" + name + '"');
        collector.take("import/a\nb\u009b", json.getBytes(StandardCharsets.UTF_8));
        collector.take("import/c", json.replace("example.com", name).getBytes(StandardCharsets.UTF_8));

        assertThat(collector.lines("recorded")).hasSize(1);
        assertThat(collector.lines("held")).hasSize(1);
        for (var line : collector.log().lines().toList()) {
            assertThat(line).matches("\\{[ -~]*}").hasSizeLessThan(3_000);
            assertThat(isOneJsonObject(line)).as(line).isTrue();
        }
    }

    private static boolean isOneJsonObject(String line) throws IOException {
        try (var json = new JsonFactory().createParser(line)) {
            boolean object = json.nextToken() == JsonToken.START_OBJECT;
            json.skipChildren();
            return object && json.nextToken() == null;
        }
    }
}
