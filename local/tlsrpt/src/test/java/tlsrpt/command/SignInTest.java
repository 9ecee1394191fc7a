package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may read, with an OpenID Connect issuer that is a server of its own.
@Timeout(120)
class SignInTest {

    private static final String POOL = "pool";
    private static final String CLIENT = "tlsrpt-page";
    private static final Map<String, Object> SCOPE =
            Map.of("scope", "openid tlsrpt/read", "groups", List.of("mail", "all"));

    private static MockOAuth2Server issuer;
    private static HostProcess host;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        issuer = new MockOAuth2Server();
        issuer.start();
        host = HostProcess.start(
                folder.resolve("data"),
                "--issuer",
                issuer.issuerUrl(POOL).toString(),
                "--audience",
                CLIENT,
                "--required-claim",
                "groups=mail");
    }

    @AfterAll
    static void stop() throws IOException {
        host.close();
        issuer.shutdown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/domains",
                "/v1/domains/example.com",
                "/v1/domains/example.com/days",
                "/v1/domains/example.com/reporters",
                "/v1/domains/example.com/failures",
                "/v1/domains/example.com/reports",
                "/v1/domains/example.com/reports/2026-03-01.00000000000000000000000000000000",
                "/v1/domains/example.com/reports/2026-03-01.00000000000000000000000000000000/raw",
                "/v1/domains/example.com/alerts",
                "/v1/causes",
                "/v1/alerts",
                "/v1/actions",
                "/v1/held"
            })
    void refusesEveryTokenThatIsNotForIt(String path) throws Exception {
        assertThat(get(path, null)).as("no token").isEqualTo(401);
        assertThat(get(path, "nonsense")).as("no token at all").isEqualTo(401);
        assertThat(get(path, token(POOL, CLIENT, SCOPE, -60))).as("expired").isEqualTo(401);
        assertThat(get(path, token(POOL, "another", SCOPE, 60)))
                .as("another audience")
                .isEqualTo(401);
        assertThat(get(path, token("elsewhere", CLIENT, SCOPE, 60)))
                .as("another issuer")
                .isEqualTo(401);
        assertThat(get(path, new PlainJWT(claims()).serialize())).as("unsigned").isEqualTo(401);
        assertThat(get(path, signedWithASecret())).as("HS256").isEqualTo(401);
        assertThat(get(path, token(POOL, CLIENT, Map.of("groups", "mail", "nonce", "n"), 60)))
                .as("an ID token, which has no scope")
                .isEqualTo(403);
        assertThat(get(path, token(POOL, CLIENT, Map.of("scope", "tlsrpt/write openid", "groups", "mail"), 60)))
                .as("another scope")
                .isEqualTo(403);
        assertThat(get(path, token(POOL, CLIENT, Map.of("scope", "tlsrpt/read"), 60)))
                .as("the claim is missing")
                .isEqualTo(403);
        assertThat(get(path, token(POOL, CLIENT, SCOPE, 60))).as("a good one").isIn(200, 404);
        assertThat(get(path, likeCognitos(CLIENT))).as("as Cognito makes it").isIn(200, 404);
        assertThat(get(path, likeCognitos("another"))).as("of another client").isEqualTo(401);
    }

    @Test
    void row43ComparesTheRequiredClaimWithWholeValues() throws Exception {
        assertThat(get("/v1/domains", tokenOf(List.of("x mail")))).isEqualTo(403);
        assertThat(get("/v1/domains", tokenOf("a,mail"))).isEqualTo(403);
        assertThat(get("/v1/domains", tokenOf(List.of("mail")))).isEqualTo(200);
        assertThat(get("/v1/domains", tokenOf("mail"))).isEqualTo(200);
    }

    @Test
    void letsOnlyThoseWriteWhoHaveTheScopeAndTheClaim() throws Exception {
        assertThat(act(null)).isEqualTo(401);
        assertThat(act(token(POOL, CLIENT, SCOPE, 60))).as("a reader").isEqualTo(403);
        assertThat(act(token(POOL, CLIENT, Map.of("scope", "tlsrpt/write", "groups", "mail"), 60)))
                .as("who may not read")
                .isEqualTo(403);
        assertThat(act(token(POOL, CLIENT, Map.of("scope", "tlsrpt/read tlsrpt/write", "groups", "other"), 60)))
                .as("without the claim")
                .isEqualTo(403);
        assertThat(act(token("elsewhere", CLIENT, Map.of("scope", "tlsrpt/read tlsrpt/write", "groups", "mail"), 60)))
                .as("another issuer")
                .isEqualTo(401);

        var writer = Map.<String, Object>of(
                "scope", "tlsrpt/read tlsrpt/write", "groups", "mail", "email", "ops@example.net");
        assertThat(act(token(POOL, CLIENT, writer, 60))).isEqualTo(200);
        var log = HttpRequest.newBuilder(host.uri().resolve("/v1/actions"))
                .header("Authorization", "Bearer " + token(POOL, CLIENT, SCOPE, 60))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(log, BodyHandlers.ofString()).body()).contains("\"who\":\"ops@example.net\"");
        }
    }

    private static int act(@Nullable String token) throws Exception {
        var mute = "{\"action\":\"mute\",\"domain\":\"*\",\"cause\":\"certificate\",\"until\":\""
                + LocalDate.now(ZoneOffset.UTC) + "\"}";
        var request = HttpRequest.newBuilder(host.uri().resolve("/v1/actions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(mute));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    private static String tokenOf(Object groups) {
        return token(POOL, CLIENT, Map.of("scope", "tlsrpt/read", "groups", groups), 60);
    }

    @Test
    void leavesThePageAndTheDoorForReportsOpen() throws Exception {
        assertThat(get("/", null)).isEqualTo(200);
        assertThat(get("/v1/health", null)).isEqualTo(200);
        assertThat(get("/v1/tlsrpt", null)).isEqualTo(200);
        assertThat(get("/v1/status", null)).isEqualTo(403);
    }

    @Test
    void signsInInTheBrowserAndKeepsNoTokenInSight() throws Exception {
        try (var browser = Browser.open()) {
            issuer.enqueueCallback(
                    new DefaultOAuth2TokenCallback(POOL, "someone", "JWT", List.of(CLIENT), SCOPE, 3600));
            browser.look(1440, "light");
            browser.complaints();
            browser.driver().get(host.uri().resolve("/#/held").toString());
            browser.await(
                    "return document.querySelector('main h1') !== null && document.querySelector('.loading') === null");

            assertThat(browser.text()).contains("Nothing is held");
            assertThat(browser.driver().getCurrentUrl())
                    .isEqualTo(host.uri().resolve("/#/held").toString());
            assertThat(browser.script(
                            "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"))
                    .asString()
                    .doesNotContain("eyJ");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void saysWhyNobodyIsSignedIn() throws Exception {
        try (var browser = Browser.open()) {
            // Somebody said no to the issuer.
            browser.driver()
                    .get(host.uri().resolve("/?error=access_denied&state=s").toString());
            browser.await("return document.querySelector('main h1') !== null");
            assertThat(browser.text()).contains("You are not signed in", "Sign in");
            assertAccessible(browser);

            // A token without the claim that lets people in.
            issuer.enqueueCallback(new DefaultOAuth2TokenCallback(
                    POOL, "someone", "JWT", List.of(CLIENT), Map.of("scope", "openid tlsrpt/read"), 3600));
            browser.driver().get("about:blank");
            browser.driver().get(host.uri().resolve("/#/").toString());
            browser.await("return document.querySelector('main h1') !== null");
            assertThat(browser.text()).contains("You are signed in, but this account has no access.");
            assertAccessible(browser);
        }
    }

    private static void assertAccessible(Browser browser) {
        for (var scheme : List.of("light", "dark")) {
            for (int width : List.of(1440, 390)) {
                browser.look(width, scheme);
                assertThat(browser.findings()).as("%s at %d", scheme, width).isEmpty();
            }
        }
    }

    private static String token(String issuerId, String audience, Map<String, Object> claims, long seconds) {
        return issuer.issueToken(
                        issuerId,
                        "client",
                        new DefaultOAuth2TokenCallback(issuerId, "someone", "JWT", List.of(audience), claims, seconds))
                .serialize();
    }

    /// Without `aud`, with the client in `client_id`.
    private static String likeCognitos(String client) {
        var claims = new HashMap<>(SCOPE);
        claims.put("client_id", client);
        claims.put("token_use", "access");
        return issuer.issueToken(
                        POOL, "client", new DefaultOAuth2TokenCallback(POOL, "someone", "JWT", List.of(), claims, 60))
                .serialize();
    }

    private static String signedWithASecret() throws JOSEException {
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims());
        token.sign(new MACSigner("a secret of thirty-two characters"));
        return token.serialize();
    }

    private static JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.issuerUrl(POOL).toString())
                .audience(CLIENT)
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .claim("scope", "tlsrpt/read")
                .claim("groups", "mail")
                .build();
    }

    private static int get(String path, @Nullable String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(host.uri().resolve(path).toString()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
