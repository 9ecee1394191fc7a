package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.host.notify.AlertFilter;
import tlsrpt.host.notify.Channel;
import tlsrpt.host.notify.Destination;

/// What a kill would leave between any two steps of alerting is copied; from each copy another collector sends every
/// alert that was not accepted yet, and no accepted one but the one whose acceptance was not committed.
@Timeout(300)
class NotificationKillTest {

    private static final int DAYS = 8;

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /// @param accepted what had been accepted when it was taken
    private record Copy(Path data, List<String> accepted) {}

    private final List<Copy> copies = new ArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();

    @Test
    void losesNoAlertAndSendsAtMostOneTwice() throws Exception {
        try (var collector = open(
                folder.resolve("first"),
                new CopyingClock(),
                alert -> {
                    copy();
                    accepted.add(alert.transitionId());
                    copy();
                },
                _ -> copy())) {
            takeAll(collector);
            settle(collector);
        }
        var all = List.copyOf(accepted);
        assertThat(all).hasSizeGreaterThanOrEqualTo(2).doesNotHaveDuplicates();

        // Claims of the killed process have lapsed.
        var later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
        assertThat(copies).hasSizeGreaterThan(15);
        for (var copy : copies) {
            var now = new CopyOnWriteArrayList<String>();
            try (var collector = open(copy.data(), later, alert -> now.add(alert.transitionId()), _ -> {})) {
                takeAll(collector);
                settle(collector);
            }
            var both = new ArrayList<>(copy.accepted());
            both.addAll(now);
            assertThat(both).containsAll(all);
            assertThat(now).doesNotHaveDuplicates();
            assertThat(now.stream().filter(copy.accepted()::contains)).hasSizeLessThanOrEqualTo(1);
        }
    }

    /// Alerting asks for the time between its commits.
    private final class CopyingClock extends Clock {

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().equals("outbox")) {
                copy();
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static Collector open(Path data, Clock clock, Destination destination, Consumer<HostEvent> audience)
            throws IOException {
        var channel = new Channel("ops", "test", AlertFilter.ALL, false, destination);
        return Collector.open(
                DataFolder.lock(data).orElseThrow(),
                0,
                Access.OPEN,
                clock,
                new MailTrust("mx.example.org", null),
                List.of(channel),
                audience);
    }

    private void takeAll(Collector collector) throws IOException, InterruptedException {
        for (int i = 0; i < DAYS; i++) {
            collector.take(ObjectStore.INBOX + i + "/mail.eml", mail(i));
            await(collector);
        }
    }

    /// Days of Google; on the last three a certificate has expired, and on the last two another domain fails as well.
    private Path mail(int i) throws IOException {
        var report =
                aReport().from("google.com").on(yesterday.minusDays(DAYS - i)).id("report " + i);
        report.sts("example.com", "enforce", 100);
        if (i >= 5) {
            report.failed("certificate-expired", "mx.example.com", 60);
        }
        report.sts("example.net", "enforce", 100);
        if (i >= 6) {
            report.failed("starttls-not-supported", "mx.example.net", 60);
        }
        var mail = aMail().signedBy("google.com").report(report.json()).bytes();
        var delivered = "Authentication-Results: mx.example.org; dkim=pass header.d=google.com\r\nReceived: from"
                + " mail.google.com by mx.example.org with ESMTPS id 1; Mon, 02 Mar 2026 11:22:33 +0000\r\n"
                + new String(mail, StandardCharsets.ISO_8859_1);
        return Files.write(folder.resolve(i + ".eml"), delivered.getBytes(StandardCharsets.ISO_8859_1));
    }

    private synchronized void copy() {
        try {
            var copy = Files.createTempDirectory(folder, "copy");
            Collector.backup(DataFolder.database(folder.resolve("first")), DataFolder.database(copy));
            boolean isNew = copies.isEmpty()
                    || !copies.getLast().accepted().equals(accepted)
                    || Files.mismatch(DataFolder.database(copies.getLast().data()), DataFolder.database(copy)) >= 0;
            if (isNew) {
                copies.add(new Copy(copy, List.copyOf(accepted)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void settle(Collector collector) throws InterruptedException {
        await(collector);
        collector.check();
        await(collector);
    }

    private static void await(Collector collector) throws InterruptedException {
        while (!collector.isIdle() || collector.unsent() > 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
