package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;

/// Email by SES from one address to another, by [SignedRequests]. SES makes the message of its parts, so no more than
/// `ses:SendEmail` is needed; for a raw message it asks for `ses:SendRawEmail` too.
public final class SesMail {

    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");

    private final String from;
    private final String to;
    private final JsonCalls calls;

    /// Mail between two addresses, in the region and with the rights of the function.
    ///
    /// @param environment as Lambda has it, and the SDK's clients read it
    /// @param patience how long one call may go on being tried
    public static SesMail of(
            String from, String to, Map<String, String> environment, SdkHttpClient http, Duration patience) {
        return new SesMail(from, to, new JsonCalls("ses", "email", environment, http, patience));
    }

    private SesMail(String from, String to, JsonCalls calls) {
        this.from = from;
        this.to = to;
        this.calls = calls;
    }

    /// Sends a message in plain text and HTML.
    ///
    /// @throws CallException if SES does not accept it
    public void send(String subject, String text, String html) {
        calls.post("/v2/email/outbound-emails", HEADERS, json -> {
            json.writeStringField("FromEmailAddress", from);
            json.writeObjectFieldStart("Destination");
            json.writeArrayFieldStart("ToAddresses");
            json.writeString(to);
            json.writeEndArray();
            json.writeEndObject();
            json.writeObjectFieldStart("Content");
            json.writeObjectFieldStart("Simple");
            text(json, "Subject", subject);
            json.writeObjectFieldStart("Body");
            text(json, "Text", text);
            text(json, "Html", html);
            json.writeEndObject();
            json.writeArrayFieldStart("Headers");
            json.writeStartObject();
            json.writeStringField("Name", "Auto-Submitted");
            json.writeStringField("Value", "auto-generated");
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void text(JsonGenerator json, String name, String text) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("Data", text);
        json.writeStringField("Charset", "UTF-8");
        json.writeEndObject();
    }
}
