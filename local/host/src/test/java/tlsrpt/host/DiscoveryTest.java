package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {

    @Test
    void findsTokensOnAnotherHostThanTheIssuers() throws Exception {
        var issuer = Discovery.of(said("""
                {"issuer":"x","more":{"jwks_uri":"no"},"token_endpoint":"https://token.example.com:8443/t?x=y",
                 "jwks_uri":"https://keys.example.com/k"}"""));

        assertThat(issuer.tokenOrigin()).isEqualTo("https://token.example.com:8443");
        assertThat(issuer.keys()).isEqualTo(URI.create("https://keys.example.com/k"));
    }

    @Test
    void saysWhatItDidNotFind() throws IOException {
        var silent = said("{}");
        var odd = said("{\"token_endpoint\":\"a b; script-src *\",\"jwks_uri\":\"https://keys.example.com\"}");

        assertThatThrownBy(() -> Discovery.of(silent)).hasMessageContaining("lacks jwks_uri or token_endpoint");
        assertThatThrownBy(() -> Discovery.of(odd)).hasMessageContaining("contains an invalid URL");
    }

    @Test
    void saysWhenNobodyAnswersOrItIsNoJson() throws IOException {
        var text = said("<html>");

        assertThatThrownBy(() -> Discovery.of("http://127.0.0.1:1/realm"))
                .isInstanceOf(IOException.class)
                .hasMessage("the issuer does not answer at"
                        + " http://127.0.0.1:1/realm/.well-known/openid-configuration. Check --issuer.");
        assertThatThrownBy(() -> Discovery.of(text)).hasMessageContaining("is not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a url", "id.example.com", "ftp://id.example.com", "https://"})
    void asksOnlyAnAddress(String issuer) {
        assertThatThrownBy(() -> Discovery.of(issuer))
                .isInstanceOf(IOException.class)
                .hasMessage("--issuer must be a URL such as https://id.example.com, not " + issuer);
    }

    /// The address of an issuer that says this of itself, once.
    private static String said(String text) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/realm/.well-known/openid-configuration", exchange -> {
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            Thread.ofVirtual().start(() -> server.stop(0));
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
    }
}
