package tlsrpt.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;
import tlsrpt.posture.Posture;
import tlsrpt.posture.look.Bounds;
import tlsrpt.posture.look.Resolvers;
import tlsrpt.report.Printable;
import tlsrpt.store.StoredPosture;

/// Called hourly by the schedule: checks the domains whose daily check is due.
public final class ProbeFunction implements RequestStreamHandler {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NO_SMTP = "AWS Lambda functions cannot connect to port 25";
    private static final int DETAIL = 300;

    private final Clock clock = Clock.systemUTC();
    private final @Nullable Prober prober;

    /// Called by Lambda, once for each instance.
    public ProbeFunction() {
        prober = prober(System.getenv(), clock);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        if (prober != null) {
            var longest = Bounds.STANDARD.domainWithoutSmtp().plus(PATIENCE);
            var end = clock.instant().plusMillis(context.getRemainingTimeInMillis());
            prober.lookAtWhatIsDue(end.minus(longest));
        }
        answer.write("{}".getBytes(StandardCharsets.UTF_8));
    }

    /// Returns `null` where no domain is to be checked.
    private static @Nullable Prober prober(Map<String, String> environment, Clock clock) {
        var resolvers = environment.getOrDefault("CHECK_RESOLVERS", "");
        if (resolvers.isEmpty()) {
            return null;
        }
        var name = Environment.required(environment, "TABLE_NAME");
        var table = new DynamoDbTable(environment, name, Http.client(PATIENCE), PATIENCE, new SecureRandom());
        return Prober.ofTheInternet(table, Resolvers.parse(resolvers), NO_SMTP, clock, new Log());
    }

    /// One line per domain.
    private static final class Log implements Prober.Listener {

        @Override
        public void checked(Posture posture, StoredPosture remembered, int changes) {
            System.out.println("checked " + Printable.of(posture.domain(), DETAIL) + ": " + changes + " changes");
        }

        @Override
        public void failed(String domain, String problem) {
            System.out.println("failed " + Printable.of(domain, DETAIL) + ": " + Printable.of(problem, DETAIL));
        }
    }
}
