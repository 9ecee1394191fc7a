package tlsrpt.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the single values of a report where the parser stands, in every form that senders give them, and notes what
/// departs from RFC 8460 §4.4.
final class Values {

    private static final long MOST_SESSIONS = 1_000_000_000_000L;
    private static final int MAX_QUIRKS = 100;
    private static final int MAX_TEXTS = 50_000; // in the lists of one document
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private List<Quirk> quirks = new ArrayList<>();
    private int texts;

    Values(JsonParser json) {
        this.json = json;
    }

    /// Forgets the quirks of the report before.
    void start(@Nullable String encodingQuirk) {
        quirks = new ArrayList<>();
        if (encodingQuirk != null) {
            quirks.add(new Quirk("", encodingQuirk));
        }
    }

    List<Quirk> quirks() {
        return quirks;
    }

    // --- noting -----------------------------------------------------------------------------------------------------

    void quirk(String note) {
        if (quirks.size() < MAX_QUIRKS) {
            quirks.add(new Quirk(path(), note));
        } else {
            noteMore();
        }
    }

    /// Notes what is wrong with a member of the object that has just ended.
    private void quirkAt(String key, String note) {
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

    /// Marks a key as seen and notes its second time; the last value counts, as in most JSON readers.
    int once(int seen, int bit) {
        if ((seen & bit) != 0) {
            quirk("stands here again; the last one was read");
        }
        return seen | bit;
    }

    void require(int seen, int bit, String key) {
        if ((seen & bit) == 0) {
            quirkAt(key, "is missing");
        }
    }

    void skipUnknown() throws IOException {
        leaveOut("is no key of RFC 8460");
    }

    void leaveOut(String because) throws IOException {
        quirk(because + "; it was skipped");
        json.skipChildren();
    }

    boolean isObject() throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        leaveOut("is no object");
        return false;
    }

    /// The place where the parser stands, such as `policies[0].policy.mx-host`.
    String path() {
        var path = new StringBuilder();
        append(path, json.getParsingContext());
        return path.toString();
    }

    /// The place of a member of the object that has just ended.
    String path(String key) {
        var parent = path();
        return parent.isEmpty() ? key : parent + "." + key;
    }

    private static void append(StringBuilder path, JsonStreamContext context) {
        if (context.getParent() != null) {
            append(path, context.getParent());
        }
        if (context.inArray() && context.hasCurrentIndex()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.hasCurrentName()) {
            path.append(path.isEmpty() ? "" : ".").append(Printable.of(context.getCurrentName(), 60));
        }
    }

    // --- reading ----------------------------------------------------------------------------------------------------

