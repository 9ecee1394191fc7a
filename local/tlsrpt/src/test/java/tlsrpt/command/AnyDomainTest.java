package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.DkimSigner.GOOGLE;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.KeyServer;
import tlsrpt.testkit.ReportText;

/// A collector on which no domain is listed.
class AnyDomainTest {

    private static final DkimSigner EVIL = DkimSigner.rsa("evil.example", 1024);

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @Test
    void row50CountsOnlyDomainsThatAPinnedReporterOrAnImportConfirms(@TempDir Path folder) throws Exception {
        try (var dns = new KeyServer(GOOGLE, EVIL);
                var host = HostProcess.start(
                        folder.resolve("data"),
                        "--resolver",
                        "127.0.0.1:" + dns.address().getPort(),
                        "--domains",
                        "*")) {
            for (int n = 0; n < 3; n++) {
                host.drop(
                        n + ".eml",
                        signed(
                                EVIL,
                                "x@evil.example",
                                about("invented" + n + ".example", n).from("evil.example")));
                host.post(about("posted" + n + ".example", n).bytes());
            }
            host.drop("unsigned.eml", mail("x@evil.example", about("unsigned.example", 7)));
            host.drop("genuine.eml", signed(GOOGLE, "noreply-smtp-tls-reporting@google.com", about("example.com", 7)));
            host.awaitIdle();
            host.drop(
                    "later.eml",
                    signed(EVIL, "x@evil.example", about("example.com", 8).from("evil.example")));
            host.awaitIdle();

            assertThat(HostProcess.totals(host.data()))
                    .containsOnlyKeys("example.com")
                    .containsEntry("example.com", new HostProcess.Total(2, 200, 0));
            assertThat(new Cli(Tlsrpt::run).run("status", "--data", host.data()).out())
                    .contains("no verified reporter has confirmed the name invented0.example")
                    .contains("no verified reporter has confirmed the name posted0.example");
        }
    }

    private ReportText about(String domain, int n) {
        return aReport().on(yesterday).id("n" + n).sts(domain, "enforce", 100);
    }

    private static byte[] signed(DkimSigner signer, String from, ReportText report) {
        return signer.sign(mail(from, report));
    }

    private static byte[] mail(String from, ReportText report) {
        return aMail().from(from).report(report.json()).bytes();
    }
}
