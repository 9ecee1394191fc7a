package tlsrpt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// SQS on one machine: the news of objects, each a file until somebody says that it is done.
///
/// An entry is written before its object is in place and goes when it is done, so a kill at any moment loses nothing;
/// news of an object that never came is no harm. Memory holds a bounded number of entries; the rest waits on disk.
final class Queue {

    private static final int BATCH = 10;
    private static final int IN_MEMORY = 10_000;
    /// What was handed out so often may be what ended the process: ingest holds it before it reads it.
    private static final int SUSPECT = 3;
    private static final int MOST_TRIES = 5;
    /// As what ends the process is read last, all others are served between two of its ends; so there is time to be
    /// sure.
    private static final int INNOCENT_INTERRUPTIONS = 20;

    private final Path folder;
    private final Path inFlight;
    private final Path deadLetters;
    private final BlockingQueue<Entry> ready = new LinkedBlockingQueue<>(IN_MEMORY);
    /// The ids of those that are arriving, ready, handed out or waiting to be tried again.
    private final Set<String> inMemory = ConcurrentHashMap.newKeySet();
    private final Map<String, Path> dead = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong(System.currentTimeMillis() << 20);
    private boolean moreOnDisk = true;

    /// @param tries how many times it was handed out, the next time included and those not that a kill interrupted
    /// @param interrupted how many times the process ended while it was worked on; with others at its side only the
    ///     first of them is counted, for then it goes alone
    record Entry(String id, String key, boolean copied, int tries, int interrupted) {

        String text() {
            return tries + " " + interrupted + (copied ? " copy " : " put ") + key;
        }

        static Optional<Entry> of(String id, String text) {
            var parts = text.split(" ", 4);
            return parts.length < 4
                    ? Optional.empty()
                    : Optional.of(new Entry(
                            id,
                            parts[3],
                            parts[2].equals("copy"),
                            Integer.parseInt(parts[0]),
                            Integer.parseInt(parts[1])));
        }

        /// What SQS would say. People end a process too, so the first few times raise no suspicion.
        int received() {
            return tries + Math.max(0, interrupted - INNOCENT_INTERRUPTIONS);
        }

        Entry again() {
            return new Entry(id, key, copied, tries + 1, interrupted);
        }

        boolean goesAlone() {
            return interrupted > 0 || received() >= SUSPECT;
        }

        Entry afterInterruption(boolean alone) {
            return new Entry(id, key, copied, tries, alone ? interrupted + 1 : Math.max(1, interrupted));
        }
    }

    /// Takes up what an earlier process left.
    Queue(DataFolder data) throws IOException {
        this.folder = data.queue();
        this.inFlight = data.root().resolve("in-flight");
        this.deadLetters = data.deadLetters();
        var interrupted = Files.exists(inFlight) ? new HashSet<>(Files.readAllLines(inFlight)) : Set.<String>of();
        var last = new ArrayList<Entry>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var id = String.valueOf(file.getFileName());
                var entry = Entry.of(id, Files.readString(file));
                if (entry.isEmpty()) {
                    Files.delete(file); // killed while it was written: its object is not there
                } else if (interrupted.contains(id)) {
                    var again = entry.get().afterInterruption(interrupted.size() == 1);
                    write(folder.resolve(id), again.text());
                    last.add(again);
                    inMemory.add(id);
                }
            }
        }
        try (var files = Files.newDirectoryStream(deadLetters)) {
            for (var file : files) {
                Entry.of("", Files.readString(file)).ifPresent(entry -> dead.put(entry.key(), file));
            }
        }
        refill();
        // Behind the others: what ends the process ends it when they are done, and what is innocent is not again the
        // first that a starting process is busy with.
        last.forEach(this::ready);
    }

    /// To be called before the object is there; then [#ready] or [#retract].
    Entry announce(String key, boolean copied) throws IOException {
        var entry = new Entry(Long.toHexString(lastId.incrementAndGet()), key, copied, 1, 0);
        inMemory.add(entry.id());
        write(folder.resolve(entry.id()), entry.text());
        return entry;
    }

    synchronized void ready(Entry entry) {
        if (!ready.offer(entry)) {
            inMemory.remove(entry.id());
            moreOnDisk = true;
        }
    }

    void retract(Entry entry) throws IOException {
        Files.deleteIfExists(folder.resolve(entry.id()));
        inMemory.remove(entry.id());
    }

    /// Those to be worked on; none where nothing came for a moment.
    List<Entry> next() throws InterruptedException, IOException {
        var first = ready.poll();
        if (first == null) {
            refill();
            first = ready.poll(200, TimeUnit.MILLISECONDS);
        }
        var batch = new ArrayList<Entry>();
        while (first != null) {
            batch.add(first);
            var following = ready.peek();
            boolean full = first.goesAlone() || batch.size() == BATCH || (following != null && following.goesAlone());
            first = full ? null : ready.poll();
        }
        if (!batch.isEmpty()) {
            Files.write(inFlight, batch.stream().map(Entry::id).toList());
        }
        return batch;
    }

    /// Nothing is worked on until the next ones are handed out.
    void settled() throws IOException {
        Files.write(inFlight, List.of());
    }

    void done(Entry entry) throws IOException {
        retract(entry);
        var letter = dead.remove(entry.key());
        if (letter != null) {
            Files.deleteIfExists(letter);
        }
    }

    /// Delivers it again after a while; whether there is a next time.
    boolean again(Entry entry) throws IOException {
        var file = folder.resolve(entry.id());
        if (entry.tries() >= MOST_TRIES) {
            var letter = deadLetters.resolve(entry.id());
            Files.move(file, letter);
            dead.put(entry.key(), letter);
            inMemory.remove(entry.id());
            return false;
        }
        var next = entry.again();
        write(file, next.text());
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofMillis(500L << entry.tries()));
                ready(next);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        return true;
    }

    synchronized boolean isEmpty() {
        return inMemory.isEmpty() && !moreOnDisk;
    }

    int size() {
        return inMemory.size();
    }

    /// The keys of the objects that were given up.
    Set<String> deadLetters() {
        return Set.copyOf(dead.keySet());
    }

    private synchronized void refill() throws IOException {
        if (!moreOnDisk) {
            return;
        }
        moreOnDisk = false;
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var id = String.valueOf(file.getFileName());
                if (inMemory.contains(id)) {
                    continue;
                }
                if (ready.remainingCapacity() == 0) {
                    moreOnDisk = true;
                    return;
                }
                var entry = Entry.of(id, Files.readString(file));
                if (entry.isPresent() && inMemory.add(id)) {
                    ready.add(entry.get());
                }
            }
        } catch (NoSuchFileException _) {
            moreOnDisk = true; // done meanwhile; the rest comes next time
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
