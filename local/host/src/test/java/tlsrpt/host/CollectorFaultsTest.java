package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.sqlite.DatabaseException;

/// The whole collector on a file system that is filled and freed.
@Timeout(120)
class CollectorFaultsTest {

    private static final int ROUNDS = Integer.getInteger("fills", 4);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void countsWhatItAcceptedOnADiskThatIsFilledAndFreed() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()), "only root may mount");
        try {
            fillAndFree(disk);
        } finally {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void isNotIdleBeforeTheAudienceIsTold() throws Exception {
        var data = DataFolder.lock(folder.resolve("data")).orElseThrow();
        var idle = new CompletableFuture<Boolean>();
        var opened = new CompletableFuture<Collector>();
        try (var collector = Collector.open(
                data, 0, Access.OPEN, _ -> idle.complete(opened.join().isIdle()))) {
            opened.complete(collector);
            var future = LocalDate.now(ZoneOffset.UTC).plusDays(60);
            var report = aReport().on(future).sts("example.com", "enforce", 1).bytes();
            collector.submit().answer("POST", report, null);

            assertThat(idle.get()).isFalse();
        }
    }

    @Test
    void leavesAlertsToTheCollectorThatServes() throws Exception {
        var alerts = new LinkedBlockingQueue<HostEvent.Alerted>();
        try (var collector = Collector.openForACommand(data())) {
            collector.count(List.of("example.com"), false);
            var yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
            var report =
                    aReport().on(yesterday).sts("example.com", "enforce", 1).bytes();
            collector.submit().answer("POST", report, null);
            while (!collector.status(true).contains("\"domain\" : \"example.com\"")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(collector.isIdle()).as("nothing is left to evaluate").isFalse();
            assertThatThrownBy(collector::testAlert)
                    .hasMessageMatching(
                            "no collector is running in .*, so nothing would deliver the alert\\. Start it .*");
        }

        try (var collector = Collector.open(data(), 0, Access.OPEN, event -> {
            if (event instanceof HostEvent.Alerted alerted) {
                alerts.add(alerted);
            }
        })) {
            assertThatThrownBy(collector::testAlert).hasMessageStartingWith("no channel is configured, so only ");
            assertThat(alerts.take().alert().subject()).contains("test alert");
        }
    }

    private DataFolder data() throws IOException {
        return DataFolder.lock(folder.resolve("data")).orElseThrow();
    }

    private static void fillAndFree(Path disk) throws Exception {
        var random = new Random(8460);
        var yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        var filler = disk.resolve("filler");
        int accepted = 0;
        int refused = 0;
        long sessions = 0;
        var data = DataFolder.lock(disk.resolve("data")).orElseThrow();
        try (var collector = Collector.open(data, 0, Access.OPEN, _ -> {})) {
            collector.count(
                    IntStream.range(0, 7)
                            .mapToObj(n -> "d" + n + ".example.com")
                            .toList(),
                    false);
            for (int i = 0; i < ROUNDS * 60; i++) {
                if (i % 60 == random.nextInt(60) || i % 60 == 40) {
                    fill(filler);
                } else if (i % 60 == 0) {
                    Files.deleteIfExists(filler);
                }
                var report = aReport()
                        .from("r" + i + ".example")
                        .on(yesterday)
                        .id("report " + i)
                        .sts("d" + i % 7 + ".example.com", "enforce", i);
                try {
                    int status = collector
                            .submit()
                            .answer("POST", report.bytes(), null)
                            .status();
                    assertThat(status).isEqualTo(201);
                    accepted++;
                    sessions += i;
                } catch (DatabaseException e) {
                    assertThat(e).hasMessageStartingWith("disk full");
                    refused++;
                }
            }
            Files.deleteIfExists(filler);
            while (!collector.isIdle()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(accepted).isPositive();
            assertThat(refused).isPositive();
            var status = collector.status(true).replaceAll("\\s", "");
            var domains = status.substring(0, status.indexOf("\"reporters\""));
            assertThat(sum(domains, "\"leftOut\":\\{\"reports\":(\\d+)")).isEqualTo(accepted);
            assertThat(sum(domains, "\"leftOut\":\\{\"reports\":\\d+,\"ok\":(\\d+)"))
                    .isEqualTo(sessions);
            assertThat(status).contains("\"held\":[],\"deadLetters\":[]");
        }
    }

    private static long sum(String json, String pattern) {
        return Pattern.compile(pattern)
                .matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static void fill(Path filler) {
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException _) {
            // Full, as it is meant to be.
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
