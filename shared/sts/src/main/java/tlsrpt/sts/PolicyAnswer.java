package tlsrpt.sts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;

/// The answer to a request under a policy host's name: `GET https://mta-sts.<domain>/.well-known/mta-sts.txt` is the
/// policy, everything else is not found.
///
/// Spec: RFC 8461 §3.3
///
/// @param headers names in lower case
public record PolicyAnswer(int status, Map<String, String> headers, String body) {

    public static final PolicyAnswer NOT_FOUND = new PolicyAnswer(
            404,
            Map.of("content-type", "text/plain; charset=utf-8", "cache-control", "no-store"),
            "No policy is hosted under this name.\n");

    private static final String PREFIX = "mta-sts.";
    private static final String PATH = "/.well-known/mta-sts.txt";
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    public PolicyAnswer {
        headers = Map.copyOf(headers);
    }

    /// Returns the domain whose policy host this is; empty for any other name.
    ///
    /// @param host without a port
    public static Optional<String> domain(@Nullable String host) {
        if (host == null) {
            return Optional.empty();
        }
        var name = DomainName.normal(host);
        return name.startsWith(PREFIX) ? Optional.of(name.substring(PREFIX.length())) : Optional.empty();
    }

    /// Answers a request.
    ///
    /// @param files the file of a domain whose policy is hosted here
    public static PolicyAnswer to(String method, String path, String domain, Function<String, Optional<String>> files) {
        if (!METHODS.contains(method) || !PATH.equals(path)) {
            return NOT_FOUND;
        }
        return files.apply(domain).map(PolicyAnswer::file).orElse(NOT_FOUND);
    }

    /// Not cached anywhere: an old file under a new id would stay with senders.
    private static PolicyAnswer file(String text) {
        return new PolicyAnswer(200, Map.of("content-type", "text/plain", "cache-control", "no-store"), text);
    }
}
