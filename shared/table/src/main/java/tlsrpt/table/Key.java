package tlsrpt.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The primary key of an item. Keys are ordered by their UTF-8 bytes, unsigned, as DynamoDB and SQLite order them.
///
/// @param pk the partition
/// @param sk the place within the partition
public record Key(String pk, String sk) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
        int byPartition = compare(pk, other.pk);
        return byPartition != 0 ? byPartition : compare(sk, other.sk);
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
