package tlsrpt.table;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One item of the table.
///
/// @param values its attributes, without the key
public record Item(Key key, SortedMap<String, Value> values) {

    public Item {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static Builder at(Key key) {
        return new Builder(key);
    }

    /// Returns the text of an attribute that every item of this kind has.
    ///
    /// @throws IllegalStateException if the attribute is missing or is not a text
    public String text(String name) {
        var text = textOrNull(name);
        if (text == null) {
            throw new IllegalStateException("item " + key + " has no text '" + name + "'");
        }
        return text;
    }

    public @Nullable String textOrNull(String name) {
        return values.get(name) instanceof Value.Text value ? value.text() : null;
    }

    /// Returns a number, or 0 if it is missing: a counter that does not exist has counted nothing.
    public long number(String name) {
        return values.get(name) instanceof Value.Whole value ? value.n() : 0;
    }

    /// Returns a flag, or `false` if it is missing.
    public boolean flag(String name) {
        return values.get(name) instanceof Value.Flag value && value.set();
    }

    /// Returns a list of texts, or an empty one if it is missing.
    public List<String> texts(String name) {
        return values.get(name) instanceof Value.Texts value ? value.texts() : List.of();
    }

    /// Returns a tree, or an empty one if it is missing.
    public SortedMap<String, Value> tree(String name) {
        return values.get(name) instanceof Value.Tree value ? value.values() : Collections.emptySortedMap();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// Collects the attributes of an item. A value of `null` leaves the attribute out.
    public static final class Builder {

        private final Key key;
        private final SortedMap<String, Value> values = new TreeMap<>();

        private Builder(Key key) {
            this.key = key;
        }

        public Builder put(String name, @Nullable String text) {
            return text == null ? this : put(name, Value.of(text));
        }

        public Builder put(String name, long n) {
            return put(name, Value.of(n));
        }

        public Builder put(String name, boolean set) {
            return put(name, Value.of(set));
        }

        public Builder put(String name, List<String> texts) {
            return put(name, Value.of(texts));
        }

        public Builder put(String name, Value value) {
            values.put(name, value);
            return this;
        }

        public Item item() {
            return new Item(key, values);
        }
    }
}
