package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is sent to SQS, and what is made of its answers. An emulator takes its requests in stack-tests.
class SqsQueueTest {

    private final HttpServer sqs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    SqsQueueTest() throws IOException {}

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() {
        sqs.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var answer = answers.remove();
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        sqs.start();
    }

    @AfterEach
    void stop() {
        sqs.stop(0);
    }

    @Test
    void sendsTenAtATime() {
        answers.add(taken(10));
        answers.add(taken(2));

        queue().send(IntStream.range(0, 12).mapToObj(i -> "message " + i).toList());

        assertThat(asked).hasSize(2);
        assertThat(asked.getFirst())
                .startsWith("AmazonSQS.SendMessageBatch {\"QueueUrl\":\"https://sqs.example/1/q\",\"Entries\":["
                        + "{\"Id\":\"0\",\"MessageBody\":\"message 0\"},")
                .contains("message 9")
                .doesNotContain("message 10");
    }

    @Test
    void sendsAgainWhatMayPass() {
        answers.add(new Answer(503, ""));
        answers.add(new Answer(400, "{\"__type\":\"com.amazonaws.sqs#ThrottlingException\"}"));
        answers.add(taken(1));

        queue().send(List.of("message"));

        assertThat(asked).hasSize(3);
    }

    @Test
    void saysWhatSqsRefuses() {
        answers.add(new Answer(403, "{\"__type\":\"AccessDeniedException\"}"));

        assertThatExceptionOfType(CallException.class)
                .isThrownBy(() -> queue().send(List.of("message")))
                .withMessageContaining("sqs answered 403: {\"__type\":\"AccessDeniedException\"}");
    }

    @Test
    void noticesAMessageThatWasNotTaken() {
        answers.add(new Answer(200, "{\"Successful\":[{\"Id\":\"0\"}],\"Failed\":[{\"Id\":\"1\"}]}"));

        assertThatExceptionOfType(CallException.class)
                .isThrownBy(() -> queue().send(List.of("one", "two")))
                .withMessageContaining("did not take every message");
    }

    private static Answer taken(int n) {
        return new Answer(
                200,
                IntStream.range(0, n)
                        .mapToObj(i -> "{\"Id\":\"" + i + "\",\"MessageId\":\"m\"}")
                        .collect(Collectors.joining(",", "{\"Successful\":[", "]}")));
    }

    private SqsQueue queue() {
        var patience = Duration.ofSeconds(5);
        var environment = Map.of(
                "AWS_REGION",
                "eu-west-1",
                "AWS_ACCESS_KEY_ID",
                "key",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + sqs.getAddress().getPort());
        return SqsQueue.of("https://sqs.example/1/q", environment, Http.client(patience), patience);
    }
}
