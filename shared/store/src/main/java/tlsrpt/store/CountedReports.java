package tlsrpt.store;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import tlsrpt.table.Range;
import tlsrpt.table.Table;

/// The reports of a domain that count, as the last completed write left them.
final class CountedReports {

    private static final int PAGE = 200;

    private CountedReports() {}

    static Iterator<StoredReport> oldestFirst(Table table, String partition) {
        return stream(table, range(partition)).iterator();
    }

    static Iterator<StoredReport> newestFirst(Table table, String partition) {
        return stream(table, range(partition).fromTheEnd()).iterator();
    }

    /// Reads page by page, as far as it is asked.
    private static Stream<StoredReport> stream(Table table, Range range) {
        return Stream.iterate(
                        table.query(range, PAGE),
                        Objects::nonNull,
                        found -> found.last() == null ? null : table.query(range.continuedAfter(found.last()), PAGE))
                .flatMap(found -> found.items().stream())
                .map(StoredReport::of);
    }

    private static Range range(String partition) {
        return Range.of(partition, "R#", "R$").readLatest();
    }
}
