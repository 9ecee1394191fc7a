package tlsrpt.table;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One change of one item, on a condition.
public sealed interface Write {

    Key key();

    Condition condition();

    /// Returns the item as this write leaves it, given the item that is present and a condition that holds; empty if
    /// the write deletes it.
    ///
    /// @throws ArithmeticException if a counter leaves the range of a `long`
    Optional<Item> applied(Optional<Item> present);

    /// Replaces whatever is at the item's key.
    record Put(Item item, Condition condition) implements Write {

        @Override
        public Key key() {
            return item.key();
        }

        @Override
        public Optional<Item> applied(Optional<Item> present) {
            return Optional.of(item);
        }
    }

    /// Deletes the item; deleting what is not there succeeds.
    record Delete(Key key, Condition condition) implements Write {

        @Override
        public Optional<Item> applied(Optional<Item> present) {
            return Optional.empty();
        }
    }

    /// Changes attributes of an item, which is created if it is missing; other attributes stay.
    ///
    /// @param set attributes to set
    /// @param setOnce attributes to set unless they are there
    /// @param add counters to add to; a missing one counts from 0
    record Change(
            Key key,
            SortedMap<String, Value> set,
            SortedMap<String, Value> setOnce,
            SortedMap<String, Long> add,
            Condition condition)
            implements Write {

        public Change {
            set = Collections.unmodifiableSortedMap(new TreeMap<>(set));
            setOnce = Collections.unmodifiableSortedMap(new TreeMap<>(setOnce));
            add = Collections.unmodifiableSortedMap(new TreeMap<>(add));
        }

        public static Change of(Key key) {
            var none = Collections.<String, Value>emptySortedMap();
            return new Change(key, none, none, Collections.emptySortedMap(), new Condition.Always());
        }

        public Change set(String name, Value value) {
            return new Change(key, with(set, name, value), setOnce, add, condition);
        }

        public Change set(String name, String text) {
            return set(name, Value.of(text));
        }

        public Change set(String name, long n) {
            return set(name, Value.of(n));
        }

        public Change setOnce(String name, String text) {
            return new Change(key, set, with(setOnce, name, Value.of(text)), add, condition);
        }

        public Change add(String counter, long n) {
            return new Change(key, set, setOnce, with(add, counter, n), condition);
        }

        public Change when(Condition condition) {
            return new Change(key, set, setOnce, add, condition);
        }

        @Override
        public Optional<Item> applied(Optional<Item> present) {
            var values = new TreeMap<String, Value>();
            present.ifPresent(item -> values.putAll(item.values()));
            setOnce.forEach(values::putIfAbsent);
            values.putAll(set);
            add.forEach((name, n) ->
                    values.merge(name, Value.of(n), (was, more) -> Value.of(Math.addExact(number(was), number(more)))));
            return Optional.of(new Item(key, values));
        }

        private static long number(Value value) {
            if (value instanceof Value.Whole whole) {
                return whole.n();
            }
            throw new IllegalArgumentException("only a number can be added to, not " + value);
        }

        private static <V> SortedMap<String, V> with(SortedMap<String, V> values, String name, V value) {
            var more = new TreeMap<>(values);
            more.put(name, value);
            return more;
        }
    }

    static Put put(Item item) {
        return new Put(item, new Condition.Always());
    }

    static Delete delete(Key key) {
        return new Delete(key, new Condition.Always());
    }
}
