package tlsrpt.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.ForeignText;

/// The result of one check of `tlsrpt doctor`.
///
/// @param what the checked item, as a token for scripts, such as `mx`
/// @param subject whose, such as a domain; empty where there is only one
/// @param finding what is the case
/// @param remedy what to do about it; `null` where all is well
public record Check(
        String what,
        String subject,
        String finding,
        @Nullable String remedy) {

    private static final JsonFactory JSON = new JsonFactory();

    public static Check well(String what, String subject, String finding) {
        return new Check(what, subject, finding, null);
    }

    public boolean isWell() {
        return remedy == null;
    }

    public String line() {
        var line = new StringBuilder(isWell() ? "ok     " : "FAULT  ").append(what);
        if (!subject.isEmpty()) {
            line.append(' ').append(subject);
        }
        line.append(": ").append(ForeignText.line(finding));
        if (remedy != null) {
            line.append("\n       do: ").append(remedy);
        }
        return line.append('\n').toString();
    }

    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("check", what);
        if (!subject.isEmpty()) {
            json.writeStringField("subject", subject);
        }
        json.writeBooleanField("ok", isWell());
        json.writeStringField("finding", finding);
        if (remedy != null) {
            json.writeStringField("remedy", remedy);
        }
        json.writeEndObject();
    }

    /// Writes a list of checks.
    public static String json(List<Check> checks) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (var check : checks) {
                check.write(json);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // which memory never is
        }
        return text.toString();
    }

    /// Reads what [#json] wrote.
    public static List<Check> read(String text) throws IOException {
        var checks = new ArrayList<Check>();
        try (var json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                var members = new HashMap<String, String>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    var name = json.currentName();
                    json.nextToken();
                    members.put(name, json.getText());
                }
                checks.add(new Check(
                        members.getOrDefault("check", ""),
                        members.getOrDefault("subject", ""),
                        members.getOrDefault("finding", ""),
                        members.get("remedy")));
            }
        }
        return checks;
    }
}
