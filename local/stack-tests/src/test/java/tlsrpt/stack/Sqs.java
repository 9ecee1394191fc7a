package tlsrpt.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The few calls of SQS that are needed here, by its JSON protocol: the SDK's client of this version is not available.
final class Sqs implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;

    Sqs(URI address) {
        this.address = address;
    }

    /// Its URL.
    String create(String name, Map<String, String> attributes) {
        return call("CreateQueue", Map.of("QueueName", name, "Attributes", attributes))
                .at("QueueUrl")
                .text();
    }

    void setAttribute(String queue, String name, String value) {
        call("SetQueueAttributes", Map.of("QueueUrl", queue, "Attributes", Map.of(name, value)));
    }

    String attribute(String queue, String name) {
        return call("GetQueueAttributes", Map.of("QueueUrl", queue, "AttributeNames", List.of("All")))
                .at("Attributes", name)
                .text();
    }

    /// How many can be received.
    int size(String queue) {
        return Integer.parseInt(attribute(queue, "ApproximateNumberOfMessages"));
    }

    /// Until at least so many can be received.
    void await(String queue, int messages) {
        for (int tries = 0; size(queue) < messages; tries++) {
            if (tries == 500) {
                throw new AssertionError(size(queue) + " of " + messages + " messages came to " + queue);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    void send(String queue, String body) {
        call("SendMessage", Map.of("QueueUrl", queue, "MessageBody", body));
    }

    List<Tree> receive(String queue, int most) {
        return call(
                        "ReceiveMessage",
                        Map.of("QueueUrl", queue, "MaxNumberOfMessages", most, "AttributeNames", List.of("All")))
                .at("Messages")
                .items();
    }

    void delete(String queue, Tree message) {
        call(
                "DeleteMessage",
                Map.of(
                        "QueueUrl",
                        queue,
                        "ReceiptHandle",
                        message.at("ReceiptHandle").text()));
    }

    /// As when its visibility time-out has passed.
    void handBack(String queue, Tree message) {
        call(
                "ChangeMessageVisibility",
                Map.of(
                        "QueueUrl",
                        queue,
                        "ReceiptHandle",
                        message.at("ReceiptHandle").text(),
                        "VisibilityTimeout",
                        0));
    }

    private Tree call(String action, Map<String, Object> body) {
        var request = HttpRequest.newBuilder(address)
                .header("X-Amz-Target", "AmazonSQS." + action)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260302/eu-west-1/sqs/aws4_request")
                .POST(HttpRequest.BodyPublishers.ofString(new Tree(body).json()))
                .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(action + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body().isEmpty() ? new Tree(null) : Tree.parse(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
