package tlsrpt.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the value that comes next, in every form that senders give it, and notes what departs from RFC 8460 §4.4.
final class Values {

    private static final long MOST_SESSIONS = 1_000_000_000_000L;
    private static final int MAX_TEXTS = 50_000; // in the lists of one document
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonTokens json;
    private final Quirks quirks;
    private int texts;

    Values(JsonTokens json, Quirks quirks) {
        this.json = json;
        this.quirks = quirks;
    }

    boolean startsObject() throws IOException {
        if (json.nextToken() == JsonToken.START_OBJECT) {
            return true;
        }
        quirks.skip("is not an object");
        return false;
    }

    /// A text, unmodified. A number is kept as it is written, of a list its first text.
    ///
    /// @param before a text to give back where the same stands here again: the rows of a report resemble each other
    @Nullable
    String text(@Nullable String before) throws IOException {
        var text = json.nextTextValue();
        if (text == null) {
            return textOfOtherKind();
        }
        if (text.isEmpty()) {
            quirks.note("is empty");
        }
        return text.equals(before) ? before : text;
    }

    private @Nullable String textOfOtherKind() throws IOException {
        return switch (requireNonNull(json.currentToken())) {
            case VALUE_NULL -> {
                quirks.note("is null; read as missing");
                yield null;
            }
            case START_ARRAY -> {
                quirks.note("is a list; its first string was read");
                yield firstText();
            }
            case START_OBJECT -> {
                quirks.skip("is an object, not a string");
                yield null;
            }
            default -> {
                quirks.note("is not a string; kept as written");
                yield json.getText();
            }
        };
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
            quirks.note("has U-labels; read as " + Printable.of(ascii, 253));
        }
        return ascii;
    }

    @Nullable
    String address(@Nullable String before) throws IOException {
        var address = text(before);
        if (address != null && !address.equals(before) && !address.isEmpty() && !looksLikeAddress(address)) {
            quirks.note("is not an IP address; kept unchanged");
        }
        return address;
    }

    private static boolean looksLikeAddress(String text) {
        boolean separated = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == ':') {
                separated = true;
            } else if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
                return false;
            }
        }
        return separated;
    }

    @Nullable
    PolicyType policyType() throws IOException {
        var token = text(null);
        return token == null
                ? null
                : registered(token, PolicyType::of, PolicyType.Registered.class, "is not a policy type of RFC 8460");
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
        return registered(token, ResultType::of, ResultType.Registered.class, "is not a registered result type");
    }

    /// What the token stands for, also where it is written with blanks or capitals.
    private <T> T registered(String token, Function<String, T> of, Class<? extends T> registered, String otherwise) {
        var type = of.apply(token);
        if (registered.isInstance(type)) {
            return type;
        }
        var plain = token.strip().toLowerCase(Locale.ROOT);
        var known = of.apply(plain);
        if (registered.isInstance(known)) {
            quirks.note("is written with blanks or capitals; read as " + plain);
            return known;
        }
        quirks.note(otherwise + "; kept unchanged");
        return type;
    }

    /// A count of sessions.
    @Nullable
    Long count() throws IOException {
        return switch (requireNonNull(json.nextToken())) {
            case VALUE_NUMBER_INT -> wholeNumber();
            case VALUE_NUMBER_FLOAT -> {
                quirks.note("is written as a fraction");
                yield bounded(json.getDoubleValue());
            }
            case VALUE_STRING -> countInText(json.getText().strip());
            case VALUE_NULL -> {
                quirks.note("is null; read as missing");
                yield null;
            }
            default -> throw new Refusal(quirks.path(), "is not a number");
        };
    }

    private Long wholeNumber() throws IOException {
        return json.isLong() ? bounded(json.getLongValue()) : bounded(json.getDoubleValue());
    }

    private @Nullable Long countInText(String text) {
        if (text.isEmpty()) {
            quirks.note("is empty; read as missing");
            return null;
        }
        quirks.note("is a text, not a number");
        try {
            return text.length() > ReportReader.MAX_NUMBER ? bounded(Double.NaN) : bounded(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new Refusal(quirks.path(), "is not a number");
        }
    }

    private Long bounded(long count) {
        if (count < 0) {
            throw new Refusal(quirks.path(), "is negative: " + count);
        }
        if (count > MOST_SESSIONS) {
            throw new Refusal(quirks.path(), "is more than " + MOST_SESSIONS + " sessions");
        }
        return count;
    }

    private Long bounded(double count) {
        if (count != Math.rint(count)) {
            throw new Refusal(quirks.path(), "is not a whole number");
        }
        return bounded((long) count);
    }

    Instant dateTime() throws IOException {
        var text = text(null);
        if (text == null) {
            throw new Refusal(quirks.path(), "is missing, so the report has no day");
        }
        var read = DateTime.read(text);
        if (read == null) {
            throw new Refusal(quirks.path(), "is not a date and time: " + Printable.of(text, 40));
        }
        if (read.note() != null) {
            quirks.note(read.note() + "; read as " + read.instant());
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
        switch (requireNonNull(json.nextToken())) {
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (json.currentToken() == JsonToken.VALUE_STRING) {
                        addText(lines, json.getText(), mx);
                    } else {
                        quirks.skip("is not a text");
                    }
                }
            }
            case VALUE_STRING -> {
                var text = json.getText();
                if (!isList(text)) {
                    quirks.note("is one text, not a list");
                }
                addText(lines, text, mx);
            }
            case VALUE_NULL -> quirks.note("is null; read as missing");
            default -> quirks.skip("is not a list of strings");
        }
        return lines;
    }

    private void addText(List<String> lines, String text, boolean mx) {
        if (isList(text) && addListInText(lines, text, mx)) {
            quirks.note("is a JSON list inside a text; its elements were read");
        } else if (!mx && text.length() > "version: STSv1".length() && text.contains("STSv1")) {
            addLines(lines, text);
        } else {
            addLine(lines, text, mx);
        }
    }

    private void addLines(List<String> lines, String text) {
        var several = text.split("[;\\r\\n]+", 0);
        if (several.length > 1) {
            quirks.note("holds several lines; each was read");
        }
        for (var line : several) {
            addLine(lines, line, false);
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
            throw new Refusal(
                    Reading.Refused.Why.PAST_A_LIMIT,
                    quirks.path(),
                    "is one text more than the " + MAX_TEXTS + " that are read in lists");
        }
        var line = text;
        if (!text.isEmpty() && (text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ')) {
            quirks.note("has blanks around it, which were left out");
            line = text.strip();
        }
        int start = mx ? afterKeys(line) : 0;
        if (start > 0) {
            quirks.note("starts with mx:, which was left out");
            line = line.substring(start);
        }
        lines.add(line);
    }

    /// Where the pattern begins, behind as many `mx:` as there are.
    private static int afterKeys(String line) {
        int start = 0;
        while (line.regionMatches(true, start, "mx:", 0, 3)) {
            start += 3;
            while (start < line.length() && Character.isWhitespace(line.charAt(start))) {
                start++;
            }
        }
        return start;
    }
}
