package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tlsrpt.api.Api;
import tlsrpt.gateway.Request;

/// The dashboard and its data over HTTP.
public final class ApiEndpoint {

    private final Api api;

    public ApiEndpoint(Api api) {
        this.api = api;
    }

    public Answer answer(HttpExchange exchange) throws IOException {
        return answer(exchange, Map.of());
    }

    /// @param claims of the access token, if one was checked
    Answer answer(HttpExchange exchange, Map<String, String> claims) throws IOException {
        var request = request(exchange, claims);
        var answer = api.answer(request).compressed(request);
        return new Answer(answer.status(), answer.headers(), answer.body());
    }

    static Request request(HttpExchange exchange, Map<String, String> claims) {
        return request(exchange, claims, "");
    }

    static Request request(HttpExchange exchange, Map<String, String> claims, String body) {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        var query = exchange.getRequestURI().getRawQuery();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                headers,
                claims,
                body);
    }
}
