package tlsrpt.host;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks access tokens as the JWT authorizer of an HTTP API does, with the scope that every route of data asks for.
final class Authorizer {

    static final String SCOPE = "tlsrpt/read";
    private static final String WRITE = "tlsrpt/write";

    private static final String BEARER = "bearer ";
    private static final Set<String> OPEN = Set.of("/", "/v1/health");

    private final JWTProcessor<SecurityContext> processor;

    private Authorizer(JWTProcessor<SecurityContext> processor) {
        this.processor = processor;
    }

    /// What becomes of a request.
    sealed interface Decision {

        /// It goes on.
        ///
        /// @param claims of the token, each as the HTTP API writes it
        /// @param mayWrite whether it may change something, too
        record Passed(Map<String, String> claims, boolean mayWrite) implements Decision {
            public Passed {
                claims = Map.copyOf(claims);
            }
        }

        record Refused(Answer answer) implements Decision {}
    }

    /// For the tokens of one issuer.
    ///
    /// @param audience that tokens must be for: their `aud`, or their `client_id` where they have none
    static Authorizer of(Discovery issuer, String audience, Clock clock) throws IOException {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512),
                JWKSourceBuilder.create(issuer.keys().toURL()).retrying(true).build()));
        processor.setJWTClaimsSetVerifier((claims, _) -> verify(claims, issuer.issuer(), audience, clock));
        return new Authorizer(processor);
    }

    private static void verify(JWTClaimsSet claims, String issuer, String audience, Clock clock)
            throws BadJWTException {
        var now = clock.instant();
        if (!issuer.equals(claims.getIssuer())) {
            throw new BadJWTException("another issuer");
        }
        if (claims.getExpirationTime() == null
                || !claims.getExpirationTime().toInstant().isAfter(now)) {
            throw new BadJWTException("expired");
        }
        if (claims.getNotBeforeTime() != null
                && claims.getNotBeforeTime().toInstant().isAfter(now)) {
            throw new BadJWTException("not yet valid");
        }
        boolean meant = claims.getAudience().isEmpty()
                ? audience.equals(claims.getClaim("client_id"))
                : claims.getAudience().contains(audience);
        if (!meant) {
            throw new BadJWTException("another audience");
        }
    }

    /// Whether everybody may see it: the page without data.
    static boolean isOpen(String path) {
        return OPEN.contains(path) || path.startsWith("/assets/");
    }

    /// Whether a request may go on.
    ///
    /// @param authorization the header, or `null`
    Decision decide(String path, @Nullable String authorization) {
        if (isOpen(path)) {
            return new Decision.Passed(Map.of(), false);
        }
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return refused(401, "Unauthorized");
        }
        try {
            var claims =
                    processor.process(authorization.substring(BEARER.length()).strip(), null);
            var scopes = scopes(claims);
            return scopes.contains(SCOPE)
                    ? new Decision.Passed(texts(claims), scopes.contains(WRITE))
                    : refused(403, "Forbidden");
        } catch (BadJOSEException | JOSEException | ParseException _) {
            return refused(401, "Unauthorized");
        }
    }

    private static Decision refused(int status, String message) {
        return new Decision.Refused(refusal(status, message));
    }

    static Answer refusal(int status, String message) {
        return new Answer(
                status,
                Map.of("content-type", "application/json", "www-authenticate", "Bearer"),
                "{\"message\":\"" + message + "\"}");
    }

    private static Set<String> scopes(JWTClaimsSet claims) {
        var scopes = new HashSet<String>();
        for (var name : List.of("scope", "scp")) {
            switch (claims.getClaim(name)) {
                case String text -> scopes.addAll(List.of(text.split(" ", -1)));
                case List<?> list -> list.forEach(scope -> scopes.add(String.valueOf(scope)));
                case null, default -> {}
            }
        }
        return scopes;
    }

    private static Map<String, String> texts(JWTClaimsSet claims) {
        var texts = new HashMap<String, String>();
        claims.getClaims().forEach((name, value) -> {
            if (value instanceof List<?> list) {
                texts.put(
                        name,
                        "["
                                + String.join(
                                        " ", list.stream().map(String::valueOf).toList()) + "]");
            } else if (value != null) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }
}
