package tlsrpt.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The tokens of any JSON, by jackson, which knows all of it and says what is wrong.
record JacksonTokens(JsonParser json) implements JsonTokens {

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        return json.nextToken();
    }

    @Override
    public boolean nextKeyIs(SerializedString key) throws IOException {
        return json.nextFieldName(key);
    }

    @Override
    public @Nullable String nextTextValue() throws IOException {
        return json.nextTextValue();
    }

    @Override
    public @Nullable JsonToken currentToken() {
        return json.currentToken();
    }

    @Override
    public String getText() throws IOException {
        return json.getText();
    }

    @Override
    public boolean isLong() throws IOException {
        return json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }

    @Override
    public long getLongValue() throws IOException {
        return json.getLongValue();
    }

    @Override
    public double getDoubleValue() throws IOException {
        return json.getDoubleValue();
    }

    @Override
    public void skipChildren() throws IOException {
        json.skipChildren();
    }

    @Override
    public JsonStreamContext getParsingContext() {
        return json.getParsingContext();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