    /// A text as it came. A number is kept as it is written, of a list its first text.
    ///
    /// @param before a text to give back where the same stands here again
    @Nullable
    String text(@Nullable String before) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> {
                if (json.getTextLength() == 0) {
                    quirk("is empty");
                }
                yield before != null && isText(before) ? before : json.getText();
            }
            case VALUE_NULL -> {
                quirk("is null; read as missing");
                yield null;
            }
            case START_ARRAY -> {
                quirk("is a list; its first text was read");
                yield firstText();
            }
            case START_OBJECT -> {
                leaveOut("is an object, not a text");
                yield null;
            }
            default -> {
                quirk("is no text; kept as it is written");
                yield json.getText();
            }
        };
    }

    private boolean isText(String text) throws IOException {
        int length = json.getTextLength();
        if (length != text.length()) {
            return false;
        }
        var characters = json.getTextCharacters();
        int offset = json.getTextOffset();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != characters[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String firstText() throws IOException {
        String first = null;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (first == null && json.currentToken() == JsonToken.VALUE_STRING) {
                first = json.getText();
            }
            json.skipChildren();
        }
        return first;
    }

    @Nullable
    String domain() throws IOException {
        var domain = text(null);
        if (domain == null) {
            return null;
        }
        var ascii = DomainName.toALabels(domain);
        if (!ascii.equals(domain)) {
            quirk("has U-labels; read as " + Printable.of(ascii, 253));
        }
        return ascii;
    }

    @Nullable
    String address(@Nullable String before) throws IOException {
        var address = text(before);
        if (address != null && !address.isEmpty() && !looksLikeAddress(address)) {
            quirk("is no IP address; kept as it came");
        }
        return address;
    }

    private static boolean looksLikeAddress(String text) {
        boolean separated = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == ':') {
                separated = true;
            } else if (Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return separated;
    }

    @Nullable
    PolicyType policyType() throws IOException {
        var token = text(null);
        if (token == null) {
            return null;
        }
        var type = PolicyType.of(token);
        if (type instanceof PolicyType.Unregistered) {
            var known = PolicyType.of(token.strip().toLowerCase(Locale.ROOT));
            if (known instanceof PolicyType.Registered) {
                quirk("is written with blanks or capitals; read as " + known.token());
                return known;
            }
            quirk("is no policy type of RFC 8460; kept as it came");
        }
        return type;
    }

    @Nullable
    ResultType resultType(@Nullable ResultType before) throws IOException {
        var token = text(before == null ? null : before.token());
        if (token == null) {
            return null;
        }
        if (before instanceof ResultType.Registered && before.token().equals(token)) {
            return before;
        }
        var type = ResultType.of(token);
        if (type instanceof ResultType.Unregistered) {
            var known = ResultType.of(token.strip().toLowerCase(Locale.ROOT));
            if (known instanceof ResultType.Registered) {
                quirk("is written with blanks or capitals; read as " + known.token());
                return known;
            }
            quirk("is no registered result type; kept as it came");
        }
        return type;
    }

    /// A count of sessions.
    @Nullable
    Long count() throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NUMBER_INT ->
                bounded(
                        json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                                ? json.getDoubleValue()
                                : json.getLongValue());
            case VALUE_NUMBER_FLOAT -> {
                quirk("is written as a fraction");
                yield bounded(json.getDoubleValue());
            }
            case VALUE_STRING -> countInText(json.getText().strip());
            case VALUE_NULL -> {
                quirk("is null; read as missing");
                yield null;
            }
            default -> throw new Refusal(path(), "is no number");
        };
    }

    private @Nullable Long countInText(String text) {
        if (text.isEmpty()) {
            quirk("is empty; read as missing");
            return null;
        }
        quirk("is a text, not a number");
        try {
            return text.length() > ReportReader.MAX_NUMBER ? bounded(Double.NaN) : bounded(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new Refusal(path(), "is no number");
        }
    }

    private Long bounded(long count) {
        if (count < 0) {
            throw new Refusal(path(), "is negative: " + count);
        }
        if (count > MOST_SESSIONS) {
            throw new Refusal(path(), "is more than " + MOST_SESSIONS + " sessions");
        }
        return count;
    }

    private Long bounded(double count) {
        if (count != Math.rint(count)) {
            throw new Refusal(path(), "is no whole number");
        }
        return bounded((long) count);
    }

    Instant dateTime() throws IOException {
        var text = text(null);
        if (text == null) {
            throw new Refusal(path(), "is missing, so the report has no day");
        }
        var read = DateTime.read(text);
        if (read == null) {
            throw new Refusal(path(), "is no date and time: " + Printable.of(text, 40));
        }
        if (read.note() != null) {
            quirk(read.note() + "; read as " + read.instant());
        }
        return read.instant();
    }

    /// The lines of a policy: a list, or one text that holds them all.
    List<String> policyString() throws IOException {
        return texts(false);
    }

    /// The MX patterns of a policy, without the `mx:` that some senders leave before them.
    List<String> mxHost() throws IOException {
        return texts(true);
    }

    private List<String> texts(boolean mx) throws IOException {
        var lines = new ArrayList<String>(4);
        switch (json.currentToken()) {
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (json.currentToken() == JsonToken.VALUE_STRING) {
                        addText(lines, json.getText(), mx);
                    } else {
                        leaveOut("is no text");
                    }
                }
            }
            case VALUE_STRING -> {
                var text = json.getText();
                if (!isList(text)) {
                    quirk("is one text, not a list");
                }
                addText(lines, text, mx);
            }
            case VALUE_NULL -> quirk("is null; read as missing");
            default -> leaveOut("is no list of texts");
        }
        return lines;
    }

    private void addText(List<String> lines, String text, boolean mx) {
        if (isList(text) && addListInText(lines, text, mx)) {
            quirk("is a JSON list inside a text; its elements were read");
        } else if (!mx && (text.indexOf('\n') >= 0 || text.indexOf(';') >= 0) && text.contains("STSv1")) {
            quirk("holds several lines; each was read");
            text.lines().flatMap(line -> List.of(line.split(";")).stream()).forEach(line -> addLine(lines, line, mx));
        } else {
            addLine(lines, text, mx);
        }
    }

    private static boolean isList(String text) {
        return text.startsWith("[") && text.endsWith("]");
    }

    private boolean addListInText(List<String> lines, String text, boolean mx) {
        var elements = new ArrayList<String>();
        try (var list = JSON.createParser(text)) {
            list.nextToken();
            while (list.nextToken() == JsonToken.VALUE_STRING) {
                elements.add(list.getText());
            }
            if (list.currentToken() != JsonToken.END_ARRAY) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        elements.forEach(line -> addLine(lines, line, mx));
        return true;
    }

    private void addLine(List<String> lines, String text, boolean mx) {
        if (++texts > MAX_TEXTS) {
            throw new Refusal(path(), "is one text more than the " + MAX_TEXTS + " that are read in lists");
        }
        var line = text.strip();
        if (line.length() != text.length()) {
            quirk("has blanks around it, which were left out");
        }
        if (mx && line.regionMatches(true, 0, "mx:", 0, 3)) {
            quirk("starts with mx:, which was left out");
            line = line.substring(3).strip();
        }
        lines.add(line);
    }
}
