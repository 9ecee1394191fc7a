package tlsrpt.table;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/// DynamoDB's limits. Both databases refuse what exceeds them before anything is sent, so that a test on either finds
/// the mistake.
///
/// Spec: Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB"
public final class Limits {

    private static final int PARTITION_KEY = 2_048;
    private static final int SORT_KEY = 1_024;
    private static final int ITEM = 400 * 1_024;
    private static final int CALL = 4 * 1_024 * 1_024;

    /// What a list or a tree costs beside its elements.
    private static final int NESTED = 3;

    private Limits() {}

    /// Checks the writes of one call.
    ///
    /// @throws IllegalArgumentException if DynamoDB would refuse them whatever the table holds
    public static void check(List<Write> writes) {
        if (writes.isEmpty() || writes.size() > Table.MAX_WRITES) {
            throw new IllegalArgumentException("a call has 1 to " + Table.MAX_WRITES + " writes, not " + writes.size());
        }
        var keys = new HashSet<Key>();
        long all = 0;
        for (var write : writes) {
            check(write.key());
            if (!keys.add(write.key())) {
                throw new IllegalArgumentException("a call writes an item once: " + write.key());
            }
            long size = size(write, writes.size() == 1);
            if (size > ITEM) {
                throw new IllegalArgumentException(write.key() + " is " + size + " bytes, an item holds " + ITEM);
            }
            all += size;
        }
        if (all > CALL) {
            throw new IllegalArgumentException("a call of " + all + " bytes, the limit is " + CALL);
        }
    }

    public static void check(Key key) {
        check("partition key", key.pk(), PARTITION_KEY);
        check("sort key", key.sk(), SORT_KEY);
    }

    public static void check(Range range) {
        check("partition key", range.pk(), PARTITION_KEY);
        var span = range.span();
        if (span != null) {
            check("sort key", span.from(), SORT_KEY);
            check("sort key", span.to(), SORT_KEY);
        }
        if (range.after() != null) {
            check("sort key", range.after(), SORT_KEY);
        }
    }

    private static void check(String what, String key, int limit) {
        int bytes = bytes(key);
        if (bytes == 0 || bytes > limit) {
            throw new IllegalArgumentException("a " + what + " has 1 to " + limit + " bytes, not " + bytes);
        }
    }

    /// Returns the size of the item in bytes, as DynamoDB counts it.
    public static long size(Item item) {
        return size(item.key()) + size(item.values());
    }

    private static long size(Key key) {
        return 4L + bytes(key.pk()) + bytes(key.sk());
    }

    /// Returns the least size of the item after the write, as DynamoDB counts it.
    private static long size(Write write, boolean alone) {
        long key = size(write.key());
        return switch (write) {
            case Write.Delete _ -> key;
            case Write.Put put -> {
                checkNames(put.item().values().keySet());
                yield size(put.item());
            }
            case Write.Change change -> {
                checkParts(change, alone);
                long size = key + size(change.set());
                for (var counter : change.add().keySet()) {
                    size += bytes(counter) + 1L;
                }
                yield size;
            }
        };
    }

    private static void checkParts(Write.Change change, boolean alone) {
        var names = new HashSet<>(change.set().keySet());
        names.addAll(change.setOnce().keySet());
        names.addAll(change.add().keySet());
        checkNames(names);
        if (names.size()
                < change.set().size() + change.setOnce().size() + change.add().size()) {
            throw new IllegalArgumentException("a change of an attribute in two ways: " + change.key());
        }
        if (names.isEmpty() && !alone) {
            throw new IllegalArgumentException("a change of nothing beside others: " + change.key());
        }
    }

    private static void checkNames(Set<String> names) {
        if (names.contains("pk") || names.contains("sk") || names.contains("")) {
            throw new IllegalArgumentException("an attribute with the name of a key, or without one: " + names);
        }
    }

    private static long size(SortedMap<String, Value> values) {
        long size = 0;
        for (var field : values.entrySet()) {
            size += bytes(field.getKey()) + size(field.getValue());
        }
        return size;
    }

    private static long size(Value value) {
        return switch (value) {
            case Value.Text text -> bytes(text.text());
            case Value.Whole whole -> 1 + (Long.toString(whole.n()).length() + 1) / 2;
            case Value.Flag _ -> 1;
            case Value.Texts texts -> {
                long size = NESTED;
                for (var text : texts.texts()) {
                    size += 1 + bytes(text);
                }
                yield size;
            }
            case Value.Tree tree -> NESTED + tree.values().size() + size(tree.values());
        };
    }

    /// Returns the length in UTF-8.
    private static int bytes(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // Each half of a surrogate pair stands for two of its four bytes.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
