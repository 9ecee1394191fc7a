package tlsrpt.api;

import java.net.URI;
import java.util.Map;
import tlsrpt.gateway.Request;
import tlsrpt.gateway.RequiredClaim;

/// The read permission beyond what the HTTP API's authorizer checks: every signed-in user, or only accounts with a
/// given claim.
///
/// @param signIn the settings with which the page signs users in; empty if no sign-in is required
public record Access(RequiredClaim required, Map<String, String> signIn) {

    /// For a host that only its own machine can reach.
    public static final Access OPEN = new Access(RequiredClaim.NONE, Map.of());

    /// For readers who have an API token, which the page asks for.
    public static final Access BY_TOKEN = new Access(RequiredClaim.NONE, Map.of("token", "api"));

    public Access {
        signIn = Map.copyOf(signIn);
    }

    /// As a stack's parameters say it.
    ///
    /// @param requiredClaim `name=value`, or empty
    /// @param issuer empty if no sign-in is required
    /// @param tokenOrigin where the page gets its tokens; empty where that is the issuer's own host
    public static Access of(String requiredClaim, String issuer, String clientId, String scope, String tokenOrigin) {
        return new Access(
                RequiredClaim.of(requiredClaim),
                issuer.isEmpty()
                        ? Map.of()
                        : Map.of(
                                "issuer",
                                issuer,
                                "clientId",
                                clientId,
                                "scope",
                                scope,
                                "origins",
                                origins(origin(issuer), tokenOrigin)));
    }

    private static String origins(String own, String others) {
        return others.isEmpty() || others.equals(own) ? own : own + " " + others;
    }

    private static String origin(String issuer) {
        var uri = URI.create(issuer);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /// Whether who asks has the claim.
    public boolean allows(Request request) {
        return required.isIn(request);
    }
}
