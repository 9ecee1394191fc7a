package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.helper.BasicMessageListener;
import org.subethamail.smtp.server.SMTPServer;
import tlsrpt.api.Access;
import tlsrpt.console.Check;
import tlsrpt.host.config.ConfigFile;
import tlsrpt.host.notify.Channel;
import tlsrpt.host.notify.ChannelReader;
import tlsrpt.testkit.MutableClock;

/// A collector that mails its digest on Tuesdays at 07:00, to a real SMTP server on this machine. 2026-11-16 is a
/// Monday.
@Timeout(300)
class WeeklyDigestsTest {

    private static final LocalDate MONDAY = LocalDate.parse("2026-11-16");
    private static final Instant BEFORE = Instant.parse("2026-11-24T06:59:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final MutableClock clock = new MutableClock(BEFORE);
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Runnable> onReceipt = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private SMTPServer server;

    @BeforeEach
    void start() {
        BasicMessageListener listener = (_, _, to, data) -> {
            onReceipt.forEach(Runnable::run);
            received.add(to + "\n" + new String(data, StandardCharsets.UTF_8));
            onReceipt.forEach(Runnable::run);
        };
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.ofLiteral("127.0.0.1"))
                .messageHandler(listener)
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void mailsEachWeekOnceToEachRecipient() throws Exception {
        try (var collector = open(folder.resolve("data"), clock, "\"a@example.net\", \"b@example.net\"")) {
            takeReports(collector);
            collector.queueDigests();
            settle(collector);
            assertThat(subjects()).as("before it is due").isEmpty();

            clock.pass(Duration.ofMinutes(1));
            collector.queueDigests();
            collector.queueDigests();
            settle(collector);
            assertThat(recipients()).containsExactlyInAnyOrder("a@example.net", "b@example.net");
            assertThat(received.getFirst())
                    .contains("Subject: TLS reports of week 2026-W47: nothing to do")
                    .contains("2026-11-16 to 2026-11-22 (UTC): 1 domain, 7 reports from 1 reporter, 700 sessions")
                    .contains("No incident is open, and no alert was sent this week.")
                    .contains("More: https://page.example/");
        }
        try (var collector = open(folder.resolve("data"), clock, "\"a@example.net\", \"b@example.net\"")) {
            collector.queueDigests();
            settle(collector);
            assertThat(received).as("after a restart").hasSize(2);

            clock.pass(WEEK.multipliedBy(3));
            collector.queueDigests();
            settle(collector);
            assertThat(subjects())
                    .as("three weeks are due, and the latest is sent")
                    .hasSize(4)
                    .endsWith("TLS reports of week 2026-W50: no report");
        }
    }

    @Test
    void beginsWithTheNextWeekForAChannelThatIsNew() throws Exception {
        clock.pass(Duration.ofDays(2));
        try (var collector = open(folder.resolve("data"), clock, "\"a@example.net\"")) {
            collector.queueDigests();
            clock.pass(Duration.ofDays(4));
            collector.queueDigests();
            settle(collector);
            assertThat(received).isEmpty();
            assertThat(digestCheck(collector).finding()).isEqualTo("the next one is due at 2026-12-01T07:00:00Z");
            assertThat(digestCheck(collector).isWell()).isTrue();

            clock.pass(Duration.ofDays(2));
            assertThat(digestCheck(collector).isWell()).isFalse();
            assertThat(digestCheck(collector).finding()).isEqualTo("the digest for the week from 2026-11-23 is due");
            collector.queueDigests();
            settle(collector);
            assertThat(subjects()).containsExactly("TLS reports of week 2026-W48: no report");
            assertThat(digestCheck(collector).isWell()).isTrue();
        }
    }

    @Test
    void sendsEachChannelItsOwnWeekAfterThePowerWasOff() throws Exception {
        var friday = """
                digest = "tuesday 07:00"
                [[channel]]
                name = "friday"
                type = "email"
                host = "127.0.0.1"
                port = %d
                from = "tlsrpt@example.org"
                to = ["b@example.net"]
                digest = "friday 07:00"
                """.formatted(server.getPortAllocated());
        try (var collector = open(folder.resolve("data"), clock, "\"a@example.net\"", friday)) {
            collector.queueDigests();
            clock.advanceTo(Instant.parse("2026-12-02T12:00:00Z"));
            collector.queueDigests();
            settle(collector);

            assertThat(subjects())
                    .containsExactlyInAnyOrder(
                            "TLS reports of week 2026-W48: no report", "TLS reports of week 2026-W47: no report");
        }
    }

    @Test
    void coversTheDomainsOfTheChannelAlone() throws Exception {
        try (var collector = open(folder.resolve("data"), clock, "\"a@example.net\"\ndomains = \"example.org\"")) {
            takeReports(collector);
            collector.queueDigests();
            clock.pass(Duration.ofMinutes(1));
            collector.queueDigests();
            settle(collector);

            assertThat(subjects()).containsExactly("TLS reports of week 2026-W47: no report");
            assertThat(received.getFirst()).doesNotContain("example.com");
        }
    }

    @Test
    void saysWhenReportsOfTheWeekMayStillArrive() throws Exception {
        clock.advanceTo(Instant.parse("2026-11-30T07:00:00Z"));
        var early = "\"a@example.net\"\ndigest = \"monday 07:00\"";
        try (var collector = open(folder.resolve("data"), clock, early, "")) {
            collector.queueDigests();
            clock.pass(WEEK);
            collector.queueDigests();
            settle(collector);

            assertThat(received.getFirst()).contains("More reports of this week may still arrive.");
        }
    }

    /// What a kill would leave between any two steps is copied; from each copy another collector goes on.
    @Test
    void losesNoDigestToAKillAndSendsAtMostOneTwice() throws Exception {
        var copies = new ArrayList<Copy>();
        var first = folder.resolve("first");
        var copying = new CopyingClock(() -> copies.add(copy(first)));
        try (var collector = open(first, copying, "\"a@example.net\", \"b@example.net\"")) {
            takeReports(collector);
            collector.queueDigests();
            clock.pass(Duration.ofMinutes(1));
            onReceipt.add(() -> copies.add(copy(first)));
            copying.isCopying = true;
            collector.queueDigests();
            settle(collector);
            copying.isCopying = false;
            onReceipt.clear();
            copies.add(copy(first));
        }
        assertThat(received).hasSize(2);
        assertThat(copies).hasSizeGreaterThanOrEqualTo(6);
        for (var copy : copies) {
            received.clear();
            try (var collector = open(copy.data(), clock, "\"a@example.net\", \"b@example.net\"")) {
                collector.queueDigests();
                settle(collector);
            }
            var both = new ArrayList<>(copy.accepted());
            both.addAll(recipients());
            assertThat(both).contains("a@example.net", "b@example.net");
            assertThat(recipients()).doesNotHaveDuplicates();
            // Each channel sends by itself, so that each may be between acceptance and commit.
            assertThat(both).hasSizeLessThanOrEqualTo(4);
        }
        received.clear();
        try (var collector = open(copies.getLast().data(), clock, "\"a@example.net\", \"b@example.net\"")) {
            collector.queueDigests();
            settle(collector);
            assertThat(received).isEmpty();
        }
    }

    private record Copy(Path data, List<String> accepted) {}

    private synchronized Copy copy(Path data) {
        try {
            var accepted = List.copyOf(recipients());
            var copy = Files.createTempDirectory(folder, "copy");
            Collector.backup(DataFolder.database(data), DataFolder.database(copy));
            return new Copy(copy, accepted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Steps ask for the time between their commits.
    private final class CopyingClock extends Clock {

        private final Runnable copy;
        private volatile boolean isCopying;

        CopyingClock(Runnable copy) {
            this.copy = copy;
        }

        @Override
        public Instant instant() {
            if (isCopying && !Thread.currentThread().getName().matches("housekeeping|reader|queue|outbox|ingest.*")) {
                copy.run();
            }
            return clock.instant();
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

    private Collector open(Path data, Clock with, String to) throws Exception {
        return open(data, with, to, "digest = \"tuesday 07:00\"");
    }

    private Collector open(Path data, Clock with, String to, String digest) throws Exception {
        var recipients = to.contains("\n") ? to.replaceFirst("\n", "]\n") : to + "]";
        var text = """
                [[channel]]
                name = "ops"
                type = "email"
                host = "127.0.0.1"
                port = %d
                from = "tlsrpt@example.org"
                to = [%s
                %s
                """.formatted(server.getPortAllocated(), recipients, digest);
        return Collector.open(
                DataFolder.lock(data).orElseThrow(),
                0,
                Access.OPEN,
                with,
                new MailTrust("mx.example.org", null),
                channels(text, with),
                _ -> {});
    }

    private List<Channel> channels(String text, Clock with) throws Exception {
        var file = Files.writeString(folder.resolve("tlsrpt.toml"), text);
        return ConfigFile.read(file, config -> ChannelReader.read(config, "https://page.example/", with));
    }

    private void takeReports(Collector collector) throws IOException, InterruptedException {
        for (int i = 0; i < 7; i++) {
            collector.take(ObjectStore.INBOX + i + "/mail.eml", mail(MONDAY.plusDays(i)));
        }
        settle(collector);
    }

    private Path mail(LocalDate day) throws IOException {
        var report = aReport().from("google.com").on(day).id("report " + day).sts("example.com", "enforce", 100);
        var mail = aMail().signedBy("google.com").report(report.json()).bytes();
        var delivered = "Authentication-Results: mx.example.org; dkim=pass header.d=google.com\r\nReceived: from"
                + " mail.google.com by mx.example.org with ESMTPS id 1; Mon, 02 Mar 2026 11:22:33 +0000\r\n"
                + new String(mail, StandardCharsets.ISO_8859_1);
        return Files.write(folder.resolve(day + ".eml"), delivered.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Check digestCheck(Collector collector) throws IOException {
        return collector.checks().stream()
                .filter(check -> check.what().equals("digest"))
                .findFirst()
                .orElseThrow();
    }

    private static void settle(Collector collector) throws InterruptedException {
        while (!collector.isIdle() || collector.unsent() > 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private List<String> recipients() {
        return received.stream()
                .map(mail -> mail.lines().findFirst().orElseThrow())
                .toList();
    }

    private List<String> subjects() {
        return received.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("Subject: "))
                .map(line -> line.substring("Subject: ".length()))
                .toList();
    }
}
