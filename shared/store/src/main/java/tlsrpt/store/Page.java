package tlsrpt.store;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A page of a list.
///
/// @param items may be fewer than a page holds, even none, though more follow
/// @param next the cursor of the next page; `null` at the end
public record Page<T>(List<T> items, @Nullable String next) {

    public Page {
        items = List.copyOf(items);
    }

    /// A list that is read page by page.
    public interface Source<T> {

        /// Reads one page.
        ///
        /// @param cursor `null` for the first page, else [Page#next] of the page before
        /// @throws BadCursorException if the cursor was made for another list
        Page<T> page(@Nullable String cursor);
    }

    /// Returns a list from its beginning. A page is read only when its items are asked for.
    public static <T> Stream<T> stream(Source<T> list) {
        return pages(list).flatMap(page -> page.items.stream());
    }

    private static <T> Stream<Page<T>> pages(Source<T> list) {
        return Stream.iterate(
                list.page(null), Objects::nonNull, page -> page.next == null ? null : list.page(page.next));
    }

    Page<T> only(Predicate<? super T> wanted) {
        return new Page<>(items.stream().filter(wanted).toList(), next);
    }

    <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(items.stream().<R>map(change).toList(), next);
    }
}
