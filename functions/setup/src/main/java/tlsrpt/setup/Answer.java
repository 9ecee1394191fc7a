package tlsrpt.setup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to CloudFormation.
///
/// @param failure what the operator is told; `null` where all is done
/// @param data what other resources of the template may ask for
record Answer(Request request, @Nullable String failure, Map<String, String> data) {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /// CloudFormation takes answers of up to 4,096 bytes.
    private static final int FAILURE_CHARS = 1_000;

    Answer {
        data = Map.copyOf(data);
    }

    String json() {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("Status", failure == null ? "SUCCESS" : "FAILED");
            if (failure != null) {
                json.writeStringField(
                        "Reason", failure.length() > FAILURE_CHARS ? failure.substring(0, FAILURE_CHARS) : failure);
            }
            if (!data.isEmpty()) {
                json.writeObjectFieldStart("Data");
                for (var entry : data.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            json.writeStringField("PhysicalResourceId", physicalId());
            json.writeStringField("StackId", request.stackId());
            json.writeStringField("RequestId", request.requestId());
            json.writeStringField("LogicalResourceId", request.logicalId());
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("a string can be written to", e);
        }
        return text.toString();
    }

    /// Another one than before would mean to CloudFormation that the old resource is to be deleted.
    private String physicalId() {
        return request.physicalId().isEmpty() ? "tlsrpt-" + request.logicalId() : request.physicalId();
    }
}
