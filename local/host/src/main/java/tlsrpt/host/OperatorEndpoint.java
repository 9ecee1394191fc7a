package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlsrpt.actions.Decision;
import tlsrpt.console.Check;
import tlsrpt.console.HostAddress;
import tlsrpt.console.Tally;
import tlsrpt.store.DamagedItemException;
import tlsrpt.sts.StsRequest;
import tlsrpt.sts.StsRequest.Option;
import tlsrpt.table.TableException;

/// What the other commands ask of a host that runs. Only who can read its data folder knows the secret. Scripts ask it
/// with a token.
final class OperatorEndpoint {

    private static final int NAME_BYTES = 500;
    private static final int STS_BYTES = 100_000;
    private static final int RULES_BYTES = 1_000_000;
    private static final List<String> REQUESTS = List.of(
            "GET /v1/status",
            "POST /v1/import",
            "POST /v1/reread",
            "POST /v1/forget",
            "GET /v1/operator/alerts",
            "POST /v1/operator/alerts",
            "GET /v1/operator/checks",
            "GET /v1/operator/digest",
            "GET /v1/operator/rules",
            "POST /v1/operator/rules",
            "GET /v1/operator/reporters",
            "POST /v1/operator/reporters",
            "GET /v1/operator/objects",
            "GET /v1/operator/object",
            "GET /v1/operator/tokens",
            "POST /v1/operator/tokens",
            "GET /v1/operator/sts",
            "POST /v1/operator/sts");
    /// Who has a token makes no other.
    private static final String TOKENS = "/v1/operator/tokens";
    private static final Map<String, String> TEXT = Map.of("content-type", "text/plain; charset=utf-8");

    private final Collector collector;
    private final byte[] secret;

