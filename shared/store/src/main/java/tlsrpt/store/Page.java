package tlsrpt.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a list.
///
/// @param items may be fewer than a page holds, even none, though more follow
/// @param next the cursor of the next page; `null` at the end
public record Page<T>(List<T> items, @Nullable String next) {

    public Page {
        items = List.copyOf(items);
    }
}
