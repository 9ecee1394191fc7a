package tlsrpt.publish;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;
import tlsrpt.aws.ServiceRequests;
import tlsrpt.hosting.HostedPolicies;
import tlsrpt.hosting.PolicyHosts;
import tlsrpt.hosting.PolicyObserver;
import tlsrpt.posture.look.Bounds;
import tlsrpt.posture.look.Dns;
import tlsrpt.posture.look.Resolvers;
import tlsrpt.report.Printable;
import tlsrpt.store.PolicyItems;
import tlsrpt.sts.StsRequest;
import tlsrpt.table.Table;

/// Called every five minutes by the schedule, to look at hosted policies and take the next steps, and by
/// `tlsrpt sts` with a request.
public final class PublishFunction implements RequestStreamHandler {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LONGEST_NAME = 200;
    /// Anyone can send mail to a stack, so unsigned reports may be counted, but do not serve as evidence.
    private static final boolean UNSIGNED_COUNTS = false;

    private final Clock clock = Clock.systemUTC();
    private final HostedPolicies desk;

    /// Called by Lambda, once for each instance.
    public PublishFunction() {
        this(desk(System.getenv(), Clock.systemUTC()));
    }

    public PublishFunction(HostedPolicies desk) {
        this.desk = desk;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream out, Context context) throws IOException {
        var asked = Json.read(new String(event.readAllBytes(), StandardCharsets.UTF_8));
        var request = asked.at("request").text();
        if (request.isEmpty()) {
            var longest = Bounds.STANDARD.domainWithoutSmtp().plus(PATIENCE);
            desk.lookAtWhatIsDue(clock.instant()
                    .plusMillis(context.getRemainingTimeInMillis())
                    .minus(longest));
            out.write("{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        var by = Printable.of(asked.at("by").text(), LONGEST_NAME);
        var answer = desk.answer(StsRequest.read(request), by);
        System.out.println(
                "sts: " + Printable.of(request.replace('\n', ' '), LONGEST_NAME) + "by " + by + ": " + answer.code());
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("answer", answer.toString());
            json.writeEndObject();
        }
    }

    private static HostedPolicies desk(Map<String, String> environment, Clock clock) {
        var http = Http.client(PATIENCE);
        var name = Environment.required(environment, "TABLE_NAME");
        var zone = Environment.required(environment, "POLICY_ZONE");
        var table = new DynamoDbTable(environment, name, http, PATIENCE, new SecureRandom());
        var resolvers = Resolvers.parse(Environment.required(environment, "CHECK_RESOLVERS"));
        var stack = Environment.required(environment, "STACK_NAME");
        var hosts = new StackHosts(
                new PolicyItems(table),
                zone,
                new Certificates(ServiceRequests.inRegion("acm", environment, http, PATIENCE), stack),
                new HostNames(
                        ServiceRequests.inRegion("apigateway", environment, http, PATIENCE),
                        Environment.required(environment, "POLICY_API_ID")),
                new Zone(
                        ServiceRequests.global("route53", "us-east-1", environment, http, PATIENCE),
                        Environment.required(environment, "POLICY_ZONE_ID")),
                new Dns(resolvers, clock)::aliases,
                PublishFunction::pause,
                clock,
                System.out::println);
        var desk = desk(table, clock, hosts);
        desk.lookBy(PolicyObserver.ofTheInternet(resolvers, clock));
        return desk;
    }

    static HostedPolicies desk(Table table, Clock clock, PolicyHosts hosts) {
        return new HostedPolicies(table, clock, hosts, UNSIGNED_COUNTS);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
