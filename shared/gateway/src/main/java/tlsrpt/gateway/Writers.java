package tlsrpt.gateway;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Who may change something: whose access token has the scopes for reading and writing, and both required claims.
///
/// @param reading the claim without which an account may not even read
/// @param writing the claim that an account needs beyond it
public record Writers(RequiredClaim reading, RequiredClaim writing) {

    /// What a page may do, in every answer with data: `read`, `write`, or `ask` where an API token lets it write.
    public static final String SCOPE = "tlsrpt-scope";

    private static final Set<String> SCOPES = Set.of("tlsrpt/read", "tlsrpt/write");

    public boolean have(Request request) {
        return scopes(request.claims()).containsAll(SCOPES) && reading.isIn(request) && writing.isIn(request);
    }

    /// Returns the name by which a log knows who asks.
    public static String name(Map<String, String> claims) {
        return Stream.of("email", "preferred_username", "username", "sub")
                .map(claims::get)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse("unknown");
    }

    /// The HTTP API writes a list as `[one two]`.
    private static List<String> scopes(Map<String, String> claims) {
        return Stream.of("scope", "scp")
                .map(claim -> claims.getOrDefault(claim, ""))
                .flatMap(
                        text -> Stream.of(text.replace("[", "").replace("]", "").split(" ", -1)))
                .toList();
    }
}
