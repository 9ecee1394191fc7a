package tlsrpt.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/// Reads the keys of the objects of one document.
///
/// The rows of a report have their keys in the same order, so the key that followed last time is compared with the
/// bytes first; that is quicker than finding out which it is.
final class Keys {

    private static final EnumMap<Key, Key> USUAL_FOLLOWERS = usualFollowers();

    private final JsonParser json;
    private final Quirks quirks;
    private final EnumMap<Key, Key> followers = USUAL_FOLLOWERS.clone();

    Keys(JsonParser json, Quirks quirks) {
        this.json = json;
        this.quirks = quirks;
    }

    /// The first key of the object that the parser has entered, probably this one; `null` where it is empty.
    @Nullable
    Key first(Key expected) throws IOException {
        return json.nextFieldName(expected.serialized()) ? expected : other();
    }

    /// The key that follows; `null` at the end of the object.
    @Nullable
    Key after(Key key) throws IOException {
        var expected = followers.getOrDefault(key, Key.UNKNOWN);
        if (json.nextFieldName(expected.serialized())) {
            return expected;
        }
        var other = other();
        if (other != null) {
            followers.put(key, other);
        }
        return other;
    }

    private @Nullable Key other() throws IOException {
        if (json.currentToken() == JsonToken.END_OBJECT) {
            return null;
        }
        var name = json.currentName();
        var key = Key.of(name);
        if (key != Key.UNKNOWN && !key.text().equals(name)) {
            quirks.note("is a draft's key; read as " + key.text());
        }
        return key;
    }

    private static EnumMap<Key, Key> usualFollowers() {
        var followers = new EnumMap<Key, Key>(Key.class);
        var before = Key.UNKNOWN;
        for (var key : Key.values()) {
            followers.put(before, key);
            before = key;
        }
        return followers;
    }
}
