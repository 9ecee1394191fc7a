package tlsrpt.report;

import com.fasterxml.jackson.core.JsonStreamContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes deviations from RFC 8460, with the parser's position.
final class Quirks {

    private static final int MAX_QUIRKS = 100;

    private final JsonTokens json;
    private final List<Quirk> quirks = new ArrayList<>();
    private final List<InRows> inRows = new ArrayList<>();
    private boolean rows;

    /// A note on the same key in several rows of a list. It stands once, at the first of them: a hundred rows without
    /// an address must not keep the list of quirks from telling anything else.
    private static final class InRows {

        private final String name;
        private final String path;
        private final String note;
        private int others;

        InRows(String name, String path, String note) {
            this.name = name;
            this.path = path;
            this.note = note;
        }

        String told() {
            return others == 0
                    ? note
                    : note + " (so it is in " + (others == 1 ? "another row" : others + " other rows") + ")";
        }
    }

    Quirks(JsonTokens json) {
        this.json = json;
    }

    /// Forgets the quirks of the report before.
    void start(@Nullable String encodingQuirk) {
        quirks.clear();
        inRows.clear();
        rows = false;
        if (encodingQuirk != null) {
            quirks.add(new Quirk("", encodingQuirk));
        }
    }

    /// The objects that come are rows of one list.
    void enterRows() {
        rows = true;
    }

    /// Ends the rows; notes shared by several rows are added once, with their number.
    void leaveRows() {
        rows = false;
        for (var noted : inRows) {
            add(noted.path, noted.told());
        }
        inRows.clear();
    }

    List<Quirk> all() {
        return List.copyOf(quirks);
    }

    void note(String note) {
        if (!rows) {
            add(path(), note);
        } else if (isFirst(keyName(), note)) {
            inRows.add(new InRows(keyName(), path(), note));
        }
    }

    /// The key of the value where the parser stands, or of the list that the value is an element of.
    private String keyName() {
        var context = json.getParsingContext();
        return context.hasCurrentName()
                ? context.getCurrentName()
                : context.getParent().getCurrentName();
    }

    /// Notes what is wrong with a member of the object that has just ended.
    void noteAt(Key key, String note) {
        if (!rows) {
            add(path(key), note);
        } else if (isFirst(key.text(), note)) {
            inRows.add(new InRows(key.text(), path(key), note));
        }
    }

    private boolean isFirst(String name, String note) {
        for (int i = 0; i < inRows.size(); i++) {
            var noted = inRows.get(i);
            if (noted.note.equals(note) && noted.name.equals(name)) {
                noted.others++;
                return false;
            }
        }
        return inRows.size() <= MAX_QUIRKS; // one more than are listed, so that it is told that there are more
    }

    private void add(String path, String note) {
        if (quirks.size() < MAX_QUIRKS) {
            quirks.add(new Quirk(path, note));
        } else if (quirks.size() == MAX_QUIRKS) {
            quirks.add(new Quirk("", "has more quirks than the " + MAX_QUIRKS + " that are listed"));
        }
    }

    /// Marks the key where the parser stands as seen, and notes its second time. Of a key that stands twice the last
    /// value counts, as in most JSON readers.
    long once(long seen, Key key) {
        if ((seen & key.bit()) != 0 && key != Key.UNKNOWN) {
            note("is a duplicate key; the last value was read");
        }
        return seen | key.bit();
    }

    /// Notes each key of a set that the object which has just ended lacks.
    void require(long seen, long required) {
        for (long missing = required & ~seen; missing != 0; missing &= missing - 1) {
            noteAt(Key.first(missing), "is missing");
        }
    }

    /// Skips the value of the key where the parser stands.
    void skipUnknown() throws IOException {
        json.nextToken();
        skip("is not a key of RFC 8460");
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
