package tlsrpt.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;

/// What matters of an HTTP API's event (payload 2.0).
///
/// @param host the custom domain name that was asked
record PolicyRequest(String host, String method, String path) {

    private static final JsonFactory JSON = new JsonFactory();

    static PolicyRequest read(InputStream event) throws IOException {
        try (var json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean context = "requestContext".equals(json.currentName());
                json.nextToken();
                if (context) {
                    return context(json);
                }
                json.skipChildren();
            }
        }
        return new PolicyRequest("", "", "");
    }

    private static PolicyRequest context(JsonParser json) throws IOException {
        var host = "";
        var method = "";
        var path = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "domainName" -> host = json.getValueAsString("");
                case "http" -> {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        var part = json.currentName();
                        json.nextToken();
                        switch (part) {
                            case "method" -> method = json.getValueAsString("");
                            case "path" -> path = json.getValueAsString("");
                            default -> json.skipChildren();
                        }
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new PolicyRequest(host, method, path);
    }
}
