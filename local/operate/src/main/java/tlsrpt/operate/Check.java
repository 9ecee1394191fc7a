package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.ForeignText;

/// What the doctor found of one thing.
///
/// @param what was looked at, as a token for scripts, such as `mx`
/// @param subject whose, such as a domain; empty where there is only one
/// @param finding what is the case
/// @param remedy what to do about it; `null` where all is well
record Check(
        String what,
        String subject,
        String finding,
        @Nullable String remedy) {

    static Check well(String what, String subject, String finding) {
        return new Check(what, subject, finding, null);
    }

    boolean isWell() {
        return remedy == null;
    }

    String line() {
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

    void write(JsonGenerator json) throws IOException {
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
}
