package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.KeyServer;
import tlsrpt.testkit.ReportText;

/// The collector is killed while it takes reports in, `-Dkills` times: what it answered with 201 counts afterwards, and
/// nothing counts twice. Each report has a domain of its own, so that each can be missed.
class KillTest {

    private static final int KILLS = Integer.getInteger("kills", 3);
    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    private static final int MOST_BETWEEN_KILLS = 1_000;
    private static final HostProcess.Total KNOWN = new HostProcess.Total(1, 1, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path files;

    /// Domain, to what its status must be.
    private final ConcurrentHashMap<String, HostProcess.Total> accepted = new ConcurrentHashMap<>();

    @Test
    void killedItLosesNothingAndCountsNothingTwice() throws Exception {
        var random = new Random(8460);
        int next = 0;
        var dns = new KeyServer(DkimSigner.GOOGLE);
        var resolver = "127.0.0.1:" + dns.address().getPort();
        for (int kill = 0; kill < KILLS; kill++) {
            makeKnown(next);
            var host = HostProcess.start(folder, "--domains", "*", "--resolver", resolver);
            var killed = new AtomicBoolean();
            int first = next;
            var sender = Thread.ofVirtual().start(() -> send(host, first, killed));
            int before = accepted.size();
            while (accepted.size() == before) {
                Thread.sleep(10); // A slow machine has accepted nothing yet.
            }
            Thread.sleep(random.nextInt(1_500));
            host.kill();
            killed.set(true);
            sender.join();
            next += MOST_BETWEEN_KILLS;
        }
        try (dns;
                var host = HostProcess.start(folder, "--domains", "*", "--resolver", resolver)) {
            host.awaitIdle();
        }

        var status = new Cli(Tlsrpt::run)
                .run("status", "--data", folder, "--json")
                .out()
                .replaceAll("\\s", "");
        assertThat(status.substring(status.indexOf("\"held\""))).startsWith("\"held\":[],\"deadLetters\":[],");
        var counted = HostProcess.totals(folder);
        assertThat(accepted).isNotEmpty();
        assertThat(counted)
                .containsAllEntriesOf(accepted)
                .allSatisfy((domain, total) -> assertThat(total).isIn(KNOWN, once(domain)));
        System.out.println(KILLS + " kills, " + accepted.size() + " reports taken in, each counted once");
    }

    /// Imports a report, so that the domains of the reports that follow count.
    private void makeKnown(int first) throws IOException {
        var report = aReport().on(yesterday).id("known " + first);
        for (int i = first; i < first + MOST_BETWEEN_KILLS; i++) {
            report.sts("d" + i + ".example.com", "enforce", 1);
        }
        var file = Files.write(files.resolve("known.json"), report.bytes());
        assertThat(new Cli(Tlsrpt::run)
                        .run("import", "--local", "--data", folder, file)
                        .exit())
                .isZero();
    }

    /// Beside the imported report, one counts of a domain `dN.example.com`, of N + 1 sessions.
    private static HostProcess.Total once(String domain) {
        int sessions = Integer.parseInt(domain.substring(1, domain.indexOf('.'))) + 1;
        return new HostProcess.Total(2, sessions + 1, 0);
    }

    private void send(HostProcess host, int first, AtomicBoolean killed) {
        for (int i = first; i < first + MOST_BETWEEN_KILLS && !killed.get(); i++) {
            var domain = "d" + i + ".example.com";
            try {
                if (i % 4 == 3) {
                    host.drop(
                            domain + ".eml",
                            DkimSigner.GOOGLE.sign(aMail().about(domain)
                                    .report(report(domain, i).json())
                                    .bytes()));
                    accepted.put(domain, once(domain));
                } else if (host.post(report(domain, i).bytes()).statusCode() == 201) {
                    accepted.put(domain, once(domain));
                }
            } catch (IOException e) {
                // killed before it answered: it may count or not
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private ReportText report(String domain, int i) {
        return aReport().on(yesterday).id("report " + i).sts(domain, "enforce", i + 1);
    }
}