    OperatorEndpoint(Collector collector, String secret) {
        this.collector = collector;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    boolean knows(String path) {
        return REQUESTS.stream().anyMatch(request -> request.endsWith(" " + path));
    }

    /// Answers the command on this machine.
    Answer answer(HttpExchange exchange) throws IOException {
        return knowsTheSecret(exchange.getRequestHeaders().getFirst(HostAddress.HEADER))
                ? permitted(exchange, "the command on this machine")
                : Answer.of(403, "Only the tlsrpt command on this machine, or a request with a token, may do this.");
    }

    /// Answers a script.
    Answer answer(HttpExchange exchange, Tokens.Token token) throws IOException {
        boolean isRead = exchange.getRequestMethod().equals("GET");
        if (exchange.getRequestURI().getPath().equals(TOKENS)) {
            return Answer.of(403, "Only the tlsrpt command on the collector's machine can list and change tokens.");
        }
        if (!isRead && !token.mayWrite()) {
            return Answer.of(
                    403, "This token is read-only. Create one with write access: tlsrpt tokens add NAME --write");
        }
        if (!isRead && collector.room().isLow()) {
            return Answer.of(507, "The disk is almost full. Nothing is accepted until space is free.");
        }
        return permitted(exchange, "the API token " + token.name());
    }

    /// @param by who asks
    private Answer permitted(HttpExchange exchange, String by) throws IOException {
        var request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        if (!REQUESTS.contains(request)) {
            return Answer.of(405, "Method not allowed. docs/openapi.json lists the requests.");
        }
        try {
            return answer(request, exchange, by);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Answer.of(503, "The collector is stopping. Try again.");
        } catch (TableException e) {
            return Answer.of(503, String.valueOf(e.getMessage()));
        } catch (DamagedItemException e) {
            return Answer.of(500, String.valueOf(e.getMessage()));
        } catch (DateTimeParseException _) {
            return Answer.of(400, "The day must be written like 2026-03-01.");
        } catch (IllegalArgumentException _) {
            return Answer.of(400, "The body or a parameter is invalid for this request.");
        }
    }

    private Answer answer(String request, HttpExchange exchange, String by) throws IOException, InterruptedException {
        var query = exchange.getRequestURI().getQuery();
        return switch (request) {
            case "GET /v1/status" ->
                query == null
                        ? new Answer(200, Map.of("content-type", "application/json"), collector.status(true))
                        : new Answer(200, TEXT, collector.status(false));
            case "GET /v1/operator/alerts" -> new Answer(200, TEXT, collector.alerts(query == null));
            case "GET /v1/operator/checks" ->
                new Answer(200, Map.of("content-type", "application/json"), Check.json(collector.checks()));
            case "GET /v1/operator/digest" -> new Answer(200, TEXT, digest(String.valueOf(query)));
            case "POST /v1/operator/alerts" -> {
                try {
                    collector.testAlert();
                } catch (IOException e) {
                    yield Answer.of(409, String.valueOf(e.getMessage()));
                }
                yield Answer.of(200, "Sent.");
            }
            case "GET /v1/operator/rules" -> new Answer(200, TEXT, collector.rules());
            case "POST /v1/operator/rules" -> {
                var rules = new String(exchange.getRequestBody().readNBytes(RULES_BYTES), StandardCharsets.UTF_8);
                collector.rules(rules, by);
                yield Answer.of(200, "Done.");
            }
            case "GET /v1/operator/reporters" -> new Answer(200, TEXT, collector.reporters(query == null));
            case "POST /v1/operator/reporters" -> {
                var reporter = new String(exchange.getRequestBody().readNBytes(NAME_BYTES), StandardCharsets.UTF_8);
                var answer = collector.decide(Decision.valueOf(String.valueOf(query)), reporter, by);
                yield Answer.of(answer.done() ? 200 : 400, answer.text());
            }
            case "GET /v1/operator/objects" -> new Answer(200, TEXT, String.join("\n", collector.historyObjects()));
            case "GET /v1/operator/object" ->
                block(String.valueOf(exchange.getRequestURI().getRawQuery()));
            case "GET /v1/operator/tokens" -> new Answer(200, TEXT, collector.tokens(query == null));
            case "POST /v1/operator/tokens" -> {
                var name = new String(exchange.getRequestBody().readNBytes(NAME_BYTES), StandardCharsets.UTF_8);
                var answer = "revoke".equals(query)
                        ? collector.revokeToken(name)
                        : collector.addToken(name, "write".equals(query));
                yield Answer.of(answer.done() ? 200 : 400, answer.text());
            }
            case "GET /v1/operator/sts" -> {
                var status = new StsRequest(
                        StsRequest.Action.STATUS,
                        query == null ? "" : query,
                        Set.of(Option.JSON),
                        List.of(),
                        List.of());
                yield new Answer(
                        200, TEXT, collector.policies().answer(status, by).text());
            }
            case "POST /v1/operator/sts" -> {
                var body = exchange.getRequestBody().readNBytes(STS_BYTES);
                var asked = StsRequest.read(new String(body, StandardCharsets.UTF_8));
                yield new Answer(
                        200, TEXT, collector.policies().answer(asked, by).toString());
            }
            case "POST /v1/import" -> done(importBody(exchange));
            case "POST /v1/reread" -> done(reread(query == null ? "all" : query));
            default -> {
                var name = exchange.getRequestBody().readNBytes(NAME_BYTES);
                var answer = collector.forget(new String(name, StandardCharsets.UTF_8));
                yield Answer.of(answer.done() ? 200 : 404, answer.text());
            }
        };
    }

    private Tally importBody(HttpExchange exchange) throws IOException, InterruptedException {
        var file = Files.createTempFile(collector.data().scratch(), "import", null);
        try {
            Files.copy(exchange.getRequestBody(), file, StandardCopyOption.REPLACE_EXISTING);
            return collector.importFile(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /// @param query the number of the block, `&`, and the object's key
    private Answer block(String query) throws IOException {
        var parts = query.split("&", 2);
        var key = URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8);
        var bytes = collector.historyBlock(key, Integer.parseInt(parts[0]));
        return new Answer(200, Map.of("content-type", "application/octet-stream"), bytes);
    }

    private Tally reread(String query) throws IOException, InterruptedException {
        var parts = query.split("&", 2);
        return collector.reread(parts[0].equals("held"), parts.length < 2 ? null : LocalDate.parse(parts[1]));
    }

    private String digest(String query) {
        var parts = query.split("&", 2);
        return collector.digest(LocalDate.parse(parts[parts.length - 1]), parts[0].equals("html"));
    }

    private boolean knowsTheSecret(@Nullable String said) {
        return said != null && MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), secret);
    }

    private static Answer done(Tally tally) {
        return new Answer(200, TEXT, tally.toString());
    }
}
