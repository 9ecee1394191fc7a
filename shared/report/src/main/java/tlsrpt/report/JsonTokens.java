package tlsrpt.report;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The tokens of one JSON document, one after the other. The methods mean what those of the same names mean in
/// jackson's `JsonParser`.
sealed interface JsonTokens extends Closeable permits JacksonTokens, PlainTokens {

    /// `null` at the end of the document, so never behind a key.
    @Nullable
    JsonToken nextToken() throws IOException;

    /// Whether the next token is this key; it is the current one, whatever it is.
    boolean nextKeyIs(SerializedString key) throws IOException;

    /// The text that comes next; `null` where another token came.
    @Nullable
    String nextTextValue() throws IOException;

    @Nullable
    JsonToken currentToken();

    /// Of a text what it says, of a number how it is written.
    String getText() throws IOException;

    /// Whether the number where the parser stands is whole and a `long`.
    boolean isLong() throws IOException;

    long getLongValue() throws IOException;

    double getDoubleValue() throws IOException;

    void skipChildren() throws IOException;

    JsonStreamContext getParsingContext();
}
