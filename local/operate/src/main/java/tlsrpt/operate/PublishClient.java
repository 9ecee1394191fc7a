package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import tlsrpt.aws.Http;
import tlsrpt.aws.ServiceRequests;
import tlsrpt.sts.StsRequest;

/// Sends requests about hosted policies to the stack's publish function, which looks from outside and answers as the
/// collector on one machine does.
final class PublishClient {

    /// A look at many policies takes minutes. A request is never repeated: it may have been carried out.
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final JsonFactory JSON = new JsonFactory();

    private final Stack stack;

    PublishClient(Stack stack) {
        this.stack = stack;
    }

    StsRequest.Answer ask(StsRequest request) throws IOException {
        var function = stack.find("PublishFunctionName")
                .orElseThrow(() -> new IOException("the stack " + stack.name()
                        + " hosts no policies. Deploy it with HostPolicies=true; docs/mta-sts.md has the steps"));
        try (var http = Http.client(PATIENCE)) {
            var lambda =
                    ServiceRequests.inRegion("lambda", stack.aws().environment(stack.region()), http, Duration.ZERO);
            var answer = lambda.send(
                    "POST",
                    "/2015-03-31/functions/" + function + "/invocations",
                    Map.of("Content-Type", "application/json"),
                    event(request));
            if (answer.status() == 403) {
                throw new IOException("AWS denied access: lambda:InvokeFunction on " + function
                        + ". Use credentials that allow this action");
            }
            var text = member(answer.body(), "answer");
            if (!answer.isDone() || text == null) {
                throw new IOException("the function " + function + " failed: " + answer + ". See its log");
            }
            return StsRequest.Answer.read(text);
        } catch (ServiceRequests.ServiceException e) {
            throw new IOException(e.getMessage() + ". 'tlsrpt sts status' shows whether the request was done", e);
        }
    }

    private String event(StsRequest request) throws IOException {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("request", request.toString());
            json.writeStringField("by", caller());
            json.writeEndObject();
        }
        return text.toString();
    }

    /// Who asks, for the history of the policy.
    private String caller() {
        try (var sts = stack.aws().client(StsClient.builder())) {
            return sts.getCallerIdentity().arn();
        } catch (SdkException _) {
            return "an AWS identity that may not name itself";
        }
    }

    private static @Nullable String member(String body, String name) throws IOException {
        try (var json = JSON.createParser(body)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(name);
                json.nextToken();
                if (wanted) {
                    return json.getValueAsString();
                }
                json.skipChildren();
            }
            return null;
        }
    }
}
