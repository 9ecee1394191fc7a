package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// `make load`: pushes reports through the host by both doors, says how it went, and checks every sum.
///
/// A tenth is sent, then waited for until it counts: so a tenth's rate is that of the whole way. What the disk and the
/// reader can do on this machine is measured beside it, since only that makes the figures comparable.
final class LoadRun {

    private static final int DOMAINS = 50;
    private static final int DAYS = 30;
    private static final int TENTHS = 10;
    private static final int SENDERS = 32;
    /// Beyond 100 of a domain and day, anonymous ones of an unknown network are held.
    private static final double POSTS_A_DAY = 75;
    /// Fewer reports say nothing of how the rate holds.
    private static final int ENOUGH = 100_000;

    private static final int BACKLOG = 4_500;

    private final int reports = Integer.getInteger("load", 1_000);
    private final double postedShare = Math.min(0.5, POSTS_A_DAY * DOMAINS * DAYS / reports);
    private final LocalDate last = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    private final ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    private final long[] ok = new long[DOMAINS];

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void losesNoReportAndStaysAsFast() throws Exception {
        importABacklog();
        try (var host = HostProcess.start(
                folder.resolve("data"), "--no-probe", "--count-unsigned", "--domains", domains(DOMAINS))) {
            run(host);
        }
    }

    /// Returns as many domains as an option takes them.
    static String domains(int n) {
        return IntStream.range(0, n).mapToObj(i -> "d" + i + ".example.com").collect(Collectors.joining(","));
    }

    private void run(HostProcess host) throws Exception {
        var rates = new double[TENTHS];
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            int from = (int) ((long) reports * tenth / TENTHS);
            int to = (int) ((long) reports * (tenth + 1) / TENTHS);
            double seconds = seconds(() -> sendAll(host, from, to));
            rates[tenth] = (to - from) / seconds;
            say(
                    "tenth %2d  %,9d reports  %,6.0f a second  %,d MB on disk  beside %,.0f fsync a second",
                    tenth + 1, to, rates[tenth], size(host.data()) >> 20, fsyncs());
        }
        var answered = millis.stream().mapToDouble(n -> n).sorted().toArray();
        say(
                "POST answered within %.1f ms (half), %.1f ms (99 of 100), %.1f ms (all), %d at once",
                answered[answered.length / 2],
                answered[(int) (answered.length * 0.99)],
                answered[answered.length - 1],
                SENDERS);
        say("%s of memory at most, %,d bytes a report on disk", memory(host), size(host.data()) / reports);
        double held = rates[TENTHS - 1] / rates[1];
        say("the last tenth ran at %.0f%% of the second's rate", held * 100);
        checkSums(host);
        if (reports >= ENOUGH) {
            assertThat(held).isGreaterThanOrEqualTo(0.8);
        }
    }

    private void sendAll(HostProcess host, int from, int to) throws Exception {
        long start = System.nanoTime();
        var posts = new ArrayList<Future<?>>();
        try (var senders = Executors.newFixedThreadPool(SENDERS)) {
            for (int i = from; i < to; i++) {
                var domain = "d" + i % DOMAINS + ".example.com";
                long sessions = i % 97;
                ok[i % DOMAINS] += sessions;
                var report = aReport()
                        .on(last.minusDays(i / DOMAINS % DAYS))
                        .id("report " + i)
                        .sts(domain, "enforce", sessions);
                if (new Random(i * 8460L).nextDouble() < postedShare) {
                    report.from("r" + i + ".example"); // Two POSTs of a reporter count for a domain and day.
                    posts.add(senders.submit(() -> post(host, report)));
                } else {
                    host.drop(i + ".eml", mail(domain, report));
                }
            }
            for (var post : posts) {
                post.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        awaitIdle(host);
        say("          %,d POSTs, all reports sent within %.1f s", posts.size(), seconds);
    }

    /// Looks into the database itself, since asking the host for its status is work for the host.
    private static void awaitIdle(HostProcess host) throws Exception {
        try (var database =
                        DriverManager.getConnection("jdbc:sqlite:" + host.data().resolve("tlsrpt.db"));
                var query = database.prepareStatement(
                        "SELECT EXISTS (SELECT 1 FROM queue) OR EXISTS (SELECT 1 FROM outbox)")) {
            boolean isBusy = true;
            while (isBusy) {
                Thread.sleep(50);
                // In the order that mail takes.
                boolean isInboxEmpty = HostProcess.isEmpty(host.data().resolve("inbox"));
                try (var row = query.executeQuery()) {
                    isBusy = !isInboxEmpty || row.getBoolean(1);
                }
            }
        }
    }

    private int post(HostProcess host, ReportText report) throws Exception {
        long start = System.nanoTime();
        int status = host.post(MailText.gzip(report.bytes())).statusCode();
        if (status != 201) {
            throw new IllegalStateException("answered " + status);
        }
        millis.add((System.nanoTime() - start) / 1e6);
        return status;
    }

    private void importABacklog() throws Exception {
        var mails = Files.createDirectory(folder.resolve("mails"));
        int count = Math.min(reports, BACKLOG);
        for (int i = 0; i < count; i++) {
            var domain = "d" + i % DOMAINS + ".example.com";
            var report = aReport()
                    .on(last.minusDays(i / DOMAINS % DAYS))
                    .id("report " + i)
                    .sts(domain, "enforce", i % 97);
            Files.write(mails.resolve(i + ".eml"), mail(domain, report));
        }
        double reading = seconds(() -> HostProcess.command("read", mails));
        double importing =
                seconds(() -> assertThat(HostProcess.command("import", "--data", folder.resolve("imported"), mails))
                        .endsWith("%,d files: %<,d new%n".formatted(count)));
        say(
                "%,d mails: read in %.1f s, imported in %.1f s, which is %.1f times as long",
                count, reading, importing, importing / reading);
    }

    /// Returns how many blocks of 4 kB this disk takes in a second, each by itself.
    private double fsyncs() throws Exception {
        var file = folder.resolve("fsyncs");
        int n = 0;
        long start = System.nanoTime();
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (; System.nanoTime() - start < 1_000_000_000; n++) {
                channel.write(ByteBuffer.allocate(4096), 0);
                channel.force(true);
            }
        }
        return n * 1e9 / (System.nanoTime() - start);
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
        var totals = HostProcess.totals(host.data());
        for (int d = 0; d < DOMAINS; d++) {
            assertThat(totals.get("d%d.example.com".formatted(d)))
                    .isEqualTo(new HostProcess.Total((reports + DOMAINS - 1 - d) / DOMAINS, ok[d], 0));
        }
        say("every sum is right");
    }

    private static String memory(HostProcess host) throws Exception {
        var process = Path.of("/proc", String.valueOf(host.pid()), "status");
        if (!Files.exists(process)) {
            return "?";
        }
        return Files.readAllLines(process).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
                .findFirst()
                .orElse("?");
    }

    static long size(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private interface Step {
        void take() throws Exception;
    }

    private static double seconds(Step step) throws Exception {
        long start = System.nanoTime();
        step.take();
        return (System.nanoTime() - start) / 1e9;
    }

    @SuppressWarnings("AnnotateFormatMethod") // No annotation of Error Prone is on the class path.
    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
