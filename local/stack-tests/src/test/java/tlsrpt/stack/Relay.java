package tlsrpt.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stands before the emulators as AWS: writes down who calls what, and fails as a test plans it. Who calls is told by
/// the access key's id.
final class Relay implements AutoCloseable {

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/[0-9]+/[^/]+/([^/]+)/");
    private static final Pattern QUERY_ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]+)");
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI aws;
    private final URI dynamoDb;
    private final Predicate<String> mayList;
    private final RequestLog log;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Call> calls = new ArrayList<>();
    private Plan plan = (_, _) -> null;
    private int planned;

    /// @param actions as policies name them; a transaction has several
    record Call(String who, String service, List<String> actions, int status) {}

    /// Each as AWS has it.
    enum Fault {
        /// Nothing was done. DynamoDB, 500: "An error occurred on the server side." Others alike.
        REFUSED,
        /// Nothing was done. DynamoDB, `ThrottlingException`: "The request was denied due to request throttling."
        /// S3, 503 `SlowDown`: "Please reduce your request rate."
        THROTTLED,
        /// Nothing was done, and trying again cannot help. 403 `AccessDenied`.
        DENIED,
        /// DynamoDB: "A TransactionConflict error occurs if a TransactWriteItems request conflicts with an ongoing
        /// TransactWriteItems operation on one or more items." Other calls are throttled.
        CONFLICT,
        /// Lambda: after a freeze, "connections that were established during initialization might no longer be open".
        /// The request is never answered.
        STALLED,
        /// Lambda: "Lambda purges idle connections over time. Attempting to reuse an idle connection when invoking a
        /// function will result in a connection error." The connection ends without an answer.
        CLOSED,
        /// All was done, but the answer is lost.
        UNHEARD
    }

    /// What happens to a call, by its number since the plan was made.
    interface Plan {
        @Nullable
        Fault at(int number, String service);
    }

    /// @param mayList whether a function's role has `s3:ListBucket`
    Relay(URI aws, URI dynamoDb, Predicate<String> mayList, RequestLog log) throws IOException {
        this.aws = aws;
        this.dynamoDb = dynamoDb;
        this.mayList = mayList;
        this.log = log;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::relay);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void plan(Plan next) {
        plan = next;
        planned = 0;
    }

    /// How many calls there were since the plan was made.
    synchronized int planned() {
        return planned;
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    private void relay(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var credential = CREDENTIAL.matcher(
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            var who = credential.find() ? credential.group(1) : "nobody";
            var service = who.equals("nobody") ? "s3" : credential.group(2);
            var fault = next(service);
            if (fault == Fault.STALLED) {
                closed.await();
                return;
            }
            if (fault == Fault.CLOSED) {
                return;
            }
            if (fault != null && fault != Fault.UNHEARD) {
                answer(exchange, fault, service);
                return;
            }
            var answer = forward(exchange, service.equals("dynamodb") ? dynamoDb : aws, body);
            note(new Call(who, service, actions(exchange, service, body, answer.statusCode()), answer.statusCode()));
            log.write(who, service, exchange, body, answer.statusCode());
            // S3: "If you don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403."
            if (service.equals("s3") && answer.statusCode() == 404 && !mayList.test(who)) {
                answer(exchange, Fault.DENIED, service);
            } else if (fault == null) {
                answer(exchange, answer);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized @Nullable Fault next(String service) {
        return plan.at(planned++, service);
    }

    private synchronized void note(Call call) {
        calls.add(call);
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, URI target, byte[] body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        target.resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        if (exchange.getRequestMethod().equals("HEAD")) {
            answer.headers()
                    .firstValue("content-length")
                    .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
        }
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static void answer(HttpExchange exchange, Fault fault, String service) throws IOException {
        var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        boolean conflict = fault == Fault.CONFLICT && target != null && target.endsWith(".TransactWriteItems");
        boolean throttled = fault == Fault.THROTTLED || fault == Fault.CONFLICT;
        int status = fault == Fault.REFUSED ? 500 : fault == Fault.DENIED ? 403 : service.equals("s3") ? 503 : 400;
        var code = throttled
                ? switch (service) {
                    case "s3" -> "SlowDown";
                    case "dynamodb" -> "ThrottlingException";
                    default -> "Throttling";
                }
                : fault == Fault.DENIED ? "AccessDenied" : "InternalError";
        var text = switch (service) {
            case "dynamodb" ->
                conflict
                        ? "{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\","
                                + "\"Message\":\"planned\",\"CancellationReasons\":[{\"Code\":\"TransactionConflict\","
                                + "\"Message\":\"Transaction is ongoing for the item\"},{\"Code\":\"None\"}]}"
                        : "{\"__type\":\"com.amazon.coral.availability#" + code + "\",\"message\":\"planned\"}";
            case "s3" -> "<Error><Code>" + code + "</Code><Message>planned</Message></Error>";
            default ->
                "<ErrorResponse><Error><Code>" + code + "</Code><Message>planned</Message></Error></ErrorResponse>";
        };
        exchange.getResponseHeaders()
                .set("Content-Type", service.equals("dynamodb") ? "application/x-amz-json-1.0" : "text/xml");
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : bytes.length);
        if (!exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static List<String> actions(HttpExchange exchange, String service, byte[] body, int status) {
        return switch (service) {
            case "dynamodb" ->
                dynamoDb(
                        String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target")),
                        new String(body, StandardCharsets.UTF_8));
            case "s3" -> {
                var method = exchange.getRequestMethod();
                var action = switch (method) {
                    case "PUT" -> "s3:PutObject";
                    case "GET" -> "s3:GetObject";
                    default -> "s3:" + method;
                };
                // Who may not list is told 403 for what is not there.
                yield status == 404 ? List.of(action, "s3:ListBucket") : List.of(action);
            }
            // "To use the SendMessageBatch action, allow sqs:SendMessage."
            case "sqs" ->
                List.of("sqs:"
                        + String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                                .replaceFirst("^.*\\.", "")
                                .replaceFirst("Batch$", ""));
            default -> {
                var action = QUERY_ACTION.matcher(new String(body, StandardCharsets.UTF_8));
                boolean isSesV2 = exchange.getRequestURI().getPath().equals("/v2/email/outbound-emails");
                yield List.of(service + ":" + (isSesV2 ? "SendEmail" : action.find() ? action.group(1) : "?"));
            }
        };
    }

    private static List<String> dynamoDb(String target, String body) {
        var name = target.substring(target.indexOf('.') + 1);
        if (!name.equals("TransactWriteItems")) {
            return List.of("dynamodb:" + name);
        }
        return Tree.parse(body).at("TransactItems").items().stream()
                .flatMap(item -> item.members().keySet().stream())
                .map(action -> "dynamodb:" + action + "Item")
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        http.close();
    }
}
