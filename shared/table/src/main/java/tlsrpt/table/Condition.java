package tlsrpt.table;

import java.util.Optional;

/// What must hold of the item at a write's key for the write to be done.
public sealed interface Condition {

    boolean holds(Optional<Item> present);

    record Always() implements Condition {

        @Override
        public boolean holds(Optional<Item> present) {
            return true;
        }
    }

    /// There is no item.
    record Absent() implements Condition {

        @Override
        public boolean holds(Optional<Item> present) {
            return present.isEmpty();
        }
    }

    /// The attribute is there and has this value.
    record Same(String name, Value value) implements Condition {

        @Override
        public boolean holds(Optional<Item> present) {
            return present.map(item -> value.equals(item.values().get(name))).orElse(false);
        }
    }

    /// The item or the attribute is missing, or the attribute is less than this value, which is a text or a number.
    record MissingOrBelow(String name, Value value) implements Condition {

        @Override
        public boolean holds(Optional<Item> present) {
            return compare(present, name, value, -1);
        }
    }

    /// The item or the attribute is missing, or the attribute is more than this value, which is a text or a number.
    record MissingOrAbove(String name, Value value) implements Condition {

        @Override
        public boolean holds(Optional<Item> present) {
            return compare(present, name, value, 1);
        }
    }

    private static boolean compare(Optional<Item> present, String name, Value bound, int sign) {
        var value = present.map(item -> item.values().get(name)).orElse(null);
        if (value == null) {
            return true;
        }
        int order = 0; // Databases do not order values of different types.
        if (value instanceof Value.Whole whole && bound instanceof Value.Whole limit) {
            order = Long.compare(whole.n(), limit.n());
        } else if (value instanceof Value.Text text && bound instanceof Value.Text limit) {
            order = new Key(text.text(), "").compareTo(new Key(limit.text(), ""));
        }
        return Integer.signum(order) == sign;
    }
}
