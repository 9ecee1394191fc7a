package tlsrpt.host.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.TextFormat;
import tlsrpt.console.ReceiverState;
import tlsrpt.host.mail.MailStore.Position;

/// A mailbox on an IMAP server. A mail is taken, then marked or moved, then its number is remembered; a kill in between
/// has it fetched a second time, which counts nothing.
///
/// Where the server offers IDLE, new mail is fetched as it arrives; else the folder is looked at now and then.
final class ImapReceiver implements Receiver {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration CONNECT_TIME = Duration.ofSeconds(20);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 40 << 20;

    private final Mailbox mailbox;
    private final ReceiverLog log;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    /// The connection that is open.
    private volatile @Nullable IMAPStore open;

    ImapReceiver(Mailbox mailbox, Clock clock) {
        this.mailbox = mailbox;
        this.log = new ReceiverLog("imap " + mailbox.name(), "message", clock);
    }

    @Override
    public void start(MailStore store, Consumer<String> trouble) {
        log.tell(trouble);
        threads.add(Thread.ofPlatform().name("imap").start(() -> run(store)));
    }

    private void run(MailStore store) {
        var pause = FIRST_PAUSE;
        try {
            while (!isStopping()) {
                try (var connection = connect()) {
                    open = connection;
                    var folder = folder(connection);
                    pause = FIRST_PAUSE;
                    while (!isStopping()) {
                        fetch(folder, store);
                        log.works();
                        waitForMail(connection, folder);
                    }
                } catch (ReceiverException e) {
                    fails(e.problem());
                } catch (MessagingException e) {
                    fails(problem(e));
                } catch (IOException | RuntimeException e) {
                    fails(String.valueOf(e.getMessage()));
                } finally {
                    open = null;
                }
                var _ = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void fails(String problem) {
        if (!isStopping()) {
            log.fails(problem);
        }
    }

    private IMAPStore connect() throws MessagingException, ReceiverException {
        boolean isTls = mailbox.security() == Mailbox.Security.TLS;
        var protocol = isTls ? "imaps" : "imap";
        var prefix = "mail." + protocol + ".";
        var properties = new Properties();
        properties.put(prefix + "connectiontimeout", String.valueOf(CONNECT_TIME.toMillis()));
        properties.put(
                prefix + "timeout",
                String.valueOf(mailbox.poll().plus(ANSWER_TIME).toMillis()));
        properties.put(prefix + "writetimeout", String.valueOf(ANSWER_TIME.toMillis()));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        if (mailbox.trusted() != null) {
            properties.put(prefix + "ssl.socketFactory", mailbox.trusted());
        }
        var starttls = String.valueOf(mailbox.security() == Mailbox.Security.STARTTLS);
        properties.put(prefix + "starttls.enable", starttls);
        properties.put(prefix + "starttls.required", starttls);
        if (mailbox.login() == Mailbox.Login.TOKEN) {
            properties.put(prefix + "auth.mechanisms", "XOAUTH2");
        }
        String secret;
        try {
            secret = mailbox.secret().read();
        } catch (IOException e) {
            throw new ReceiverException(String.valueOf(e.getMessage()));
        }
        var store = (IMAPStore) Session.getInstance(properties).getStore(protocol);
        store.connect(mailbox.host(), mailbox.port(), mailbox.username(), secret);
        return store;
    }

    private IMAPFolder folder(IMAPStore connection) throws MessagingException {
        if (mailbox.moveTo() != null) {
            var target = connection.getFolder(mailbox.moveTo());
            if (!target.exists()) {
                target.create(Folder.HOLDS_MESSAGES);
            }
        }
        var folder = (IMAPFolder) connection.getFolder(mailbox.folder());
        folder.open(Folder.READ_WRITE);
        return folder;
    }

    private void fetch(IMAPFolder folder, MailStore store) throws MessagingException, IOException, ReceiverException {
        long validity = folder.getUIDValidity();
        long last = store.position(mailbox.name())
                .filter(position -> position.validity() == validity)
                .map(Position::uid)
                .orElse(0L);
        for (var numbered : after(folder, last)) {
            if (isStopping()) {
                return;
            }
            take(folder, numbered, store);
            store.remember(mailbox.name(), new Position(validity, numbered.uid()));
        }
    }

    private record Numbered(long uid, IMAPMessage message) {}

    /// Asked for numbers that are too large, a server names the last mail (RFC 9051 §9, `seq-range`).
    private static List<Numbered> after(IMAPFolder folder, long last) throws MessagingException {
        var numbered = new ArrayList<Numbered>();
        var messages = folder.getMessagesByUID(last + 1, UIDFolder.LASTUID);
        var profile = new FetchProfile();
        profile.add(FetchProfile.Item.FLAGS);
        profile.add(FetchProfile.Item.SIZE);
        folder.fetch(messages, profile); // one question for all of them
        for (var message : messages) {
            long uid = folder.getUID(message);
            if (uid > last && !message.isExpunged() && !message.isSet(Flags.Flag.DELETED)) {
                numbered.add(new Numbered(uid, (IMAPMessage) message));
            }
        }
        numbered.sort(Comparator.comparingLong(Numbered::uid));
        return numbered;
    }

    private void take(IMAPFolder folder, Numbered numbered, MailStore store)
            throws MessagingException, IOException, ReceiverException {
        var message = numbered.message();
        if (message.getSize() > MOST_BYTES) {
            log.fails("message " + numbered.uid() + " is larger than 40 MB and stays in the mailbox");
            return;
        }
        var file = Files.createTempFile(store.scratch(), "imap", null);
        try {
            message.setPeek(true);
            try (OutputStream out = Files.newOutputStream(file);
                    var in = message.getMimeStream()) {
                in.transferTo(out);
            }
            store.take(numbered.uid() + ".eml", file);
        } finally {
            Files.deleteIfExists(file);
        }
        log.taken();
        done(folder, message);
    }

    private void done(IMAPFolder folder, IMAPMessage message) throws MessagingException {
        message.setFlag(Flags.Flag.SEEN, true);
        if (mailbox.moveTo() == null) {
            return;
        }
        var one = new Message[] {message};
        var target = folder.getStore().getFolder(mailbox.moveTo());
        if (((IMAPStore) folder.getStore()).hasCapability("MOVE")) {
            folder.moveMessages(one, target);
        } else {
            folder.copyMessages(one, target);
            message.setFlag(Flags.Flag.DELETED, true);
            folder.expunge(one);
        }
    }

    /// Returns when mail may have arrived, after the poll's time at the latest.
    private void waitForMail(IMAPStore connection, IMAPFolder folder) throws MessagingException, InterruptedException {
        if (!connection.hasCapability("IDLE")) {
            if (!stop.await(mailbox.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                folder.getMessageCount();
            }
            return;
        }
        var idle = new CountDownLatch(1);
        var alarm = Thread.ofVirtual().start(() -> {
            try {
                if (!idle.await(mailbox.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    folder.getMessageCount(); // ends the waiting, and asks whether the server still answers
                }
            } catch (InterruptedException | MessagingException | RuntimeException _) {
                // The thread that waits sees that the connection is gone.
            }
        });
        try {
            folder.idle(true);
        } finally {
            idle.countDown();
            alarm.join();
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    @Override
    public String test() throws ReceiverException {
        try (var connection = connect()) {
            var folder = folder(connection);
            return "has " + TextFormat.count(folder.getMessageCount(), "message") + " in " + mailbox.folder()
                    + (connection.hasCapability("IDLE") ? ", and announces new ones immediately" : "");
        } catch (MessagingException e) {
            throw new ReceiverException(problem(e));
        }
    }

    /// What happened, why, and what to do.
    private String problem(MessagingException e) {
        var where = "IMAP server " + mailbox.server();
        if (e instanceof AuthenticationFailedException) {
            return where + " refused the login of " + mailbox.username() + ": " + reason(e) + ". Check username and "
                    + (mailbox.login() == Mailbox.Login.TOKEN
                            ? "token-file; a token may have expired."
                            : "password-file.");
        }
        if (e instanceof FolderNotFoundException) {
            return where + " has no folder '" + mailbox.folder() + "'. Check folder.";
        }
        var certificate = cause(e, CertificateException.class);
        if (certificate.isPresent()) {
            return where + " has a certificate that is not trusted: "
                    + certificate.get().getMessage()
                    + ". Set host to the name in the certificate, or ca-file to the authority that issued it.";
        }
        if (cause(e, SSLException.class).isPresent()) {
            return where + " does not speak TLS as configured: " + reason(e) + ". Check port and security.";
        }
        if (cause(e, UnknownHostException.class).isPresent()) {
            return "DNS does not know " + mailbox.host() + ". Check host.";
        }
        if (e instanceof MailConnectException) {
            return "cannot connect to " + where + ". Check host and port, and that the server runs.";
        }
        if (cause(e, InterruptedIOException.class).isPresent()) {
            return where + " did not answer in time. The collector retries.";
        }
        return where + ": " + reason(e);
    }

    private static <T extends Throwable> Optional<T> cause(MessagingException e, Class<T> type) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, ImapReceiver::next)
                .limit(20)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private static @Nullable Throwable next(Throwable e) {
        return e instanceof MessagingException outer && outer.getNextException() != null
                ? outer.getNextException()
                : e.getCause();
    }

    /// Returns what the server answered, which the innermost exception has.
    private static String reason(MessagingException e) {
        Exception innermost = e;
        while (innermost instanceof MessagingException outer && outer.getNextException() != null) {
            innermost = outer.getNextException();
        }
        return String.valueOf(innermost.getMessage()).strip().replaceFirst("[.]$", "");
    }

    @Override
    public ReceiverState state() {
        return log.state();
    }

    @Override
    public void close() {
        stop.countDown();
        var connection = open;
        if (connection != null) {
            Thread.ofVirtual().start(() -> close(connection));
        }
        ThreadStop.all(threads);
    }

    /// Ends the waiting for mail.
    private static void close(IMAPStore connection) {
        try {
            connection.close();
        } catch (MessagingException _) {
            // It is gone.
        }
    }
}
