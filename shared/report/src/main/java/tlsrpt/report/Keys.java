package tlsrpt.report;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the keys of the objects of one document, each compared with the bytes of the one that is expected there first:
/// that is quicker than finding out which it is.
final class Keys {

    private final JsonTokens json;
    private final Quirks quirks;
    private final KeyOrder order;

    Keys(JsonTokens json, Quirks quirks, KeyOrder order) {
        this.json = json;
        this.quirks = quirks;
        this.order = order;
    }

    /// The first key of the object that the parser has entered, probably this one; `null` where it is empty.
    @Nullable
    Key first(Key expected) throws IOException {
        return json.nextKeyIs(expected.serialized()) ? expected : other();
    }

    /// The key that follows; `null` at the end of the object.
    @Nullable
    Key after(Key key) throws IOException {
        var expected = order.after(key);
        if (json.nextKeyIs(expected.serialized())) {
            return expected;
        }
        var other = other();
        if (other != null) {
            order.learn(key, other);
        }
        return other;
    }

    private @Nullable Key other() throws IOException {
        if (json.currentToken() == JsonToken.END_OBJECT) {
            return null;
        }
        var name = json.getParsingContext().getCurrentName();
        var key = Key.of(name);
        if (key != Key.UNKNOWN && !key.text().equals(name)) {
            quirks.note("is a draft's key; read as " + key.text());
        }
        return key;
    }
}
