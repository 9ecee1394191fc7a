package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// `make load`: pushes reports through the host by both doors, says how it went, and checks every sum.
///
/// A tenth is sent, then waited for until it counts: so a tenth's rate is that of the whole way.
final class LoadRun {

    private static final int DOMAINS = 50;
    private static final int DAYS = 30;
    private static final int TENTHS = 10;
    /// Not all of a domain and day by POST: beyond 200, anonymous ones are held.
    private static final int MAIL_EVERY = 2;

    private final int reports = Integer.getInteger("load", 1_000);
    private final LocalDate last = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    private final double[] millis = new double[reports];
    private final long[] ok = new long[DOMAINS];
    private int posts;

    @Test
    void losesNoReportAndStaysAsFast(@TempDir Path folder) throws Exception {
        try (var host = HostProcess.start(folder, "--count-unsigned")) {
            run(host);
        }
    }

    private void run(HostProcess host) throws Exception {
        var rates = new double[TENTHS];
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            long start = System.nanoTime();
            int from = (int) ((long) reports * tenth / TENTHS);
            int to = (int) ((long) reports * (tenth + 1) / TENTHS);
            for (int i = from; i < to; i++) {
                send(host, i);
            }
            host.awaitIdle();
            rates[tenth] = (to - from) * 1e9 / (System.nanoTime() - start);
            System.out.printf(
                    Locale.ROOT,
                    "tenth %2d  %,8d reports  %,6.0f a second  %s of memory  table %,d MB%n",
                    tenth + 1,
                    to,
                    rates[tenth],
                    memory(host),
                    size(host.data()) >> 20);
        }
        var posted = Arrays.copyOf(millis, posts);
        Arrays.sort(posted);
        System.out.printf(
                Locale.ROOT,
                "POST answered within %.1f ms (half), %.1f ms (99 of 100), %.1f ms (all)%n",
                posted[posts / 2],
                posted[(int) (posts * 0.99)],
                posted[posts - 1]);
        double held = rates[TENTHS - 1] / rates[1];
        System.out.printf(Locale.ROOT, "the last tenth ran at %.0f %% of the second's rate%n", held * 100);
        checkSums(host);
        assertThat(held).isGreaterThanOrEqualTo(0.8);
    }

    private void send(HostProcess host, int i) throws Exception {
        var domain = "d" + i % DOMAINS + ".example.com";
        var day = last.minusDays(i / DOMAINS % DAYS);
        long sessions = i % 97;
        var report = aReport().on(day).id("report " + i).sts(domain, "enforce", sessions);
        ok[i % DOMAINS] += sessions;
        if (i % MAIL_EVERY == 0 || i / (DOMAINS * DAYS) >= 200 * MAIL_EVERY) {
            host.drop(i + ".eml", mail(domain, report));
            return;
        }
        long start = System.nanoTime();
        int status = host.post(MailText.gzip(report.bytes())).statusCode();
        if (status != 201) {
            throw new IllegalStateException("answered " + status);
        }
        millis[posts++] = (System.nanoTime() - start) / 1e6;
    }

    private static byte[] mail(String domain, ReportText report) {
        return aMail().about(domain).report(report.json()).bytes();
    }

    private void checkSums(HostProcess host) {
        var status = new Cli(Tlsrpt::run)
                .run("status", "--data", host.data(), "--json")
                .out()
                .replaceAll("\\s", "");
        assertThat(status).contains("\"held\":[]");
        for (int d = 0; d < DOMAINS; d++) {
            assertThat(status)
                    .contains("{\"domain\":\"d%d.example.com\",\"reports\":%d,\"sessions\":{\"ok\":%d,\"failed\":0}}"
                            .formatted(d, (reports + DOMAINS - 1 - d) / DOMAINS, ok[d]));
        }
        System.out.println("every sum is right");
    }

    private static String memory(HostProcess host) throws Exception {
        var process = Path.of("/proc", String.valueOf(host.pid()), "status");
        if (!Files.exists(process)) {
            return "?";
        }
        return Files.readAllLines(process).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
                .findFirst()
                .orElse("?");
    }

    private static long size(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
