package tlsrpt.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is sent to SNS, and what is made of its answers. An emulator takes its requests in stack-tests.
class SnsTopicsTest {

    private static final String TOPIC = "arn:aws:sns:eu-west-1:1:alerts";

    private final HttpServer sns = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private String answer = "<PublishResponse/>";

    SnsTopicsTest() throws IOException {}

    @BeforeEach
    void start() {
        sns.createContext("/", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            var body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(statuses.isEmpty() ? 200 : statuses.remove(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        sns.start();
    }

    @AfterEach
    void stop() {
        sns.stop(0);
    }

    @Test
    void publishesWithSubjectAndAttributes() {
        topics().publish(new SnsTopics.Message(
                TOPIC,
                "a & b",
                "{\"default\":\"é\"}",
                true,
                List.of(
                        new SnsTopics.Attribute("kind", "String", "failing"),
                        new SnsTopics.Attribute("domain", "String.Array", "[\"example.com\"]"))));

        assertThat(asked)
                .containsExactly("Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A1%3Aalerts"
                        + "&Subject=a+%26+b&Message=%7B%22default%22%3A%22%C3%A9%22%7D&MessageStructure=json"
                        + "&MessageAttributes.entry.1.Name=kind&MessageAttributes.entry.1.Value.DataType=String"
                        + "&MessageAttributes.entry.1.Value.StringValue=failing"
                        + "&MessageAttributes.entry.2.Name=domain&MessageAttributes.entry.2.Value.DataType=String.Array"
                        + "&MessageAttributes.entry.2.Value.StringValue=%5B%22example.com%22%5D");
    }

    @Test
    void publishesATextAlone() {
        topics().publish(new SnsTopics.Message(TOPIC, null, "text", false, List.of()));

        assertThat(asked)
                .containsExactly("Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A1%3Aalerts"
                        + "&Message=text");
    }

    @Test
    void publishesAgainWhereSnsIsBusy() {
        statuses.addAll(List.of(429, 500));

        topics().publish(new SnsTopics.Message(TOPIC, null, "text", false, List.of()));

        assertThat(asked).hasSize(3);
    }

    @Test
    void saysWhySnsRefuses() {
        statuses.add(400);
        answer = "<ErrorResponse><Error><Code>InvalidParameter</Code></Error></ErrorResponse>";

        assertThatExceptionOfType(CallException.class)
                .isThrownBy(() -> topics().publish(new SnsTopics.Message(TOPIC, null, "text", false, List.of())))
                .withMessage("sns answered 400: " + answer);
    }

    @Test
    void countsConfirmedSubscriptions() {
        answer = """
                <GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>
                <entry><key>SubscriptionsPending</key><value>1</value></entry>
                <entry><key>SubscriptionsConfirmed</key><value>12</value></entry>
                </Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>""";

        assertThat(topics().confirmed(TOPIC)).isEqualTo(12);
        assertThat(asked)
                .containsExactly("Action=GetTopicAttributes&Version=2010-03-31"
                        + "&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A1%3Aalerts");
    }

    @Test
    void saysThatSnsDidNotTell() {
        assertThatExceptionOfType(CallException.class)
                .isThrownBy(() -> topics().confirmed(TOPIC))
                .withMessage("sns did not tell how many subscriptions are confirmed: <PublishResponse/>");
    }

    private SnsTopics topics() {
        var patience = Duration.ofSeconds(5);
        var environment = Map.of(
                "AWS_REGION",
                "eu-west-1",
                "AWS_ACCESS_KEY_ID",
                "key",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + sns.getAddress().getPort());
        return new SnsTopics(environment, Http.client(patience), patience);
    }
}
