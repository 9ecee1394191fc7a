package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import tlsrpt.table.TableException;

/// Requests to DynamoDB, signed, sent, and tried again while their failure may pass.
final class DynamoDbRequests {

    private static final JsonFactory JSON = new JsonFactory();

    private final SignedRequests requests;
    private final URI address;
    private final Retry retry;

    /// Writes the fields of a request.
    interface Fields {

        void write(JsonGenerator json) throws IOException;
    }

    DynamoDbRequests(Map<String, String> environment, SdkHttpClient http, Retry retry) {
        this.requests = new SignedRequests("dynamodb", environment, http);
        this.address = URI.create(
                requests.address().orElseGet(() -> "https://dynamodb." + requests.region() + ".amazonaws.com") + "/");
        this.retry = retry;
    }

    /// Returns DynamoDB's answer, errors that will not pass included.
    ///
    /// @throws TableException if there is none, or only errors that may still pass
    DynamoDbAnswer call(String operation, Fields fields) {
        var content = content(fields);
        try {
            return retry.call(() -> once(operation, content));
        } catch (Retry.Passing e) {
            throw new TableException(e.getMessage(), e);
        }
    }

    private static byte[] content(Fields fields) {
        var content = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(content)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }

    private DynamoDbAnswer once(String operation, byte[] content) throws Retry.Passing {
        var post = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(address)
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("Content-Length", String.valueOf(content.length))
                .putHeader("X-Amz-Target", "DynamoDB_20120810." + operation)
                .build();
        try {
            var response = requests.send(post, content);
            var answer = DynamoDbAnswer.read(JSON, response.httpResponse().statusCode(), body(response));
            if (answer.mayPass()) {
                throw new Retry.Passing(answer.summary(), null);
            }
            return answer;
        } catch (IOException | SdkException e) {
            throw new Retry.Passing("DynamoDB did not answer: " + e.getMessage(), e);
        }
    }

    private static byte[] body(HttpExecuteResponse response) throws IOException {
        var content = response.responseBody();
        if (content.isEmpty()) {
            return new byte[0];
        }
        try (var body = content.get()) {
            return body.readAllBytes();
        }
    }
}
