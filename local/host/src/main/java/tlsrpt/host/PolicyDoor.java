package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;

/// `GET https://mta-sts.<domain>/.well-known/mta-sts.txt`, the policies that are hosted here; under such a name nothing
/// else is.
///
/// Spec: RFC 8461 §3.3
final class PolicyDoor {

    /// Tells web servers that get certificates on demand whether this collector hosts a policy host.
    static final String HOSTS = "/v1/sts/hosts";

    private static final String PREFIX = "mta-sts.";
    private static final String FILE = "/.well-known/mta-sts.txt";
    private static final String DOMAIN = "domain=";
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final PolicyDesk desk;

    PolicyDoor(PolicyDesk desk) {
        this.desk = desk;
    }

    /// Returns the domain whose policy host this is; empty for any other name.
    ///
    /// @param host without a port
    static Optional<String> domain(@Nullable String host) {
        if (host == null) {
            return Optional.empty();
        }
        var name = DomainName.normal(host);
        return name.startsWith(PREFIX) ? Optional.of(name.substring(PREFIX.length())) : Optional.empty();
    }

    Answer answer(HttpExchange exchange, String domain) {
        var uri = exchange.getRequestURI();
        if (!METHODS.contains(exchange.getRequestMethod()) || !FILE.equals(uri.getRawPath())) {
            return notFound();
        }
        return desk.file(domain).map(PolicyDoor::file).orElseGet(PolicyDoor::notFound);
    }

    private static Answer file(String text) {
        return new Answer(200, Map.of("content-type", "text/plain", "cache-control", "no-store"), text);
    }

    private static Answer notFound() {
        return Answer.of(404, "No policy is hosted under this name.");
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
        return domain(name).flatMap(desk::file).isPresent() ? Answer.of(200, "Its policy is hosted here.") : notFound();
    }
}
