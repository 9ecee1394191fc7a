package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;

/// Coming from parsedmarc: what it wrote counts like the reports that it read.
@Timeout(120)
class ParsedmarcTest {

    private final LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);

    /// A report as its sender wrote it.
    private final String original = """
            {"organization-name": "Example Inc.",
             "date-range": {"start-datetime": "%1$sT00:00:00Z", "end-datetime": "%1$sT23:59:59Z"},
             "contact-info": "smtp-tls@sender.example", "report-id": "%1$s_example.com",
             "policies": [{
               "policy": {"policy-type": "sts", "policy-domain": "example.com", "mx-host": ["mx.example.com"],
                 "policy-string": ["version: STSv1", "mode: enforce", "mx: mx.example.com", "max_age: 86400"]},
               "summary": {"total-successful-session-count": 7, "total-failure-session-count": 3},
               "failure-details": [{"result-type": "certificate-expired", "failed-session-count": 3,
                 "sending-mta-ip": "192.0.2.1", "receiving-ip": "192.0.2.2",
                 "receiving-mx-hostname": "mx.example.com", "failure-reason-code": "late"}]}]}
            """.formatted(day);

    /// The same report, and another, as parsedmarc writes them.
    private final String parsed = """
            [
              {"organization_name": "Example Inc.",
               "begin_date": "%1$sT00:00:00Z", "end_date": "%1$sT23:59:59Z",
               "contact_info": "smtp-tls@sender.example", "report_id": "%1$s_example.com",
               "policies": [{"policy_domain": "example.com", "policy_type": "sts",
                 "policy_strings": ["version: STSv1", "mode: enforce", "mx: mx.example.com", "max_age: 86400"],
                 "mx_host_patterns": ["mx.example.com"],
                 "successful_session_count": 7, "failed_session_count": 3,
                 "failure_details": [{"result_type": "certificate-expired", "failed_session_count": 3,
                   "sending_mta_ip": "192.0.2.1", "receiving_ip": "192.0.2.2",
                   "receiving_mx_hostname": "mx.example.com", "failure_reason_code": "late"}]}]},
              {"organization_name": "Other",
               "begin_date": "%1$sT00:00:00Z", "end_date": "%1$sT23:59:59Z", "report_id": "2",
               "policies": [{"policy_domain": "example.net", "policy_type": "no-policy-found",
                 "successful_session_count": 5, "failed_session_count": 0}]}
            ]
            """.formatted(day);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void countsWhatParsedmarcWrote() throws IOException {
        assertThat(run(file("smtp_tls.json", parsed))).isEqualTo("1 file: 2 new\n");
        assertThat(new Cli(Tlsrpt::run)
                        .run("status", "--data", folder.resolve("data"))
                        .out())
                .containsPattern("example\\.com +1 +7 +3\n")
                .containsPattern("example\\.net +1 +5 +0\n");
    }

    @Test
    void countsAReportOnceThatItAlsoHasAsItWasSent() throws IOException {
        assertThat(run(file("report.json", original))).isEqualTo("1 file: 1 new\n");
        assertThat(run(file("smtp_tls.json", parsed))).isEqualTo("1 file: 1 repeated, 1 new\n");
        assertThat(run(file("again.json", parsed))).isEqualTo("1 file: 2 repeated\n");
    }

    @Test
    void saysWhichLineOfTheFileIsBroken() throws IOException {
        var result = new Cli(Tlsrpt::run)
                .run(
                        "import",
                        "--local",
                        "--data",
                        folder.resolve("data"),
                        file("smtp_tls.json", parsed.substring(0, parsed.length() - 60)));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("smtp_tls.json: invalid parsedmarc JSON at line 1");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String run(Path file) throws IOException {
        return new Cli(Tlsrpt::run)
                .run("import", "--local", "--data", folder.resolve("data"), file)
                .out();
    }
}
