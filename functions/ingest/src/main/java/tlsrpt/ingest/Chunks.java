package tlsrpt.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Delivered;
import tlsrpt.intake.JsonText;
import tlsrpt.intake.OpenedDocument;

/// Collects what is found in one object, and hands it on in chunks of bounded size.
final class Chunks {

    private static final int MOST = 256;
    private static final int MOST_WEIGHT = 10_000;

    private final ReportSorter sorting;
    private final Consumer<Chunk> counter;
    private final List<Found> pending = new ArrayList<>();
    private int weight;
    private @Nullable JsonText text;
    private String hash = "";

    Chunks(ReportSorter sorting, Consumer<Chunk> counter) {
        this.sorting = sorting;
        this.counter = counter;
    }

    void add(OpenedDocument opened, Instant arrival) {
        for (var delivered : opened.delivered()) {
            add(Found.ReadReport.of(delivered, hash(delivered), arrival));
        }
        opened.faults().forEach(fault -> add(new Found.Unreadable(fault)));
    }

    /// Hands on the rest, or nothing: the last chunk is always one of its own.
    void end() {
        handOn(true);
    }

    /// A full chunk waits for the next thing, since without one it is the last.
    private void add(Found found) {
        if (pending.size() >= MOST || weight >= MOST_WEIGHT) {
            handOn(false);
        }
        pending.add(found);
        weight += found.weight();
    }

    private void handOn(boolean last) {
        counter.accept(sorting.chunk(pending, last));
        pending.clear();
        weight = 0;
    }

    /// Many reports may stand in one text.
    private String hash(Delivered delivered) {
        if (delivered.text() != text) {
            text = delivered.text();
            hash = text.sha256();
        }
        return hash;
    }
}
