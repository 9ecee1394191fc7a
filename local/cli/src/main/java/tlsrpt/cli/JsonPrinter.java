package tlsrpt.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.ReportedDomain;

/// One JSON object per line and report: the RFC's keys, and the results of parsing it. In ASCII, so that untrusted
/// characters have no effect on a terminal.
final class JsonPrinter implements Printer {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new AlsoDelete())
            .rootValueSeparator((String) null)
            .build();

    private final JsonGenerator json;
    private final boolean failuresOnly;

    JsonPrinter(OutputStream out, boolean failuresOnly) throws IOException {
        this.json = JSON.createGenerator(out);
        this.failuresOnly = failuresOnly;
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    }

    @Override
    public void print(MatchedReport found) throws IOException {
        if (failuresOnly && !found.hasFailures()) {
            return;
        }
        json.writeStartObject();
        json.writeStringField("source", found.source());
        ReportWriter.explained(json, found.report());
        json.writeStringField("submitter", found.submitter());
        json.writeArrayFieldStart("domains");
        for (var domain : ReportedDomain.in(found.report(), found.delivered().hints())) {
            json.writeString(domain.domain());
        }
        json.writeEndArray();
        json.writeStringField("day", found.report().day().toString());
        json.writeStringField("trust", found.delivered().trust().name());
        json.writeArrayFieldStart("quirks");
        for (var quirk : found.delivered().quirks()) {
            json.writeStartObject();
            json.writeStringField("path", quirk.path());
            json.writeStringField("note", quirk.note());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void end(Counts counts) throws IOException {
        json.flush();
    }

    /// JSON lets DEL stand as it is; a terminal does not.
    private static final class AlsoDelete extends CharacterEscapes {

        private final int[] escapes = standardAsciiEscapesForJSON();

        AlsoDelete() {
            escapes[0x7F] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return new SerializedString(String.format("\\u%04x", c));
        }
    }
}
