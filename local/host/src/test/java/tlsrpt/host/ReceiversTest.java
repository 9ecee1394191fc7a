package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.host.config.ConfigFile;
import tlsrpt.host.mail.MailStore;
import tlsrpt.host.mail.Receiver;
import tlsrpt.host.mail.ReceiverException;
import tlsrpt.host.mail.ReceiverReader;

/// Mail from a Maildir and from a real IMAP server on this machine, to where it counts.
@Timeout(120)
class ReceiversTest {

    private static final String SECRET = "hunter2";

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    private final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAPS)
    });
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private GreenMailUser user;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server.start();
        user = server.setUser("tlsrpt@example.com", "tlsrpt", SECRET);
        Files.writeString(folder.resolve("password"), SECRET + "\n");
        for (var part : List.of("new", "cur", "tmp")) {
            Files.createDirectories(folder.resolve("Maildir").resolve(part));
        }
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void takesMailFromNewAndMovesItToCurAsSeen() throws Exception {
        Files.write(folder.resolve("Maildir/new/1.a.host"), mail(1));
        Files.write(folder.resolve("Maildir/tmp/2.b.host"), mail(2));
        Files.write(folder.resolve("Maildir/new/3.c.host"), mail(3));

        try (var collector = open(maildir())) {
            until(() -> reports(collector) == 2);
            until(() -> Files.exists(folder.resolve("Maildir/cur/3.c.host:2,S")));
            assertThat(folder.resolve("Maildir/cur/1.a.host:2,S")).exists();
            assertThat(folder.resolve("Maildir/tmp/2.b.host")).exists();
            assertThat(collector.status(false)).contains("maildir ").contains(": 2 messages since the start");
        }
    }

    /// What a kill between its commit and its move leaves.
    @Test
    void countsAMailOnceThatIsTakenASecondTime() throws Exception {
        Files.write(folder.resolve("Maildir/new/1.a.host"), mail(1));
        try (var collector = open(maildir())) {
            until(() -> Files.exists(folder.resolve("Maildir/cur/1.a.host:2,S")));
            until(() -> reports(collector) == 1);
        }
        Files.move(folder.resolve("Maildir/cur/1.a.host:2,S"), folder.resolve("Maildir/new/1.a.host"));
        try (var collector = open(maildir())) {
            until(() -> Files.exists(folder.resolve("Maildir/cur/1.a.host:2,S")));
            until(collector::isIdle);
            assertThat(reports(collector)).isEqualTo(1);
        }
    }

    @Test
    void keepsMailInNewThatItCannotMoveAndSaysSo() throws Exception {
        Files.write(folder.resolve("Maildir/new/1.a.host"), mail(1));
        Files.delete(folder.resolve("Maildir/cur"));

        try (var collector = open(maildir())) {
            until(() -> collector.status(false).contains("failing: "));
            assertThat(collector.status(false)).contains("Set path to a Maildir, a folder that has new, cur and tmp.");
            Files.createDirectory(folder.resolve("Maildir/cur"));
            until(() -> !collector.status(false).contains("failing: "));
            until(collector::isIdle);
            assertThat(reports(collector)).isEqualTo(1);
        }
        assertThat(troubles).hasSize(1);
    }

    @Test
    void fetchesWhatIsInTheMailboxAndWhatArrivesLater() throws Exception {
        deliver(1);
        try (var collector = open(imap(""))) {
            until(() -> reports(collector) == 1);
            deliver(2);
            until(() -> reports(collector) == 2);
            assertThat(collector.status(false)).contains("imap tlsrpt@127.0.0.1/INBOX: 2 messages since the start");
        }
        assertThat(inbox().getMessages()).allMatch(mail -> mail.getFlags().contains(Flags.Flag.SEEN));
        assertThat(troubles).isEmpty();
    }

    /// A person may have opened it.
    @Test
    void fetchesMailThatSomebodyHasSeen() throws Exception {
        deliver(1);
        inbox().setFlags(new Flags(Flags.Flag.SEEN), true, inbox().getMessageUids()[0], null, true);

        try (var collector = open(imap(""))) {
            until(() -> reports(collector) == 1);
        }
    }

    @Test
    void fetchesNothingASecondTimeAfterARestart() throws Exception {
        deliver(1);
        try (var collector = open(imap(""))) {
            var door = new ReceivedMail(collector);
            until(() -> door.position("tlsrpt@127.0.0.1/INBOX").isPresent());
        }
        deliver(2);
        try (var collector = open(imap(""))) {
            until(() -> reports(collector) == 2);
            assertThat(collector.status(false)).contains(": 1 message since the start");
        }
    }

    /// As after the mailbox was restored from a backup: its mails have other numbers.
    @Test
    void readsAMailboxFromTheStartWhoseNumbersMeanOtherMailsAndCountsOnce() throws Exception {
        deliver(1);
        try (var collector = open(imap(""))) {
            until(() -> reports(collector) == 1);
            var door = new ReceivedMail(collector);
            until(() -> door.position("tlsrpt@127.0.0.1/INBOX").isPresent());
            door.remember("tlsrpt@127.0.0.1/INBOX", new MailStore.Position(inbox().getUidValidity() + 1, 99));
        }
        deliver(2);
        try (var collector = open(imap(""))) {
            until(() -> collector.status(false).contains(": 2 messages since the start"));
            until(collector::isIdle);
            assertThat(reports(collector)).isEqualTo(2);
        }
    }

    @Test
    void movesMailOnceItIsTaken() throws Exception {
        deliver(1);
        deliver(2);
        try (var collector = open(imap("move-to = \"Done\""))) {
            until(() -> reports(collector) == 2);
            until(() -> inbox().getMessageCount() == 0);
        }
        assertThat(folderOf("Done").getMessageCount()).isEqualTo(2);
    }

    /// What a kill between any two steps leaves: the mail taken, or moved too, and its number not remembered.
    @Test
    void countsAMailOnceWhoseNumberWasNotRemembered() throws Exception {
        deliver(1);
        deliver(2);
        var first = new KilledStore();
        try (var collector = open(List.of())) {
            first.door = new ReceivedMail(collector);
            for (var way : imap("")) {
                way.start(first, troubles::add);
                until(() -> !troubles.isEmpty());
                way.close();
            }
            assertThat(first.door.position("tlsrpt@127.0.0.1/INBOX")).isEmpty();
        }
        try (var collector = open(imap(""))) {
            until(() -> collector.status(false).contains(": 2 messages since the start"));
            until(collector::isIdle);
            assertThat(reports(collector)).isEqualTo(2);
        }
    }

    /// Takes mail, and fails before its number is remembered.
    private static final class KilledStore implements MailStore {

        @SuppressWarnings("NullAway.Init")
        private ReceivedMail door;

        @Override
        public void take(String name, Path mail) throws IOException {
            door.take(name, mail);
        }

        @Override
        public Path scratch() {
            return door.scratch();
        }

        @Override
        public Optional<Position> position(String mailbox) {
            return door.position(mailbox);
        }

        @Override
        public void remember(String mailbox, Position position) {
            throw new IllegalStateException("killed");
        }
    }

    @Test
    void saysThatAConnectionWasLost() throws Exception {
        int port = server.getImap().getPort();
        try (var collector = open(imap(""))) {
            deliver(1);
            until(() -> reports(collector) == 1);
            server.getImap().stopService();
            until(() -> collector.status(false).contains("failing: "));
            assertThat(collector.status(false)).contains("IMAP server 127.0.0.1:" + port);
        }
    }

    @Test
    void saysThatTheServerRefusesTheLoginAndNotThePassword() throws Exception {
        Files.writeString(folder.resolve("password"), "swordfish");
        var way = imap("").getFirst();

        assertThat(problem(way))
                .startsWith("IMAP server 127.0.0.1:" + server.getImap().getPort() + " refused the login of tlsrpt: ")
                .endsWith("Check username and password-file.")
                .doesNotContain("swordfish");
    }

    @Test
    void saysWhichFolderIsMissing() throws Exception {
        assertThat(problem(imap("folder = \"Reports\"").getFirst()))
                .endsWith(" has no folder 'Reports'. Check folder.");
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        var way = imap("").getFirst();
        server.stop();

        assertThat(problem(way)).endsWith("Check host and port, and that the server runs.");
    }

    @Test
    void sendsNoPasswordToAServerWhoseCertificateIsNotTrusted() throws Exception {
        var way = read("""
                [imap]
                host = "127.0.0.1"
                port = %d
                username = "tlsrpt"
                password-file = "password"
                """.formatted(server.getImaps().getPort())).getFirst();

        assertThat(problem(way))
                .contains(" has a certificate that is not trusted: ")
                .endsWith("Set host to the name in the certificate, or ca-file to the authority that issued it.");
    }

    @Test
    void testsWithoutTakingAnything() throws Exception {
        deliver(1);

        assertThat(imap("").getFirst().test()).startsWith("has 1 message in INBOX");
        assertThat(inbox().getMessages()).noneMatch(mail -> mail.getFlags().contains(Flags.Flag.SEEN));
    }

    private static String problem(Receiver way) {
        try {
            return "works: " + way.test();
        } catch (ReceiverException e) {
            return e.problem();
        }
    }

    private List<Receiver> maildir() throws Exception {
        return read("[maildir]\npath = \"Maildir\"\n");
    }

    private List<Receiver> imap(String more) throws Exception {
        return read("""
                [imap]
                host = "127.0.0.1"
                port = %d
                security = "none"
                username = "tlsrpt"
                password-file = "password"
                poll = 10
                """.formatted(server.getImap().getPort()) + more + "\n");
    }

    private List<Receiver> read(String text) throws Exception {
        var file = Files.writeString(folder.resolve("tlsrpt.toml"), text);
        return ConfigFile.read(file, config -> ReceiverReader.read(config, Clock.systemUTC()));
    }

    private Collector open(List<Receiver> ways) throws IOException {
        Consumer<HostEvent> audience = event -> {
            if (event instanceof HostEvent.Trouble trouble) {
                troubles.add(trouble.detail());
            }
        };
        var data = DataFolder.lock(folder.resolve("data")).orElseThrow();
        var trust = new MailTrust("mx.example.com", null);
        var collector = Collector.open(data, 0, Access.OPEN, Clock.systemUTC(), trust, audience);
        collector.count(List.of("d1.example.com", "d2.example.com", "d3.example.com"), true);
        collector.startWays(ways);
        return collector;
    }

    private byte[] mail(int i) {
        return aMail().about("d" + i + ".example.com")
                .report(aReport()
                        .on(yesterday)
                        .id("report " + i)
                        .sts("d" + i + ".example.com", "enforce", 10)
                        .json())
                .bytes();
    }

    private void deliver(int i) throws MessagingException {
        user.deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail(i))));
    }

    private MailFolder inbox() throws FolderException {
        return server.getManagers().getImapHostManager().getInbox(user);
    }

    private MailFolder folderOf(String name) {
        return server.getManagers().getImapHostManager().getFolder(user, name);
    }

    private static long reports(Collector collector) throws IOException {
        return collector
                .status(true)
                .lines()
                .filter(line -> line.contains("\"domain\" : "))
                .count();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
