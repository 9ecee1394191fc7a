package tlsrpt.ingest;

import java.util.function.Consumer;

/// Part of an object's work that is counted together, such as 256 of an mbox's 10,000 reports.
public final class Chunk {

    private final boolean last;
    private final int weight;
    private final Consumer<Counting> work;

    Chunk(boolean last, Consumer<Counting> work) {
        this(last, 0, work);
    }

    Chunk(boolean last, int weight, Consumer<Counting> work) {
        this.last = last;
        this.weight = weight;
        this.work = work;
    }

    /// Returns whether the object is done when this is counted.
    public boolean isLast() {
        return last;
    }

    /// Returns about how much memory it takes, in rows of a report.
    public int weight() {
        return weight;
    }

    /// Counts it. May be repeated if the transaction was rolled back.
    public void count(Counting counting) {
        work.accept(counting);
    }
}
