package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The dead-letter queue: objects that repeatedly failed to ingest, until someone redrives them.
final class DeadLetters implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LOOKS = 10;

    private final SqsClient sqs;
    private final String queue;
    private final String deadLetters;

    private DeadLetters(SqsClient sqs, String queue, String deadLetters) {
        this.sqs = sqs;
        this.queue = queue;
        this.deadLetters = deadLetters;
    }

    static DeadLetters of(Stack stack) throws IOException {
        return new DeadLetters(
                stack.aws().client(SqsClient.builder()),
                stack.output("IngestQueueUrl"),
                stack.output("DeadLetterQueueUrl"));
    }

    /// About how many objects are still to be read.
    int waiting() {
        return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                + count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    int count() {
        return count(deadLetters, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    private int count(String url, QueueAttributeName attribute) {
        var attributes = sqs.getQueueAttributes(get -> get.queueUrl(url).attributeNames(attribute));
        return Integer.parseInt(attributes.attributes().getOrDefault(attribute, "0"));
    }

    /// The keys of the first hundred or so, which stay where they are.
    List<String> keys() throws IOException {
        var keys = new ArrayList<String>();
        for (int look = 0; look < LOOKS; look++) {
            var messages = sqs.receiveMessage(receive -> receive.queueUrl(deadLetters)
                            .maxNumberOfMessages(10)
                            .visibilityTimeout(20))
                    .messages();
            if (messages.isEmpty()) {
                break;
            }
            for (var message : messages) {
                key(message.body(), keys);
            }
        }
        return keys;
    }

    private static void key(String notification, List<String> keys) throws IOException {
        try (var json = JSON.createParser(notification)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING && "key".equals(json.currentName())) {
                    keys.add(URLDecoder.decode(json.getText(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    /// Sends all of them back to be tried again, and says how many there were.
    int redrive() {
        int letters = count();
        if (letters > 0) {
            var source = sqs.getQueueAttributes(
                            get -> get.queueUrl(deadLetters).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .get(QueueAttributeName.QUEUE_ARN);
            sqs.startMessageMoveTask(move -> move.sourceArn(source));
        }
        return letters;
    }

    @Override
    public void close() {
        sqs.close();
    }
}
