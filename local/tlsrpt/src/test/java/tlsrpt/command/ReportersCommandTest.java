package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.KeyServer;

/// Reporters are listed and decided on while a collector runs, and after it.
@Execution(ExecutionMode.CONCURRENT)
class ReportersCommandTest {

    private static final DkimSigner MICROSOFT = DkimSigner.rsa("microsoft.com", 1024);
    private static final DkimSigner EVIL = DkimSigner.rsa("evil.example", 1024);

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void row44TakesBackWhatABlockedReporterContributedAndGivesItBack() throws Exception {
        var data = folder.resolve("data");
        try (var dns = new KeyServer(MICROSOFT, EVIL);
                var host = HostProcess.start(
                        data, "--resolver", "127.0.0.1:" + dns.address().getPort())) {
            host.drop("a.eml", signed(MICROSOFT, "tlsrpt-noreply@microsoft.com", "microsoft.com"));
            host.drop("b.eml", signed(EVIL, "x@evil.example", "evil.example"));
            host.awaitIdle();
            assertThat(run("list", data).out())
                    .contains("pinned  microsoft.com|tlsrpt-noreply@microsoft.com, 1 report since " + yesterday)
                    .contains("new  evil.example|x@evil.example, 1 report since ")
                    .contains("Signed by evil.example, sent from x@evil.example.")
                    .contains("Does not count yet: reported on 0 of 7 earlier days, first 0 of 14 days ago.");

            assertThat(run("block", data, "evil.example|x@evil.example").out())
                    .isEqualTo("The reports of evil.example|x@evil.example are held from now on. 1 report removed from"
                            + " all counts.\n");
            assertThat(new Cli(Tlsrpt::run).run("status", "--data", data).out()).doesNotContain("evil.example");
            host.drop("c.eml", signed(EVIL, "x@evil.example", "evil.example"));
            host.awaitIdle();
            host.await("blocked: you blocked evil.example|x@evil.example");
        }

        assertThat(run("list", data).out()).contains("blocked  evil.example|x@evil.example");
        assertThat(run("unblock", data, "Evil.example|x@evil.example").out()).contains("Counted again: 1 report.");
        assertThat(new Cli(Tlsrpt::run).run("status", "--data", data).out()).contains("evil.example");
    }

    @Test
    void blocksAndUnblocksADomainAndTakesAnApprovalBack() throws Exception {
        var data = folder.resolve("data");
        try (var dns = new KeyServer(EVIL, EVIL.in("a.evil.example"));
                var host = HostProcess.start(
                        data, "--resolver", "127.0.0.1:" + dns.address().getPort())) {
            host.drop("a.eml", signed(EVIL, "x@evil.example", "evil.example"));
            host.awaitIdle();
            assertThat(run("block", data, "evil.example").out())
                    .isEqualTo("The reports of every reporter whose signing domain is evil.example or below it are held"
                            + " from now on. 1 report removed from all counts.\n");
            host.drop("b.eml", signed(EVIL.in("a.evil.example"), "y@a.evil.example", "a.evil.example"));
            host.awaitIdle();
            host.await("blocked: you blocked a.evil.example|y@a.evil.example");
        }

        assertThat(run("list", data).out())
                .contains("blocked  evil.example|x@evil.example", "'tlsrpt reporters unblock evil.example'")
                .doesNotContain("a.evil.example|y@a.evil.example")
                .contains("blocked  every reporter whose signing domain is evil.example or below it");
        assertThat(run("list", data, "--json").out()).contains("{\"blockedDomain\":\"evil.example\",\"since\":\"");
        var refused = run("unblock", data, "evil.example|x@evil.example");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("is blocked with evil.example. Use 'tlsrpt reporters unblock evil.example'.");
        assertThat(run("unblock", data, "evil.example").out()).contains("Counted again: 1 report.");
        assertThat(run("list", data).out()).doesNotContain("blocked");

        run("approve", data, "evil.example|x@evil.example");
        assertThat(run("list", data).out()).contains("approved  evil.example|x@evil.example");
        assertThat(run("unapprove", data, "evil.example|x@evil.example").out())
                .isEqualTo("Later reports of evil.example|x@evil.example have the standing that it earned by itself."
                        + " Reports that counted stay; 'tlsrpt reporters block' removes them.\n");
        assertThat(run("list", data).out()).contains("new  evil.example|x@evil.example");
        assertThat(run("unapprove", data, "google.com|noreply-smtp-tls-reporting@google.com")
                        .err())
                .contains("is pinned, not approved");
    }

    @Test
    void saysHowAReporterIsNamed() {
        var data = folder.resolve("data");
        new Cli(Tlsrpt::run).run("rules", "set", "--data", data, "significant-percent=1");

        var refused = run("approve", data, "evil.example");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("such as 'example.com|tlsrpt@example.com'");
        assertThat(run("approve", data, "example.net|tls@example.net").out())
                .contains("count from now on", "No report from it has arrived yet; check the spelling.");
        assertThat(run("list", data, "--json").out()).contains("""
                {"reporter":"example.net|tls@example.net","signer":"example.net","from":"tls@example.net",\
                "standing":"approved","since":null,"until":null,"reports":0,"held":false,"why":"You approved it on\
                """);
    }

    private byte[] signed(DkimSigner signer, String from, String claims) {
        return signer.sign(aMail().from(from)
                .submitter(claims)
                .about("example.net")
                .report(aReport()
                        .from(claims)
                        .on(yesterday)
                        .sts("example.net", "testing", 40)
                        .json())
                .bytes());
    }

    private static Cli.Result run(String decision, Path data, String... more) {
        return new Cli(Tlsrpt::run)
                .run(
                        "reporters",
                        Stream.concat(Stream.of(decision, "--data", data), Stream.of(more))
                                .toArray());
    }
}
