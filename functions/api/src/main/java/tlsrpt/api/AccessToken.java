package tlsrpt.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the claims of a request's access token, a JSON Web Token that the authorizer has already verified.
///
/// The HTTP API passes a list on as the text `[one two]`, in which one element of two words looks like two elements.
final class AccessToken {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +[\\w-]+\\.([\\w-]+)\\.[\\w-]+ *");

    private AccessToken() {}

    /// Returns the elements of a claim that is a list of texts; none if it is anything else.
    ///
    /// @param authorization the header
    static Set<String> list(String authorization, String claim) {
        var elements = new HashSet<String>();
        var token = BEARER.matcher(authorization);
        if (!token.matches()) {
            return Set.of();
        }
        try (var json = JSON.createParser(Base64.getUrlDecoder().decode(token.group(1)))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean asked = json.currentName().equals(claim);
                if (json.nextToken() != JsonToken.START_ARRAY || !asked) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (json.currentToken() == JsonToken.VALUE_STRING) {
                        elements.add(json.getText());
                    }
                    json.skipChildren();
                }
            }
        } catch (IOException | IllegalArgumentException _) {
            return Set.of();
        }
        return elements;
    }
}
