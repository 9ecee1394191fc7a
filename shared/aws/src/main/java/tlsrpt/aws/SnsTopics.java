package tlsrpt.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;

/// Topics of SNS, by [ServiceRequests]. SNS speaks AWS's Query protocol: a form is answered in XML.
///
/// A message whose answer was lost is sent again, so it may arrive twice.
public final class SnsTopics {

    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    private static final Pattern CONFIRMED =
            Pattern.compile("<key>SubscriptionsConfirmed</key>\\s*<value>(\\d{1,9})</value>");

    private final ServiceRequests requests;

    /// A message to a topic.
    ///
    /// @param subject of mail; `null` for none
    /// @param byProtocol whether the text is JSON that has a text for each protocol
    public record Message(
            String topic, @Nullable String subject, String text, boolean byProtocol, List<Attribute> attributes) {

        public Message {
            attributes = List.copyOf(attributes);
        }
    }

    /// What subscriptions can filter on.
    ///
    /// @param type `String`, or `String.Array` with a JSON array as value
    public record Attribute(String name, String type, String value) {}

    /// Topics in the region and with the rights of the function.
    ///
    /// @param environment as Lambda has it
    /// @param patience how long one call may go on being tried
    public SnsTopics(Map<String, String> environment, SdkHttpClient http, Duration patience) {
        requests = ServiceRequests.inRegion("sns", "sns", environment, http, patience, true);
    }

    /// @throws CallException if SNS does not accept it
    public void publish(Message message) {
        var form = new StringBuilder("Action=Publish&Version=2010-03-31");
        add(form, "TopicArn", message.topic);
        if (message.subject != null) {
            add(form, "Subject", message.subject);
        }
        add(form, "Message", message.text);
        if (message.byProtocol) {
            add(form, "MessageStructure", "json");
        }
        int entry = 1;
        for (var attribute : message.attributes) {
            var name = "MessageAttributes.entry." + entry++;
            add(form, name + ".Name", attribute.name);
            add(form, name + ".Value.DataType", attribute.type);
            add(form, name + ".Value.StringValue", attribute.value);
        }
        send(form);
    }

    /// Returns how many subscriptions to a topic are confirmed.
    ///
    /// @throws CallException if SNS does not tell
    public long confirmed(String topic) {
        var form = new StringBuilder("Action=GetTopicAttributes&Version=2010-03-31");
        add(form, "TopicArn", topic);
        var answer = send(form);
        var confirmed = CONFIRMED.matcher(answer);
        if (!confirmed.find()) {
            throw new CallException("sns did not tell how many subscriptions are confirmed: " + answer, null);
        }
        return Long.parseLong(confirmed.group(1));
    }

    private static void add(StringBuilder form, String name, String value) {
        form.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8));
    }

    private String send(StringBuilder form) {
        return requests.call("POST", "/", HEADERS, form.toString());
    }
}
