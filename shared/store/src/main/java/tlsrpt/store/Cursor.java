package tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;
import tlsrpt.table.Range;
import tlsrpt.table.Table;

/// Where a list goes on, as an opaque text. It holds a place only, never a partition: which data is read is decided by
/// the request alone. It also holds a hash of the list it was made for and of the place, so that a cursor of another
/// list, or one that someone changed, is refused instead of answered with a page that means nothing.
final class Cursor {

    private static final int HASH = 16;
    /// A sort key has 1024 bytes at most.
    private static final int LONGEST = 1400;

    private final String list;

    private Cursor(String list) {
        this.list = list;
    }

    /// @param list everything that the list depends on
    static Cursor route(String... list) {
        return new Cursor(String.join("\n", list));
    }

    String at(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(hash(place) + place));
    }

    /// The place; `null` without a cursor.
    @Nullable
    String open(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        if (cursor.length() > LONGEST) {
            throw new BadCursorException();
        }
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.length() > HASH && text.substring(0, HASH).equals(hash(text.substring(HASH)))) {
                return text.substring(HASH);
            }
        } catch (IllegalArgumentException _) {
            // not Base64: refused like any other text of a stranger
        }
        throw new BadCursorException();
    }

    /// Reads the page of a range that the cursor stands before.
    Page<Item> page(Table table, Range range, int limit, @Nullable String cursor) {
        var found = table.query(range.continuedAfter(open(cursor)), limit);
        return new Page<>(found.items(), found.last() == null ? null : at(found.last()));
    }

    private String hash(String place) {
        return Keys.sha256(utf8(list + "\n" + place)).substring(0, HASH);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
