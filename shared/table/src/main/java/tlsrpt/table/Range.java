package tlsrpt.table;

import org.jspecify.annotations.Nullable;

/// A range of one partition's items, in the order of their sort keys.
///
/// @param span the sort keys to read; `null` for all
/// @param after the sort key to continue behind, in reading order; `null` to begin
/// @param newestFirst whether to read from the end, since sort keys mostly begin with a date
/// @param latest whether every completed write is seen; otherwise DynamoDB may miss those of the last second, at half
///     the cost
public record Range(
        String pk, @Nullable Span span, @Nullable String after, boolean newestFirst, boolean latest) {

    /// The sort keys from one to another.
    ///
    /// @param from the first sort key, included
    /// @param to the last sort key, included
    public record Span(String from, String to) {}

    public static Range of(String pk) {
        return new Range(pk, null, null, false, false);
    }

    public static Range of(String pk, String from, String to) {
        return new Range(pk, new Span(from, to), null, false, false);
    }

    public Range continuedAfter(@Nullable String sk) {
        return new Range(pk, span, sk, newestFirst, latest);
    }

    public Range fromTheEnd() {
        return new Range(pk, span, after, true, latest);
    }

    public Range readLatest() {
        return new Range(pk, span, after, newestFirst, true);
    }
}
