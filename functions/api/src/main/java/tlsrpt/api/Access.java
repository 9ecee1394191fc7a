package tlsrpt.api;

import java.net.URI;
import java.util.Map;

/// The read permission beyond what the HTTP API's authorizer checks: every signed-in user, or only accounts with a
/// given claim.
///
/// @param claim its name; empty where no claim is asked for
/// @param value what it must hold, or hold among others
/// @param signIn the settings with which the page signs users in; empty if no sign-in is required
public record Access(String claim, String value, Map<String, String> signIn) {

    /// For a host that only its own machine can reach.
    public static final Access OPEN = new Access("", "", Map.of());

    /// For readers who have an API token, which the page asks for.
    public static final Access BY_TOKEN = new Access("", "", Map.of("token", "api"));

    public Access {
        signIn = Map.copyOf(signIn);
    }

    /// As a stack's parameters say it.
    ///
    /// @param requiredClaim `name=value`, or empty
    /// @param issuer empty if no sign-in is required
    /// @param tokenOrigin where the page gets its tokens; empty where that is the issuer's own host
    public static Access of(String requiredClaim, String issuer, String clientId, String scope, String tokenOrigin) {
        int equals = requiredClaim.indexOf('=');
        if (!requiredClaim.isEmpty() && equals < 1) {
            throw new IllegalStateException("a required claim is written name=value");
        }
        return new Access(
                equals < 1 ? "" : requiredClaim.substring(0, equals),
                equals < 1 ? "" : requiredClaim.substring(equals + 1),
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

    /// A claim that is a list must have the value as an element; a part of a text is not enough.
    public boolean allows(Request request) {
        if (claim.isEmpty()) {
            return true;
        }
        var has = request.claims().getOrDefault(claim, "");
        return has.startsWith("[")
                ? AccessToken.list(request.header("authorization"), claim).contains(value)
                : has.equals(value);
    }
}
