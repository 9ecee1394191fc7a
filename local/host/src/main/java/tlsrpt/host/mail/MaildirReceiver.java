package tlsrpt.host.mail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.cli.Documents;
import tlsrpt.console.ReceiverState;

/// A Maildir. A mail in `new` is whole, as its writer moved it there; taken, it is moved on to `cur` as seen.
///
/// Spec: <https://cr.yp.to/proto/maildir.html>
final class MaildirReceiver implements Receiver {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String SEEN = ":2,S";

    private final Path folder;
    private final ReceiverLog log;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    MaildirReceiver(Path folder, Clock clock) {
        this.folder = folder;
        this.log = new ReceiverLog("maildir " + folder, "message", clock);
    }

    @Override
    public void start(MailStore store, Consumer<String> trouble) {
        log.tell(trouble);
        threads.add(Thread.ofPlatform().name("maildir").start(() -> run(store)));
    }

    private void run(MailStore store) {
        try {
            do {
                try {
                    look(store);
                    log.works();
                } catch (ReceiverException e) {
                    log.fails(e.problem());
                }
            } while (!stop.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes all mails that it can, then says what it could not.
    private void look(MailStore store) throws ReceiverException {
        ReceiverException first = null;
        try (var files = Files.newDirectoryStream(folder.resolve("new"))) {
            for (var file : files) {
                if (stop.getCount() == 0) {
                    return;
                }
                if (!file.getFileName().toString().startsWith(".")
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    try {
                        take(store, file);
                    } catch (IOException e) {
                        first = first == null ? fault(file, e) : first;
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            var cause = e.getCause();
            throw fault(folder.resolve("new"), cause == null ? new IOException(e) : cause);
        } catch (IOException e) {
            throw fault(folder.resolve("new"), e);
        }
        if (first != null) {
            throw first;
        }
    }

    private void take(MailStore store, Path file) throws IOException {
        var name = file.getFileName().toString();
        store.take(name, file);
        int info = name.indexOf(':');
        var seen = (info < 0 ? name : name.substring(0, info)) + SEEN;
        Files.move(file, folder.resolve("cur").resolve(seen), StandardCopyOption.ATOMIC_MOVE);
        log.taken();
    }

    private ReceiverException fault(Path file, IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return new ReceiverException(
                    missing.getFile() + " is missing. Set path to a Maildir, a folder that has new, cur and tmp.");
        }
        if (e instanceof AccessDeniedException denied) {
            return new ReceiverException("no permission for " + denied.getFile()
                    + ". Let the user of this process read and write " + folder + ".");
        }
        return new ReceiverException("cannot read or move " + file + ": " + Documents.reason(e));
    }

    @Override
    public String test() throws ReceiverException {
        for (var part : List.of("new", "cur")) {
            var inner = folder.resolve(part);
            if (!Files.isDirectory(inner)) {
                throw fault(inner, new NoSuchFileException(inner.toString()));
            }
            if (!Files.isWritable(inner) || !Files.isReadable(inner)) {
                throw fault(inner, new AccessDeniedException(inner.toString()));
            }
        }
        return "can be read and written";
    }

    @Override
    public ReceiverState state() {
        return log.state();
    }

    @Override
    public void close() {
        stop.countDown();
        ThreadStop.all(threads);
    }
}
