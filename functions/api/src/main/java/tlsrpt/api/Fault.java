package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/// What does not work in the collector itself, for those who look after it.
///
/// @param check a token, such as `receiver`
/// @param subject what it is about, such as the name of a channel; may be empty
/// @param finding what is the case
/// @param remedy what to do
public record Fault(String check, String subject, String finding, String remedy) {

    static void list(JsonGenerator json, List<Fault> faults) throws IOException {
        json.writeArrayFieldStart("faults");
        for (var fault : faults) {
            json.writeStartObject();
            json.writeStringField("check", fault.check);
            json.writeStringField("subject", fault.subject);
            json.writeStringField("finding", fault.finding);
            json.writeStringField("remedy", fault.remedy);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
