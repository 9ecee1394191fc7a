package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlsrpt.probe.Prober;
import tlsrpt.report.DomainName;

/// `POST /v1/domains/{domain}/posture`: checks a listed domain now.
///
/// Without a token it is open only where no one has to sign in, and only to pages of this host: a browser sends the
/// header to no other host without asking it first.
final class CheckEndpoint {

    static final String HEADER = "x-tlsrpt-check";

    private static final Pattern PATH = Pattern.compile("/v1/domains/([^/]{1,300})/posture");

    private final @Nullable Prober prober;

    /// @param prober `null` if domains are not checked
    CheckEndpoint(@Nullable Prober prober) {
        this.prober = prober;
    }

    boolean knows(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                && PATH.matcher(exchange.getRequestURI().getPath()).matches();
    }

    /// Answers a page of this host.
    Answer answer(HttpExchange exchange) {
        return prober != null && exchange.getRequestHeaders().getFirst(HEADER) == null
                ? Answer.of(403, "The header " + HEADER + " is missing.")
                : permitted(exchange);
    }

    /// Answers who proved that they may ask.
    Answer permitted(HttpExchange exchange) {
        var path = PATH.matcher(exchange.getRequestURI().getPath());
        if (prober == null || !path.matches()) {
            return Answer.of(405, "This collector does not check domains on request.");
        }
        return switch (prober.now(DomainName.normal(path.group(1)))) {
            case DONE -> Answer.of(200, "Checked.");
            case NOT_LISTED -> Answer.of(404, "Only domains that --domains lists are checked.");
            case TOO_SOON -> Answer.of(429, "The domain was checked within the last minute.");
            case BUSY -> Answer.of(503, "Other domains are being checked. Try again in a minute.");
        };
    }
}
