package tlsrpt.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.cli.Documents;
import tlsrpt.console.Sha256;

/// The folder into which mail is dropped: what lies there unchanged for a second becomes an object under `inbox/`.
final class Inbox implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);
    /// What is not larger is taken in with others at its side, which are committed together.
    private static final int SMALL = 1 << 16;
    private static final int AT_ONCE = 32;

    private final Path folder;
    private final Collector collector;
    private final Consumer<String> trouble;
    private final Map<Path, Sight> seen = new HashMap<>();
    private final Set<Path> complained = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofPlatform().name("inbox").unstarted(this::run);
    private final ExecutorService takers =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    private final CountDownLatch stopped = new CountDownLatch(1);

    private record Sight(long size, FileTime changed) {}

    /// @param trouble receives a message for each file that cannot be stored
    Inbox(Collector collector, Consumer<String> trouble) {
        this.folder = collector.data().inbox();
        this.collector = collector;
        this.trouble = trouble;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                try {
                    look();
                } catch (IOException e) {
                    complain(folder, Documents.reason(e));
                }
            } while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws IOException, InterruptedException {
        var there = new HashSet<Path>();
        var small = new ArrayList<Callable<Object>>();
        try (var files = Files.newDirectoryStream(
                folder, file -> !file.getFileName().toString().startsWith("."))) {
            for (var file : files) {
                if (isStopping()) {
                    return;
                }
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    there.add(file);
                    if (!isComplete(file)) {
                        continue;
                    }
                    if (file.toFile().length() <= SMALL) {
                        small.add(Executors.callable(() -> take(file)));
                    } else {
                        take(file);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        takers.invokeAll(small);
        seen.keySet().retainAll(there);
        complained.retainAll(there);
    }

    /// Whether it is as it was the last time; else its writer may not be done yet.
    private boolean isComplete(Path file) {
        try {
            var sight = new Sight(Files.size(file), Files.getLastModifiedTime(file));
            return sight.equals(seen.put(file, sight));
        } catch (IOException e) {
            complain(file, Documents.reason(e));
            return false;
        }
    }

    private void take(Path file) {
        if (isStopping()) {
            return;
        }
        try {
            if (collector.room().isLow()) {
                complain(file, "the disk is almost full; it stays until there is room");
                return;
            }
            collector.take(
                    ObjectStore.INBOX + Sha256.of(file) + "/"
                            + ReceivedMail.safe(file.getFileName().toString()),
                    file);
            Files.delete(file);
        } catch (IOException | RuntimeException e) {
            complain(file, e instanceof IOException io ? Documents.reason(io) : String.valueOf(e.getMessage()));
        }
    }

    private boolean isStopping() {
        return stopped.getCount() == 0;
    }

    private void complain(Path file, String why) {
        if (complained.add(file)) {
            trouble.accept(file.getFileName() + " in the inbox: " + why);
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        takers.shutdown();
    }
}
