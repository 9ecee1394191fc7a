package tlsrpt.host;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.host.act.Actions;
import tlsrpt.host.act.Done;

/// `POST /v1/actions`: makes a change on behalf of an authorized user.
///
/// Only the header `Authorization` grants authority, and browsers never add it on their own. Requests from pages of
/// other hosts are rejected as well.
final class ActionDoor {

    static final String PATH = "/v1/actions";

    /// What a page may do, in every answer with data: `read`, `write`, or `ask` where an API token lets it write.
    static final String SCOPE = "tlsrpt-scope";

    private static final int MOST_BYTES = 8_192;
    private static final JsonFactory JSON = new JsonFactory();

    private final Actions actions;
    private final Room room;
    private final Predicate<String> isOwnName;

    /// @param isOwnName whether a `Host` is a name of this host
    ActionDoor(Actions actions, Room room, Predicate<String> isOwnName) {
        this.actions = actions;
        this.room = room;
        this.isOwnName = isOwnName;
    }

    static boolean knows(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals(PATH);
    }

    /// @param who asks
    Answer answer(HttpExchange exchange, String who) throws IOException {
        var headers = exchange.getRequestHeaders();
        if (!isOfThisHost(headers.getFirst("Origin"), headers.getFirst("Host"), headers.getFirst("Sec-Fetch-Site"))) {
            return problem(
                    403, "Request from another site", "Only this collector's own pages and scripts can make changes.");
        }
        if (!isJson(headers.getFirst("Content-Type"))) {
            return problem(415, "Not JSON", "The body must have the content type application/json.");
        }
        var body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return problem(413, "The body is too large", "An action has " + MOST_BYTES + " bytes at most.");
        }
        if (room.isLow()) {
            return problem(507, "The disk is almost full", "Nothing can be changed until disk space is free.");
        }
        try {
            return answer(actions.make(new String(body, StandardCharsets.UTF_8), who));
        } catch (IllegalArgumentException e) {
            return problem(400, "Invalid action", String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return problem(503, "The collector is stopping", "Try again in a minute.");
        }
    }

    private static Answer answer(Done done) throws IOException {
        return switch (done) {
            case Done.Changed changed -> changed(changed.text(), true, changed.entry(), changed.undoable());
            case Done.Unchanged unchanged -> changed(unchanged.text(), false, unchanged.entry(), false);
            case Done.Missing missing -> problem(404, "Not found", missing.text());
            case Done.Conflict conflict -> problem(409, "Nothing was changed", conflict.text());
        };
    }

    private static Answer changed(String text, boolean changed, @Nullable String entry, boolean undoable)
            throws IOException {
        return json(200, "application/json", json -> {
            json.writeBooleanField("changed", changed);
            json.writeStringField("text", text);
            json.writeStringField("entry", entry);
            json.writeBooleanField("undoable", undoable);
        });
    }

    /// Spec: RFC 9457
    static Answer problem(int status, String title, String detail) throws IOException {
        return json(status, "application/problem+json", json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
        });
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static Answer json(int status, String type, Members members) throws IOException {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return new Answer(
                status,
                Map.of("content-type", type, "cache-control", "no-store", "x-content-type-options", "nosniff"),
                text.toString());
    }

    private static boolean isJson(@Nullable String type) {
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /// Scripts send neither header.
    private boolean isOfThisHost(@Nullable String origin, @Nullable String host, @Nullable String site) {
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        if (origin == null) {
            return true;
        }
        try {
            var authority = URI.create(origin).getRawAuthority();
            return authority != null && (authority.equalsIgnoreCase(host) || isOwnName.test(authority));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
