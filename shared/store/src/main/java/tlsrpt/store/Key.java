package tlsrpt.store;

import java.util.Comparator;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Where an item lies in the table.
public record Key(String pk, String sk) implements Comparable<Key> {

    private static final Comparator<Key> ORDER = Comparator.comparing(Key::pk).thenComparing(Key::sk);

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }

    Map<String, AttributeValue> attributes() {
        return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
    }
}
