package tlsrpt.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads claims of the access token of a request, as a JSON Web Token has them. The authorizer has verified it.
///
/// The HTTP API hands a list on as text, `[one two]`, which does not tell one element of two words from two elements.
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
