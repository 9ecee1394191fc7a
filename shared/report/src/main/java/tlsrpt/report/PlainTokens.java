package tlsrpt.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonReadContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The tokens of JSON as nearly every report has it: one object or array in ASCII, without escapes, its numbers whole.
/// By these a report takes a seventh less time to read than by jackson's.
///
/// At anything else, right or wrong, they [give up][Unusual], and the document is read from its start by
/// [JacksonTokens]: so nothing here has to say what is wrong.
final class PlainTokens implements JsonTokens {

    /// There is something here that it does not know.
    static final class Unusual extends RuntimeException {

        Unusual() {
            super("no plain JSON", null, false, false);
        }
    }

    private static final int MAX_DIGITS = 18; // any number of so many is a long
    private static final boolean[] IN_TEXT = new boolean[256]; // quicker than to compare each byte with several

    static {
        Arrays.fill(IN_TEXT, ' ', 0x80, true);
        IN_TEXT['"'] = false;
        IN_TEXT['\\'] = false;
    }

    private final byte[] document;
    private final int end;
    private int at;
    private JsonReadContext context = JsonReadContext.createRootContext(null);
    private @Nullable JsonToken token;
    private int start; // of the text or number where it stands, without its quotes
    private int stop;

    PlainTokens(byte[] document, int offset, int length) {
        this.document = document;
        this.at = offset;
        this.end = offset + length;
    }

    @Override
    public @Nullable JsonToken nextToken() {
        token = token(null);
        return token;
    }

    @Override
    public boolean nextKeyIs(SerializedString key) {
        token = token(key);
        return token == JsonToken.FIELD_NAME && key.getValue().equals(context.getCurrentName());
    }

    @Override
    public @Nullable String nextTextValue() {
        return nextToken() == JsonToken.VALUE_STRING ? getText() : null;
    }

    @Override
    public @Nullable JsonToken currentToken() {
        return token;
    }

    @Override
    public String getText() {
        return new String(document, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public long getLongValue() {
        boolean negative = document[start] == '-';
        long number = 0;
        for (int i = negative ? start + 1 : start; i < stop; i++) {
            number = 10 * number + document[i] - '0';
        }
        return negative ? -number : number;
    }

    @Override
    public double getDoubleValue() {
        return getLongValue();
    }

    @Override
    public void skipChildren() {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            int outside = context.getNestingDepth() - 1;
            while (context.getNestingDepth() > outside) {
                nextToken();
            }
        }
    }

    @Override
    public JsonStreamContext getParsingContext() {
        return context;
    }

    @Override
    public void close() {}

    private @Nullable JsonToken token(@Nullable SerializedString expectedKey) {
        if (token == JsonToken.FIELD_NAME) {
            return value(nextByte());
        }
        if (context.inRoot()) {
            return token == null ? root() : theEnd();
        }
        int next = nextByte();
        if (next == (context.inObject() ? '}' : ']')) {
            var closed = context.inObject() ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
            context = context.clearAndGetParent();
            return closed;
        }
        if (context.expectComma()) {
            require(next == ',');
            next = nextByte();
        }
        return context.inObject() ? key(next, expectedKey) : value(next);
    }

    private JsonToken root() {
        int first = nextByte();
        require(first == '{' || first == '[');
        return value(first);
    }

    private @Nullable JsonToken theEnd() {
        while (at < end) {
            require(isBlank(document[at++]));
        }
        return null;
    }

    private JsonToken key(int quote, @Nullable SerializedString expected) {
        require(quote == '"');
        var name = expected != null && stands(expected.asUnquotedUTF8()) ? expected.getValue() : name();
        require(nextByte() == ':');
        try {
            context.setCurrentName(name);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // of names that stand twice, for which nothing looks
        }
        return JsonToken.FIELD_NAME;
    }

    /// Whether this key comes next; then it was read.
    private boolean stands(byte[] key) {
        int quote = at + key.length;
        if (quote >= end || document[quote] != '"' || !Arrays.equals(document, at, quote, key, 0, key.length)) {
            return false;
        }
        at = quote + 1;
        return true;
    }

    private String name() {
        text(ReportReader.MAX_NAME);
        return getText();
    }

    private JsonToken value(int first) {
        return switch (first) {
            case '"' -> {
                text(ReportReader.MAX_TEXT);
                yield JsonToken.VALUE_STRING;
            }
            case '{' -> {
                require(context.getNestingDepth() < ReportReader.MAX_DEPTH);
                context = context.createChildObjectContext(0, 0);
                yield JsonToken.START_OBJECT;
            }
            case '[' -> {
                require(context.getNestingDepth() < ReportReader.MAX_DEPTH);
                context = context.createChildArrayContext(0, 0);
                yield JsonToken.START_ARRAY;
            }
            case 'n' -> literal("null", JsonToken.VALUE_NULL);
            case 't' -> literal("true", JsonToken.VALUE_TRUE);
            case 'f' -> literal("false", JsonToken.VALUE_FALSE);
            default -> number(first);
        };
    }

    private JsonToken literal(String word, JsonToken meant) {
        start = at - 1;
        stop = start + word.length();
        require(stop < end && getText().equals(word) && endsValue(document[stop]));
        at = stop;
        return meant;
    }

    private JsonToken number(int first) {
        start = at - 1;
        int digits = first == '-' ? at : start;
        int i = digits;
        while (i < end && document[i] >= '0' && document[i] <= '9') {
            i++;
        }
        require(i < end && endsValue(document[i]));
        require(i > digits && i - digits <= MAX_DIGITS && (document[digits] != '0' || i == digits + 1));
        stop = i;
        at = i;
        return JsonToken.VALUE_NUMBER_INT;
    }

    private void text(int longest) {
        int i = at;
        while (i < end && IN_TEXT[document[i] & 0xFF]) {
            i++;
        }
        require(i < end && document[i] == '"' && i - at <= longest);
        start = at;
        stop = i;
        at = i + 1;
    }

    /// The next byte that is not a blank.
    private int nextByte() {
        if (at < end && document[at] > ' ') {
            return document[at++];
        }
        return behindBlanks();
    }

    private int behindBlanks() {
        while (at < end) {
            byte next = document[at++];
            if (!isBlank(next)) {
                return next;
            }
        }
        throw new Unusual();
    }

    private static boolean isBlank(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    private static boolean endsValue(byte next) {
        return next == ',' || next == '}' || next == ']' || isBlank(next);
    }

    private static void require(boolean usual) {
        if (!usual) {
            throw new Unusual();
        }
    }
}
