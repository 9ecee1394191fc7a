package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;
import tlsrpt.actions.ActionRequests;
import tlsrpt.actions.Actions;
import tlsrpt.gateway.Reply;

/// `POST /v1/actions` on this machine, on behalf of an authorized user.
final class ActionEndpoint {

    private final ActionRequests requests;
    private final FreeSpace room;

    /// @param isOwnName whether a `Host` is a name of this host
    ActionEndpoint(Actions actions, FreeSpace room, Predicate<String> isOwnName) {
        this.requests = new ActionRequests(actions::make, isOwnName);
        this.room = room;
    }

    static boolean knows(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals(ActionRequests.PATH);
    }

    /// @param who asks
    Answer answer(HttpExchange exchange, String who) throws IOException {
        if (room.isLow()) {
            return problem(507, "The disk is almost full", "Nothing can be changed until disk space is free.");
        }
        var body = exchange.getRequestBody().readNBytes(ActionRequests.MOST_BYTES + 1);
        var request = ApiEndpoint.request(exchange, Map.of(), new String(body, StandardCharsets.UTF_8));
        return answer(requests.answer(request, who));
    }

    static Answer problem(int status, String title, String detail) {
        return answer(Reply.problem(status, title, detail));
    }

    private static Answer answer(Reply reply) {
        return new Answer(reply.status(), reply.headers(), reply.body());
    }
}
