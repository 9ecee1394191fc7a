package tlsrpt.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A page of a list.
///
/// @param items may be fewer than a page holds, even none, though more follow
/// @param next the cursor of the next page; `null` at the end
/// @param damaged what to do about each item that is left out because it cannot be read
public record Page<T>(List<T> items, @Nullable String next, List<String> damaged) {

    public Page {
        items = List.copyOf(items);
        damaged = List.copyOf(damaged);
    }

    public Page(List<T> items, @Nullable String next) {
        this(items, next, List.of());
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
        return stream(list, _ -> {});
    }

    /// Returns a list from its beginning.
    ///
    /// @param damaged receives what to do about each item that is left out because it cannot be read
    public static <T> Stream<T> stream(Source<T> list, Consumer<String> damaged) {
        return pages(list).flatMap(page -> {
            page.damaged.forEach(damaged);
            return page.items.stream();
        });
    }

    private static <T> Stream<Page<T>> pages(Source<T> list) {
        return Stream.iterate(
                list.page(null), Objects::nonNull, page -> page.next == null ? null : list.page(page.next));
    }

    Page<T> only(Predicate<? super T> wanted) {
        return new Page<>(items.stream().filter(wanted).toList(), next, damaged);
    }

    <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(items.stream().<R>map(change).toList(), next, damaged);
    }

    /// Returns the page of what can be read.
    <R> Page<R> read(Function<? super T, ? extends R> reader) {
        var left = new ArrayList<>(damaged);
        var read =
                readable(items.stream(), reader, left::add).<R>map(one -> one).toList();
        return new Page<>(read, next, left);
    }

    /// Returns what can be read.
    static <T, R> Stream<R> readable(
            Stream<T> items, Function<? super T, ? extends R> reader, Consumer<String> damaged) {
        return items.mapMulti((item, out) -> {
            R read;
            try {
                read = reader.apply(item);
            } catch (DamagedItemException e) {
                damaged.accept(String.valueOf(e.getMessage()));
                return;
            }
            out.accept(read);
        });
    }
}
