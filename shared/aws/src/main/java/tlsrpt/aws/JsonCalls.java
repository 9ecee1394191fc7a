package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;

/// Calls of a service that takes JSON.
final class JsonCalls {

    private static final JsonFactory JSON = new JsonFactory();

    private final ServiceRequests requests;

    /// What someone writes into an open object.
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /// @param service as signatures name it
    /// @param host the first part of its host name
    JsonCalls(String service, String host, Map<String, String> environment, SdkHttpClient http, Duration patience) {
        this.requests = ServiceRequests.inRegion(service, host, environment, http, patience, true);
    }

    /// Returns the answer.
    ///
    /// @throws CallException if the service refuses it, or does not answer in time
    String post(String path, Map<String, String> headers, Fields fields) {
        return requests.call("POST", path, headers, content(fields));
    }

    private static String content(Fields fields) {
        var content = new StringWriter();
        try (var json = JSON.createGenerator(content)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toString();
    }
}
