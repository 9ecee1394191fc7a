package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonAndCsvTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void writesOneObjectALineWithTheKeysOfTheRfc() throws IOException {
        write(
                "1.json",
                aReport()
                        .on(MONDAY)
                        .id("r1")
                        .sts("example.com", "enforce", 10)
                        .failed("validation-failure", "mx.example.org", 2)
                        .json()
                        .replace("\"mx-host\":[\"*.example.com\"]", "\"mx-host\":\"*.example.com\""));
        write(
                "2.json",
                aReport().on(MONDAY).id("r2").noPolicyFound("example.net", 3).json());
        write(
                "3.json",
                aReport().on(MONDAY).id("r2").noPolicyFound("example.net", 3).json());

        var result = new Cli().run("read", "--json", folder);

        assertThat(result.out().replace(folder.toString(), "FOLDER")).isEqualTo("""
                {"source":"FOLDER/1.json","organization-name":"google.com","date-range":{"start-datetime":"2026-03-02T00:00:00Z","end-datetime":"2026-03-02T23:59:59Z"},"contact-info":"tlsrpt@google.com","report-id":"r1","policies":[{"policy":{"policy-type":"sts","policy-string":["version: STSv1","mode: enforce","mx: *.example.com","max_age: 604800"],"policy-domain":"example.com","mx-host":["*.example.com"]},"summary":{"total-successful-session-count":10,"total-failure-session-count":2},"failure-details":[{"result-type":"validation-failure","sending-mta-ip":"192.0.2.1","receiving-mx-hostname":"mx.example.org","receiving-ip":"203.0.113.25","failed-session-count":2,"diagnosis":"mx-not-in-policy"}]}],"submitter":"google.com","domains":["example.com"],"day":"2026-03-02","trust":"UNSIGNED","quirks":[{"path":"policies[0].policy.mx-host","note":"is one text, not a list"}]}
                {"source":"FOLDER/2.json","organization-name":"google.com","date-range":{"start-datetime":"2026-03-02T00:00:00Z","end-datetime":"2026-03-02T23:59:59Z"},"contact-info":"tlsrpt@google.com","report-id":"r2","policies":[{"policy":{"policy-type":"no-policy-found","policy-string":[],"policy-domain":"example.net","mx-host":[]},"summary":{"total-successful-session-count":3,"total-failure-session-count":0}}],"submitter":"google.com","domains":["example.net"],"day":"2026-03-02","trust":"UNSIGNED","quirks":[]}
                """);
        assertThat(result.err()).isEqualTo("""
                3 reports read, 1 duplicate skipped, 1 quirk (--json lists them).
                """);
    }

    @Test
    void writesARowForEachFailureAndForEachPolicyWithoutOne() throws IOException {
        write(
                "1.json",
                aReport()
                        .on(MONDAY)
                        .id("a,\\\"b")
                        .sts("example.com", "enforce", 10)
                        .failed("certificate-expired", "mx1.example.com", 2)
                        .failed("validation-failure", "mx2.example.com", "=HYPERLINK(1)", 3)
                        .tlsa("example.com", 12)
                        .json());

        var result = new Cli().run("read", "--csv", folder);

        assertThat(result.out().replace(folder.toString(), "FOLDER").replace("\r\n", "\n"))
                .isEqualTo("""
                source,submitter,organization-name,report-id,day,trust,domain,policy-type,mode,policy-domain,total-successful-session-count,total-failure-session-count,result-type,diagnosis,failed-session-count,receiving-mx-hostname,receiving-ip,receiving-mx-helo,sending-mta-ip,failure-reason-code,additional-information,successful-sessions,failed-sessions
                FOLDER/1.json,google.com,google.com,"a,""b",2026-03-02,UNSIGNED,example.com,sts,enforce,example.com,10,5,certificate-expired,certificate-expired,2,mx1.example.com,203.0.113.25,,192.0.2.1,,,10,2
                FOLDER/1.json,google.com,google.com,"a,""b",2026-03-02,UNSIGNED,example.com,sts,enforce,example.com,,,validation-failure,validation-failure,3,mx2.example.com,203.0.113.25,,192.0.2.1,'=HYPERLINK(1),,0,3
                FOLDER/1.json,google.com,google.com,"a,""b",2026-03-02,UNSIGNED,example.com,tlsa,,example.com,12,0,,,,,,,,,,0,0
                """);
        assertThat(result.out()).endsWith(",tlsa,,example.com,12,0,,,,,,,,,,0,0\r\n");
    }

    /// The same sessions under two policies, details that do not add up, a failure without a detail.
    @Test
    void addsUpInAPivotTable() throws IOException {
        write(
                "1.json",
                aReport()
                        .sts("example.com", "enforce", 100)
                        .failed("certificate-expired", "mx1.example.com", 7)
                        .failed("validation-failure", "mx2.example.com", 3)
                        .tlsa("example.com", 105)
                        .failed("validation-failure", "mx2.example.com", 5)
                        .json());
        write(
                "2.json",
                aReport()
                        .on(MONDAY.plusDays(1))
                        .sts("example.com", "enforce", 10)
                        .failed("certificate-expired", "mx1.example.com", 2)
                        .json()
                        .replace("\"total-failure-session-count\":2", "\"total-failure-session-count\":6"));
        write(
                "3.json",
                aReport()
                        .on(MONDAY.plusDays(2))
                        .sts("example.com", "enforce", 20)
                        .json()
                        .replace("\"total-failure-session-count\":0", "\"total-failure-session-count\":4"));

        assertThat(new Cli().run("read", folder).out()).contains("20 of 150 sessions failed");
        var rows = new Cli()
                .run("read", "--csv", folder)
                .out()
                .lines()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
        assertThat(rows).hasSize(5);
        assertThat(rows.stream()
                        .mapToLong(row -> Long.parseLong(row[row.length - 1]))
                        .sum())
                .isEqualTo(20);
        assertThat(rows.stream()
                        .mapToLong(row -> Long.parseLong(row[row.length - 2]))
                        .sum())
                .isEqualTo(130);
    }

    @Test
    void guardsEveryCellThatASpreadsheetWouldTakeForAFormula() throws IOException {
        for (var start : new String[] {"=", "+", "-", "@", "\\t", "\\r", "＝"}) {
            write(
                    "1.json",
                    aReport().from(start + "1").sts("example.com", "enforce", 1).json());

            assertThat(new Cli().run("read", "--csv", folder.resolve("1.json")).out())
                    .contains(",'");
        }
    }

    @Test
    void leavesOutReportsAndPoliciesWithoutFailuresWhenAsked() throws IOException {
        write("1.json", aReport().on(MONDAY).sts("example.com", "enforce", 10).json());
        write(
                "2.json",
                aReport()
                        .on(MONDAY.plusDays(1))
                        .sts("example.com", "enforce", 10)
                        .failed("certificate-expired", "mx1.example.com", 2)
                        .tlsa("example.com", 12)
                        .json());

        assertThat(new Cli().run("read", "--json", "--failures-only", folder).out())
                .hasLineCount(1)
                .contains("2026-03-03");
        assertThat(new Cli().run("read", "--csv", "--failures-only", folder).out())
                .hasLineCount(2)
                .contains("certificate-expired")
                .doesNotContain("tlsa");
    }

    private void write(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name), json);
    }
}
