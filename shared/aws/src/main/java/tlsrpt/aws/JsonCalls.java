package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/// Calls of a service that takes JSON, signed, sent, and tried again while their failure may pass.
final class JsonCalls {

    private static final JsonFactory JSON = new JsonFactory();
    /// As much of an answer as tells what it is.
    private static final int ANSWER_BYTES = 65_536;

    private final String service;
    private final SignedRequests requests;
    private final String address;
    private final Retry retry;

    /// What someone writes into an open object.
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /// @param service as signatures name it
    /// @param host the first part of its host name
    JsonCalls(String service, String host, Map<String, String> environment, SdkHttpClient http, Duration patience) {
        this.service = service;
        this.requests = new SignedRequests(service, environment, http);
        this.address =
                requests.address().orElseGet(() -> "https://" + host + "." + requests.region() + ".amazonaws.com");
        RandomGenerator random = () -> new SecureRandom().nextLong();
        this.retry = new Retry(patience, random, Retry.Time.SYSTEM);
    }

    /// Returns the answer.
    ///
    /// @throws CallException if the service refuses it, or does not answer in time
    String post(String path, Map<String, String> headers, Fields fields) {
        var content = content(fields);
        try {
            return retry.call(() -> once(path, headers, content));
        } catch (Retry.Passing e) {
            throw new CallException(e.getMessage(), e.getCause());
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

    private String once(String path, Map<String, String> headers, byte[] content) throws Retry.Passing {
        var post = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create(address + path))
                .putHeader("Content-Length", String.valueOf(content.length));
        headers.forEach(post::putHeader);
        try {
            var answer = requests.send(post.build(), content);
            int status = answer.httpResponse().statusCode();
            var text = text(answer);
            if (status == 200) {
                return text;
            }
            var said = service + " answered " + status + ": " + text.substring(0, Math.min(text.length(), 300));
            if (status >= 500 || status == 429 || text.contains("Throttl")) {
                throw new Retry.Passing(said, null);
            }
            throw new CallException(said, null);
        } catch (IOException e) {
            throw new Retry.Passing(service + " cannot be reached: " + e.getMessage(), e);
        } catch (SdkException e) {
            throw new CallException("the request cannot be signed: " + e.getMessage(), e);
        }
    }

    private static String text(HttpExecuteResponse answer) throws IOException {
        if (answer.responseBody().isEmpty()) {
            return "";
        }
        try (var body = answer.responseBody().get()) {
            return new String(body.readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8);
        }
    }
}
