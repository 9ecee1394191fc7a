package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.KeyServer;

/// Reports whose every text would move the cursor, turn the direction of writing, start a line or be a formula.
class HostileTextTest {

    private static final DkimSigner EVIL = DkimSigner.rsa("evil.example", 1024);

    /// As JSON has it.
    private static final String EVIL_TEXT =
            "=1+1\\u001b[2J\\u202e\\r\\nrecorded <script>alert(1)</script>\\u0000\\u2028";

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @Test
    void row16ReachesNoOutputAsItIs(@TempDir Path folder) throws Exception {
        try (var dns = new KeyServer(EVIL);
                var host = HostProcess.start(
                        folder.resolve("data"),
                        "--resolver",
                        "127.0.0.1:" + dns.address().getPort(),
                        "--domains",
                        "example.com",
                        "--no-probe");
                var http = HttpClient.newHttpClient()) {
            host.drop(
                    "a.eml",
                    EVIL.sign(aMail().from("x@evil.example")
                            .about("example.com")
                            .report(hostile("example.com"))
                            .bytes()));
            host.drop("b.eml", aMail().report(hostile("example.com")).bytes());
            host.post(hostile("example.com").getBytes(StandardCharsets.UTF_8));
            host.post(hostile(EVIL_TEXT).getBytes(StandardCharsets.UTF_8));
            host.awaitIdle();

            var texts = new ArrayList<>(List.of(host.output()));
            for (var command : List.of("status --local", "alerts --local", "reporters list --local")) {
                var words = command.split(" ", 2);
                texts.add(new Cli(Tlsrpt::run)
                        .run(
                                words[0],
                                Stream.concat(Stream.of(words[1].split(" ")), Stream.of("--data", host.data()))
                                        .toArray())
                        .out());
            }
            var csv = new ArrayList<String>();
            for (var view : List.of(
                    "/v1/held",
                    "/v1/reporters",
                    "/v1/domains/example.com/reports",
                    "/v1/domains/example.com/reporters",
                    "/v1/domains/example.com/failures")) {
                var address = host.uri().resolve(view + "?format=csv" + (view.contains("domains") ? "&trust=all" : ""));
                var answer = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(view + answer.body()).isEqualTo(200);
                csv.add(answer.body());
            }

            assertThat(texts)
                    .allSatisfy(text -> assertThat(text)
                            .doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]")
                            .doesNotContainPattern("[\\u202e\\u2028]")
                            .doesNotContainPattern("(?m)^recorded <"));
            assertThat(csv).allSatisfy(text -> assertThat(text).doesNotContainPattern("(?m)(^|,\"?)[=@+]"));
        }
    }

    private String hostile(String domain) {
        return """
                {"organization-name":"@","date-range":{"start-datetime":"%sT00:00:00Z","end-datetime":"%1$sT23:59:59Z"},\
                "contact-info":"@","report-id":"@","policies":[{"policy":{"policy-type":"sts","policy-string":\
                ["version: STSv1","mode: enforce","mx: @"],"policy-domain":"%s","mx-host":["@"]},\
                "summary":{"total-successful-session-count":1,"total-failure-session-count":1},"failure-details":[\
                {"result-type":"@","sending-mta-ip":"@","receiving-mx-hostname":"@","receiving-mx-helo":"@",\
                "receiving-ip":"@","failed-session-count":1,"additional-information":"@",\
                "failure-reason-code":"@"}]}]}""".formatted(yesterday, domain).replace("\"@", "\"" + EVIL_TEXT).replace("mx: @", "mx: " + EVIL_TEXT);
    }
}
