package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Strangers POST junk for `-Djunk` seconds, far more than the 50 MB that are kept of what does not count: every honest
/// report beside it counts, and the disk does not fill.
final class JunkRun {

    private static final int SECONDS = Integer.getInteger("junk", 60);
    private static final int STRANGERS = 4;
    private static final int JUNK_BYTES = 200_000;
    private static final int DOMAINS = 50;
    /// What is kept, what came since the last look, what still waits to be read, and the journal.
    private static final long MOST_ON_DISK = 250_000_000;

    private final AtomicInteger junk = new AtomicInteger();
    private final AtomicLong largest = new AtomicLong();

    @Test
    void countsTheHonestAndBoundsTheDiskUnderAFloodOfJunk(@TempDir Path folder) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int honest = 0;
        try (var host = HostProcess.start(folder, "--no-probe", "--domains", LoadRun.domains(DOMAINS))) {
            try (var strangers = Executors.newFixedThreadPool(STRANGERS)) {
                for (int i = 0; i < STRANGERS; i++) {
                    var random = new Random(i);
                    var _ = strangers.submit(() -> {
                        while (System.nanoTime() < end) {
                            junk(host, random);
                        }
                        return 0;
                    });
                }
                while (System.nanoTime() < end) {
                    var domain = "d" + honest % DOMAINS + ".example.com";
                    var day = LocalDate.now(ZoneOffset.UTC).minusDays(1L + honest / DOMAINS % 30);
                    var report = aReport()
                            .from("r" + honest + ".example")
                            .on(day)
                            .id("report " + honest)
                            .sts(domain, "enforce", 1);
                    assertThat(host.post(report.bytes()).statusCode()).isEqualTo(201);
                    honest++;
                    largest.accumulateAndGet(LoadRun.size(folder), Math::max);
                }
            }
            host.awaitIdle();
            var totals = HostProcess.totals(folder);
            for (int d = 0; d < DOMAINS; d++) {
                int reports = (honest + DOMAINS - 1 - d) / DOMAINS;
                assertThat(totals.get("d%d.example.com".formatted(d)))
                        .isEqualTo(new HostProcess.Total(reports, reports, 0));
            }
        }
        System.out.printf(
                "%,d honest reports count beside %,d MB of junk, of which %,d MB were on disk at most%n",
                honest, (long) junk.get() * JUNK_BYTES / 1_000_000, largest.get() / 1_000_000);
        assertThat(largest.get()).isLessThan(MOST_ON_DISK);
    }

    /// Looks like a report at first sight. It may be refused.
    private void junk(HostProcess host, Random random) throws Exception {
        var bytes = new byte[JUNK_BYTES / 2];
        random.nextBytes(bytes);
        var json = "{\"organization-name\":\"" + HexFormat.of().formatHex(bytes) + "\"}";
        if (host.post(json.getBytes(StandardCharsets.UTF_8)).statusCode() == 201) {
            junk.incrementAndGet();
        }
    }
}
