package tlsrpt.ingest;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Ledger;
import tlsrpt.store.Settings;
import tlsrpt.table.Table;

/// Where a [Chunk] is counted: the ledger and the held objects of one table, by the settings that apply.
///
/// @param events receives the outcome of each report while the chunk is counted, before any surrounding transaction is
///     committed
public record Counting(Ledger ledger, HeldObjects held, Settings settings, Consumer<IngestEvent> events) {

    public static Counting of(
            Table table, Settings settings, Clock clock, RandomGenerator random, Consumer<IngestEvent> events) {
        return new Counting(new Ledger(table, clock, random), new HeldObjects(table, clock), settings, events);
    }
}
