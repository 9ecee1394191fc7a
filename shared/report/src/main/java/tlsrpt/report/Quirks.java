package tlsrpt.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes what departs from RFC 8460, with the place where the parser stands.
final class Quirks {

    private static final int MAX_QUIRKS = 100;

    private final JsonParser json;
    private List<Quirk> quirks = new ArrayList<>();
    private @Nullable String list;

    Quirks(JsonParser json) {
        this.json = json;
    }

    /// Forgets the quirks of the report before.
    void start(@Nullable String encodingQuirk) {
        quirks = new ArrayList<>();
        leaveList();
        if (encodingQuirk != null) {
            quirks.add(new Quirk("", encodingQuirk));
        }
    }

    /// The rows that come are those of another list.
    void leaveList() {
        list = null;
    }

    List<Quirk> all() {
        return quirks;
    }

    void note(String note) {
        if (quirks.size() < MAX_QUIRKS) {
            quirks.add(new Quirk(path(), note));
        } else {
            noteMore();
        }
    }

    /// Notes what is wrong with a member of the object that has just ended.
    void noteAt(Key key, String note) {
        if (quirks.size() < MAX_QUIRKS) {
            quirks.add(new Quirk(path(key), note));
        } else {
            noteMore();
        }
    }

    private void noteMore() {
        if (quirks.size() == MAX_QUIRKS) {
            quirks.add(new Quirk("", "has more quirks than the " + MAX_QUIRKS + " that are listed"));
        }
    }

    /// Marks the key where the parser stands as seen, and notes its second time. Of a key that stands twice the last
    /// value counts, as in most JSON readers.
    long once(long seen, Key key) {
        if ((seen & key.bit()) != 0 && key != Key.UNKNOWN) {
            note("stands here again; the last one was read");
        }
        return seen | key.bit();
    }

    void require(long seen, Key key) {
        if ((seen & key.bit()) == 0) {
            noteAt(key, "is missing");
        }
    }

    /// Skips the value of the key where the parser stands.
    void skipUnknown() throws IOException {
        json.nextToken();
        skip("is no key of RFC 8460");
    }

    /// Skips the value where the parser stands.
    void skip(String because) throws IOException {
        note(because + "; it was skipped");
        json.skipChildren();
    }

    /// The place where the parser stands, such as `policies[0].policy.mx-host`.
    String path() {
        return path(json.getParsingContext());
    }

    /// The place of a member of the object that has just ended.
    String path(Key key) {
        var parent = json.getParsingContext();
        if (parent.inArray()) {
            // What one row lacks the others mostly lack, too: the place of their list is put together once.
            if (list == null) {
                list = path(parent.getParent());
            }
            return list + '[' + parent.getCurrentIndex() + "]." + key.text();
        }
        return parent.inRoot() ? key.text() : path(parent) + '.' + key.text();
    }

    private static String path(JsonStreamContext context) {
        var path = new StringBuilder(64);
        append(path, context);
        return path.toString();
    }

    private static void append(StringBuilder path, JsonStreamContext context) {
        if (context.getParent() != null) {
            append(path, context.getParent());
        }
        if (context.inArray() && context.hasCurrentIndex()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.hasCurrentName()) {
            var name = context.getCurrentName();
            path.append(path.isEmpty() ? "" : ".").append(Key.of(name) == Key.UNKNOWN ? Printable.of(name, 60) : name);
        }
    }
}
