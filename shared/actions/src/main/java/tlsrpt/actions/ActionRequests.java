package tlsrpt.actions;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.gateway.Reply;
import tlsrpt.gateway.Request;
import tlsrpt.store.DamagedItemException;

/// `POST /v1/actions`: makes a change on behalf of an authorized user.
///
/// Only the header `Authorization` grants authority, and browsers never add it on their own. Requests from pages of
/// other hosts are rejected as well.
public final class ActionRequests {

    public static final String PATH = "/v1/actions";

    /// The longest body, in bytes.
    public static final int MOST_BYTES = 8_192;

    private final Maker maker;
    private final Predicate<String> isOwnName;

    /// Makes the change that a JSON object asks for, as [Actions#make] does.
    public interface Maker {

        ActionResult make(String json, String who) throws InterruptedException;
    }

    /// Answers by what a maker does.
    ///
    /// @param isOwnName whether a host, perhaps with a port, is another name of this collector
    public ActionRequests(Maker maker, Predicate<String> isOwnName) {
        this.maker = maker;
        this.isOwnName = isOwnName;
    }

    /// Answers a request.
    ///
    /// @param who asks
    public Reply answer(Request request, String who) {
        if (!isOfThisHost(request)) {
            return Reply.problem(
                    403, "Request from another site", "Only this collector's own pages and scripts can make changes.");
        }
        if (!isJson(request.header("content-type"))) {
            return Reply.problem(415, "Not JSON", "The body must have the content type application/json.");
        }
        if (request.body().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return Reply.problem(413, "The body is too large", "An action has " + MOST_BYTES + " bytes at most.");
        }
        try {
            return answer(maker.make(request.body(), who));
        } catch (IllegalArgumentException e) {
            return Reply.problem(400, "Invalid action", String.valueOf(e.getMessage()));
        } catch (DamagedItemException e) {
            return Reply.problem(500, "Not changed everywhere", String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Reply.problem(503, "The collector is stopping", "Try again in a minute.");
        }
    }

    private static Reply answer(ActionResult done) {
        return switch (done) {
            case ActionResult.Changed changed -> changed(changed.text(), true, changed.entry(), changed.undoable());
            case ActionResult.Unchanged unchanged -> changed(unchanged.text(), false, unchanged.entry(), false);
            case ActionResult.Missing missing -> Reply.problem(404, "Not found", missing.text());
            case ActionResult.Conflict conflict -> Reply.problem(409, "Nothing was changed", conflict.text());
        };
    }

    private static Reply changed(String text, boolean changed, @Nullable String entry, boolean undoable) {
        return Reply.of(json -> {
            json.writeBooleanField("changed", changed);
            json.writeStringField("text", text);
            json.writeStringField("entry", entry);
            json.writeBooleanField("undoable", undoable);
        });
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /// Scripts send neither header.
    private boolean isOfThisHost(Request request) {
        var site = request.headers().get("sec-fetch-site");
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        var origin = request.headers().get("origin");
        if (origin == null) {
            return true;
        }
        try {
            var authority = URI.create(origin).getRawAuthority();
            return authority != null
                    && (authority.equalsIgnoreCase(request.header("host")) || isOwnName.test(authority));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
