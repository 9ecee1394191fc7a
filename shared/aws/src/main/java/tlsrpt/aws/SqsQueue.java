package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;

/// A queue of SQS to send to, by [SignedRequests]. A message may arrive twice, as with every standard queue.
public final class SqsQueue {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_AT_ONCE = 10;
    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", "AmazonSQS.SendMessageBatch");

    private final String url;
    private final JsonCalls calls;

    /// The queue of that URL, in the region and with the rights of the function.
    ///
    /// @param environment as Lambda has it, and the SDK's clients read it
    /// @param patience how long one call may go on being tried
    public static SqsQueue of(String url, Map<String, String> environment, SdkHttpClient http, Duration patience) {
        return new SqsQueue(url, new JsonCalls("sqs", "sqs", environment, http, patience));
    }

    private SqsQueue(String url, JsonCalls calls) {
        this.url = url;
        this.calls = calls;
    }

    /// Sends short messages, ten at a time.
    ///
    /// @throws CallException if SQS did not take all of them
    public void send(List<String> messages) {
        for (int from = 0; from < messages.size(); from += MOST_AT_ONCE) {
            sendBatch(messages.subList(from, Math.min(from + MOST_AT_ONCE, messages.size())));
        }
    }

    private void sendBatch(List<String> messages) {
        var answer = calls.post("/", HEADERS, json -> {
            json.writeStringField("QueueUrl", url);
            json.writeArrayFieldStart("Entries");
            for (int i = 0; i < messages.size(); i++) {
                json.writeStartObject();
                json.writeStringField("Id", String.valueOf(i));
                json.writeStringField("MessageBody", messages.get(i));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        if (taken(answer) < messages.size()) {
            throw new CallException("SQS did not take every message: " + answer, null);
        }
    }

    private static int taken(String answer) {
        int taken = 0;
        try (var json = JSON.createParser(answer)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean successful = json.currentName().equals("Successful");
                if (json.nextToken() != JsonToken.START_ARRAY || !successful) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    json.skipChildren();
                    taken++;
                }
            }
        } catch (IOException e) {
            throw new CallException("SQS answered something else than JSON", e);
        }
        return taken;
    }
}
