package tlsrpt.api;

import java.util.List;
import java.util.Map;

/// Who may read, beyond what the HTTP API's authorizer checks: everyone who signed in, or only accounts with one claim.
///
/// @param claim its name; empty where no claim is asked for
/// @param value what it must hold, or hold among others
/// @param signIn what the page needs to know to sign people in; empty where nobody has to
public record Access(String claim, String value, Map<String, String> signIn) {

    /// For a host that only its own machine can reach.
    public static final Access OPEN = new Access("", "", Map.of());

    public Access {
        signIn = Map.copyOf(signIn);
    }

    /// As a stack's parameters say it.
    ///
    /// @param requiredClaim `name=value`, or empty
    public static Access of(String requiredClaim, String issuer, String clientId, String scope) {
        int equals = requiredClaim.indexOf('=');
        if (!requiredClaim.isEmpty() && equals < 1) {
            throw new IllegalStateException("a required claim is written name=value");
        }
        return new Access(
                equals < 1 ? "" : requiredClaim.substring(0, equals),
                equals < 1 ? "" : requiredClaim.substring(equals + 1),
                issuer.isEmpty() ? Map.of() : Map.of("issuer", issuer, "clientId", clientId, "scope", scope));
    }

    static Access from(Map<String, String> environment) {
        return of(
                environment.getOrDefault("REQUIRED_CLAIM", ""),
                environment.getOrDefault("OIDC_ISSUER", ""),
                environment.getOrDefault("OIDC_CLIENT_ID", ""),
                environment.getOrDefault("OIDC_SCOPE", "openid"));
    }

    /// The HTTP API writes a claim that is a list as `[one two]`.
    boolean allows(Map<String, String> claims) {
        if (claim.isEmpty()) {
            return true;
        }
        var has = claims.getOrDefault(claim, "");
        return has.equals(value)
                || (has.startsWith("[")
                        && has.endsWith("]")
                        && List.of(has.substring(1, has.length() - 1).split("[ ,]+", -1))
                                .contains(value));
    }
}
