package tlsrpt.store;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tlsrpt.table.Range;
import tlsrpt.table.Table;

/// The reports of a domain that count, as the last completed write left them. Those that cannot be read are left out.
final class CountedReports {

    private static final int PAGE = 200;

    private CountedReports() {}

    static Iterator<StoredReport> oldestFirst(Table table, String partition, Consumer<String> damaged) {
        return stream(table, range(partition), damaged).iterator();
    }

    static Iterator<StoredReport> newestFirst(Table table, String partition, Consumer<String> damaged) {
        return stream(table, range(partition).fromTheEnd(), damaged).iterator();
    }

    /// Reads page by page, as far as it is asked.
    private static Stream<StoredReport> stream(Table table, Range range, Consumer<String> damaged) {
        var items = Stream.iterate(
                        table.query(range, PAGE),
                        Objects::nonNull,
                        found -> found.last() == null ? null : table.query(range.continuedAfter(found.last()), PAGE))
                .flatMap(found -> found.items().stream());
        return Page.readable(items, StoredReport::of, damaged);
    }

    private static Range range(String partition) {
        return Range.of(partition, "R#", "R$").readLatest();
    }
}
