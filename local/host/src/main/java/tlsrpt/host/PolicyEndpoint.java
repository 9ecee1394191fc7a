package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tlsrpt.hosting.HostedPolicies;
import tlsrpt.sts.PolicyAnswer;

/// `GET https://mta-sts.<domain>/.well-known/mta-sts.txt`, the policies that are hosted here; under such a name nothing
/// else is.
///
/// Spec: RFC 8461 §3.3
final class PolicyEndpoint {

    /// Tells web servers that get certificates on demand whether this collector hosts a policy host.
    static final String HOSTS = "/v1/sts/hosts";

    private static final String DOMAIN = "domain=";

    private final HostedPolicies desk;

    PolicyEndpoint(HostedPolicies desk) {
        this.desk = desk;
    }

    Answer answer(HttpExchange exchange, String domain) {
        var answer = PolicyAnswer.to(
                exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), domain, desk::file);
        return new Answer(answer.status(), answer.headers(), answer.body());
    }

    /// Answers 200 for a name whose policy is hosted here, else 404.
    Answer hosts(@Nullable String query) {
        if (query == null || !query.startsWith(DOMAIN)) {
            return Answer.of(400, "Ask with ?domain=mta-sts.example.com.");
        }
        String name;
        try {
            name = URLDecoder.decode(query.substring(DOMAIN.length()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return Answer.of(400, "Ask with ?domain=mta-sts.example.com.");
        }
        return PolicyAnswer.domain(name).flatMap(desk::file).isPresent()
                ? Answer.of(200, "Its policy is hosted here.")
                : Answer.of(404, "No policy is hosted under this name.");
    }
}
