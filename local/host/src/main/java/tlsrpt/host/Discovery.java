package tlsrpt.host;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;

/// The metadata of an OpenID Connect issuer.
///
/// @param keys that its tokens are signed with
/// @param tokens where the page gets them, which may be another host than the issuer's
record Discovery(String issuer, URI keys, URI tokens) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Asks the issuer.
    ///
    /// @throws IOException with words for the person who typed the issuer's address
    static Discovery of(String issuer) throws IOException, InterruptedException {
        var address = address(issuer);
        var said = new HashMap<String, URI>();
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var answer =
                    http.send(HttpRequest.newBuilder(address).timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
            try (var json = new JsonFactory().createParser(answer.body())) {
                json.nextToken();
                while (answer.statusCode() == 200 && json.nextToken() == JsonToken.FIELD_NAME) {
                    var field = json.currentName();
                    json.nextToken();
                    if (field.equals("jwks_uri") || field.equals("token_endpoint")) {
                        said.put(field, URI.create(json.getText()));
                    }
                    json.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException("the issuer's answer at " + address + " is not JSON", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("the issuer's answer at " + address + " contains an invalid URL", e);
        } catch (IOException e) {
            throw new IOException("the issuer does not answer at " + address + ". Check --issuer.", e);
        }
        var keys = said.get("jwks_uri");
        var tokens = said.get("token_endpoint");
        if (keys == null || tokens == null) {
            throw new IOException("the issuer's answer at " + address + " lacks jwks_uri or token_endpoint");
        }
        return new Discovery(issuer, keys, tokens);
    }

    private static URI address(String issuer) throws IOException {
        try {
            var address = URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new IOException("--issuer must be a URL such as https://id.example.com, not " + issuer);
    }

    /// Of the tokens, such as `https://token.example.com`.
    String tokenOrigin() {
        return tokens.getScheme() + "://" + tokens.getRawAuthority();
    }
}
