package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tlsrpt.actions.ActionRequests;
import tlsrpt.api.Access;
import tlsrpt.gateway.Writers;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.https.HttpsReceiver;
import tlsrpt.probe.Prober;
import tlsrpt.sts.PolicyAnswer;
import tlsrpt.table.TableException;

/// The addresses of the host, on this machine alone if the operator asks for nothing else: one that takes reports and
/// those that show them, as API Gateway has them, and those for its operator.
final class HttpHost implements AutoCloseable {

    /// From a request's first byte to its last, so that slow ones do not pile up. A report of 10 MB needs 1.5 Mbit/s.
    private static final int REQUEST_SECONDS = 60;
    private static final int CONNECTIONS = 5_000;
    private static final int BACKLOG = 1_000;
    private static final String NEEDS_TOKEN =
            "Changes need an API token with write access. Create one: tlsrpt tokens add NAME --write";

    static {
        // The server reads them once, when its classes are loaded.
        System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_SECONDS));
        System.setProperty("sun.net.httpserver.idleInterval", "20");
        System.setProperty("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS));
        // Else the server closes all but 200 connections after their response, while clients send the next request.
        System.setProperty("sun.net.httpserver.maxIdleConnections", String.valueOf(CONNECTIONS));
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Set<String> names;
    private final SubmitEndpoint submit;
    private final OperatorEndpoint operator;
    private final CheckEndpoint check;
    private final ActionEndpoint actions;
    private final ApiEndpoint api;
    private final PolicyEndpoint policies;
    /// For users with an API token, if sign-in is not configured.
    private final ApiEndpoint byToken;
    private final Collector collector;
    private final @Nullable Authorizer authorizer;
    private final @Nullable HttpsReceiver https;
    /// The handler of HTTPS requests; `null` if HTTPS is not configured.
    private final @Nullable HttpServer behindHttps;

    /// @param listen where; port zero is any that is free
    /// @param names under which it may be asked, beside those of this machine
    /// @param authorizer of readers; `null` where everyone on this machine may
    /// @param prober `null` if domains are not checked on request
    /// @param https `null` where nothing comes by it
    HttpHost(
            InetSocketAddress listen,
            List<String> names,
            Collector collector,
            String secret,
            @Nullable Authorizer authorizer,
            @Nullable Prober prober,
            @Nullable HttpsReceiver https)
            throws IOException {
        this.server = server(listen);
        this.names = own(names);
        this.submit = new SubmitEndpoint(collector.submit(), collector.room());
        this.operator = new OperatorEndpoint(collector, secret);
        this.actions = new ActionEndpoint(collector.actions(), collector.room(), this::isOurs);
        this.api = new ApiEndpoint(collector.api());
        this.policies = new PolicyEndpoint(collector.policies());
        this.byToken = authorizer == null && https != null ? new ApiEndpoint(collector.api(Access.BY_TOKEN)) : api;
        this.collector = collector;
        this.authorizer = authorizer;
        this.check = new CheckEndpoint(prober);
        server.setExecutor(executor);
        server.createContext("/", exchange -> handle(exchange, answer(exchange)));
        this.https = https;
        this.behindHttps = https == null ? null : behind(https);
    }

    private Set<String> own(List<String> others) {
        var own = new ArrayList<>(List.of("localhost", "127.0.0.1", "[::1]", ListenAddress.host(server.getAddress())));
        others.forEach(name -> own.add(name.toLowerCase(Locale.ROOT)));
        return Set.copyOf(own);
    }

    /// Answers under these names from now on, beside those of this machine.
    void goBy(List<String> others) {
        names = own(others);
    }

    private HttpServer behind(HttpsReceiver way) throws IOException {
        var inner = server(ListenAddress.loopback(0));
        inner.setExecutor(executor);
        inner.createContext("/", exchange -> handle(exchange, answerByHttps(exchange, way)));
        way.open(inner.getAddress());
        return inner;
    }

    private static HttpServer server(InetSocketAddress listen) throws IOException {
        try {
            return HttpServer.create(listen, BACKLOG);
        } catch (BindException e) {
            throw new IOException(
                    "cannot listen on port %d: %s. Pass another one with --port, or 0 for a free one"
                            .formatted(listen.getPort(), e.getMessage()),
                    e);
        }
    }

    void start() {
        server.start();
        if (behindHttps != null) {
            behindHttps.start();
        }
    }

    URI uri() {
        return ListenAddress.uri(server.getAddress());
    }

    private static void handle(HttpExchange exchange, Answer answer) throws IOException {
        send(exchange, answer);
        if (answer.isLast()) {
            // Closing the exchange would wait for the rest of the request; this ends the connection.
            throw new IOException("the rest is not worth reading");
        }
        exchange.close();
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        var host = name(exchange);
        var policyOf = policyOf(host);
        if (policyOf.isPresent()) {
            return policy(exchange, policyOf.get());
        }
        if (host != null && !names.contains(host)) {
            return Answer.of(
                    421,
                    "This host name is not allowed. Add it to hosts in the configuration, or pass it with --host.");
        }
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/v1/tlsrpt")) {
            return submit.answer(exchange, exchange.getRemoteAddress().getAddress());
        }
        try {
            var token = Tokens.presented(exchange.getRequestHeaders().getFirst("Authorization"));
            if (token.isPresent()) {
                return answerToken(exchange, path, token.get());
            }
            if (path.equals(PolicyEndpoint.HOSTS)) {
                return policies.hosts(exchange.getRequestURI().getRawQuery());
            }
            // Where nobody signs in, a page of this host may ask for a look.
            if (check.knows(exchange) && authorizer == null) {
                return check.answer(exchange);
            }
            if (ActionEndpoint.knows(exchange)) {
                return authorizer == null
                        ? ActionEndpoint.problem(401, "Sign in", NEEDS_TOKEN).with("www-authenticate", "Bearer")
                        : act(exchange, authorizer);
            }
            return operator.knows(path) ? operator.answer(exchange) : read(exchange, path);
        } catch (TableException _) {
            return Answer.of(503, "The database cannot be read. The collector's log says why.");
        }
    }

    /// What others may ask: they send reports, and read if they have signed in. The certificate has shown them that the
    /// name is ours.
    private Answer answerByHttps(HttpExchange exchange, HttpsReceiver way) throws IOException {
        var client = way.clientOf(exchange.getRemoteAddress());
        if (client.isEmpty()) {
            return Answer.of(421, "This port is for the collector's own use. Use the HTTPS address.");
        }
        var policyOf = policyOf(name(exchange));
        if (policyOf.isPresent()) {
            return policy(exchange, policyOf.get());
        }
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/v1/tlsrpt")) {
            var answer = submit.answer(exchange, client.get().getAddress());
            if (answer.status() == 201) {
                way.taken();
            }
            return answer;
        }
        try {
            var token = Tokens.presented(exchange.getRequestHeaders().getFirst("Authorization"));
            if (token.isPresent()) {
                return answerToken(exchange, path, token.get());
            }
            if (authorizer == null && Authorizer.isOpen(path)) {
                return byToken.answer(exchange);
            }
            if (authorizer == null) {
                return Authorizer.refusal(401, "Send an API token. Create one: tlsrpt tokens add NAME");
            }
            if (ActionEndpoint.knows(exchange)) {
                return act(exchange, authorizer);
            }
            return operator.knows(path) ? Authorizer.refusal(401, "Send an API token.") : read(exchange, path);
        } catch (TableException _) {
            return Answer.of(503, "The database cannot be read. The collector's log says why.");
        }
    }

    private Answer answerToken(HttpExchange exchange, String path, String presented) throws IOException {
        var token = collector.tokens().find(presented);
        if (token.isEmpty()) {
            return Authorizer.refusal(401, "This API token is unknown or revoked.");
        }
        if (operator.knows(path)) {
            return operator.answer(exchange, token.get());
        }
        if (ActionEndpoint.knows(exchange)) {
            return token.get().mayWrite()
                    ? actions.answer(exchange, "the API token " + token.get().name())
                    : ActionEndpoint.problem(403, "This API token is read-only", NEEDS_TOKEN);
        }
        if (check.knows(exchange)) {
            return token.get().mayWrite()
                    ? check.permitted(exchange)
                    : Authorizer.refusal(403, "This API token is read-only.");
        }
        return readable(exchange, path, collector.claimsOfTokens(), token.get().scope());
    }

    private Answer act(HttpExchange exchange, Authorizer signIn) throws IOException {
        return switch (signIn.decide(
                ActionRequests.PATH, exchange.getRequestHeaders().getFirst("Authorization"))) {
            case Authorizer.Decision.Refused refused -> refused.answer();
            case Authorizer.Decision.Passed passed ->
                passed.mayWrite() && collector.lets(ApiEndpoint.request(exchange, passed.claims()))
                        ? actions.answer(exchange, Writers.name(passed.claims()))
                        : ActionEndpoint.problem(
                                403,
                                "This account is read-only",
                                "Changes need an access token with the scope tlsrpt/write.");
        };
    }

    private Answer read(HttpExchange exchange, String path) throws IOException {
        if (authorizer == null) {
            return readable(exchange, path, Map.of(), "ask");
        }
        return switch (authorizer.decide(path, exchange.getRequestHeaders().getFirst("Authorization"))) {
            case Authorizer.Decision.Passed passed ->
                readable(exchange, path, passed.claims(), passed.mayWrite() ? "write" : "read");
            case Authorizer.Decision.Refused refused -> refused.answer();
        };
    }

    /// @param scope what the page may do in addition to reading
    private Answer readable(HttpExchange exchange, String path, Map<String, String> claims, String scope)
            throws IOException {
        return path.equals("/metrics")
                ? new Answer(200, Map.of("content-type", Metrics.CONTENT_TYPE), collector.metrics())
                : api.answer(exchange, claims).with(Writers.SCOPE, scope);
    }

    /// Returns the name that is asked for, lower-case and without a port. A web page whose name was turned to this
    /// machine's address has another than ours.
    private static @Nullable String name(HttpExchange exchange) {
        var host = exchange.getRequestHeaders().getFirst("Host");
        return host == null ? null : name(host);
    }

    /// @param authority a host, perhaps with a port
    private static String name(String authority) {
        var name = authority.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf(']') ? name.substring(0, colon) : name;
    }

    private boolean isOurs(String authority) {
        return names.contains(name(authority));
    }

    private Optional<String> policyOf(@Nullable String host) {
        return host == null || names.contains(host) ? Optional.empty() : PolicyAnswer.domain(host);
    }

    private Answer policy(HttpExchange exchange, String domain) {
        try {
            return policies.answer(exchange, domain);
        } catch (TableException _) {
            return Answer.of(503, "The database cannot be read.");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var body = answer.body();
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
        exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
    }

    @Override
    public void close() {
        if (https != null) {
            https.close();
        }
        if (behindHttps != null) {
            behindHttps.stop(1);
        }
        server.stop(1);
        executor.shutdown();
    }
}
