package tlsrpt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.cli.Documents;
import tlsrpt.console.Sha256;

/// The folder into which mail is dropped: what lies there unchanged for a second becomes an object under `inbox/`.
final class Inbox implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int LONGEST_NAME = 100;

    private final Path folder;
    private final Collector collector;
    private final Consumer<String> trouble;
    private final Map<Path, Sight> seen = new HashMap<>();
    private final Set<Path> complained = new HashSet<>();
    private final Thread thread = Thread.ofPlatform().name("inbox").unstarted(this::run);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private record Sight(long size, FileTime changed) {}

    /// @param trouble takes in words what cannot be taken in
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

    private void look() throws IOException {
        var there = new HashSet<Path>();
        try (var files = Files.newDirectoryStream(
                folder, file -> !file.getFileName().toString().startsWith("."))) {
            for (var file : files) {
                if (stopped.getCount() == 0) {
                    return;
                }
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    there.add(file);
                    look(file);
                }
            }
        }
        seen.keySet().retainAll(there);
        complained.retainAll(there);
    }

    private void look(Path file) {
        try {
            var sight = new Sight(Files.size(file), Files.getLastModifiedTime(file));
            // Its writer may not be done yet.
            if (!sight.equals(seen.put(file, sight))) {
                return;
            }
            if (collector.room().isLow()) {
                complain(file, "the disk is almost full; it stays until there is room");
                return;
            }
            collector.take(Objects.INBOX + Sha256.of(file) + "/" + name(file), file);
            Files.delete(file);
        } catch (IOException | RuntimeException e) {
            complain(file, e instanceof IOException io ? Documents.reason(io) : String.valueOf(e.getMessage()));
        }
    }

    /// Its own name may tell the domain (RFC 8460 §5.1).
    private static String name(Path file) {
        var name = file.getFileName().toString().replaceAll("[^A-Za-z0-9_.!@+=-]", "_");
        return name.substring(Math.max(0, name.length() - LONGEST_NAME)).replaceFirst("^\\.+", "_");
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
    }
}
