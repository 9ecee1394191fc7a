package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.testkit.ReportText;

/// What a kill would leave between any two commits is copied; from each copy another collector comes to the same sums.
@Timeout(120)
class KillBetweenStepsTest {

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Path> copies = new ArrayList<>();

    @Test
    void comesToTheSameSumsFromEveryStep() throws Exception {
        String whole;
        try (var collector = open(folder.resolve("first"), _ -> copy())) {
            for (int i = 0; i < 6; i++) {
                assertThat(post(collector, i)).isEqualTo(201);
                copy();
            }
            awaitIdle(collector);
            whole = collector.status(true);
        }
        assertThat(copies).hasSizeGreaterThan(10);

        for (var copy : copies) {
            try (var collector = open(copy, _ -> {})) {
                awaitIdle(collector);
                for (int i = 0; i < 6; i++) {
                    assertThat(post(collector, i)).isIn(200, 201);
                }
                awaitIdle(collector);
                assertThat(sums(collector.status(true))).isEqualTo(sums(whole));
            }
        }
    }

    private static Collector open(Path data, Consumer<HostEvent> audience) throws IOException {
        var collector = Collector.open(DataFolder.lock(data).orElseThrow(), 0, Access.OPEN, audience);
        collector.count(List.of("d0.example.com", "d1.example.com"), false);
        return collector;
    }

    private int post(Collector collector, int i) {
        return collector.submit().answer("POST", report(i).bytes(), null).status();
    }

    private ReportText report(int i) {
        return aReport()
                .from("r" + i + ".example")
                .on(yesterday)
                .id("report " + i)
                .sts("d" + i % 2 + ".example.com", "enforce", 10)
                .failed("certificate-expired", "mx.example.com", 5);
    }

    private synchronized void copy() {
        try {
            var copy = Files.createDirectory(folder.resolve("copy" + copies.size()));
            Collector.backup(DataFolder.database(folder.resolve("first")), DataFolder.database(copy));
            copies.add(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitIdle(Collector collector) throws InterruptedException {
        while (!collector.isIdle()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /// Without the latest arrivals, whose order is that of reading.
    private static String sums(String status) {
        return status.substring(0, status.indexOf("\"latest\"")) + status.substring(status.indexOf("\"held\""));
    }
}
