package tlsrpt.table;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The value of an item's attribute.
public sealed interface Value {

    record Text(String text) implements Value {}

    /// A whole number. Where a database holds a sum beyond a `long`, it reads as the largest `long`.
    record Whole(long n) implements Value {}

    record Flag(boolean set) implements Value {}

    record Texts(List<String> texts) implements Value {

        public Texts {
            texts = List.copyOf(texts);
        }
    }

    record Tree(SortedMap<String, Value> values) implements Value {

        public Tree {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }
    }

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(long n) {
        return new Whole(n);
    }

    static Value of(boolean set) {
        return new Flag(set);
    }

    static Value of(List<String> texts) {
        return new Texts(texts);
    }
}
