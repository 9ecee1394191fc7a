package tlsrpt.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.api.Fault;
import tlsrpt.api.RawObjects;
import tlsrpt.health.Alert;
import tlsrpt.host.ApiEndpoint;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;
import tlsrpt.store.Ledger;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.Subscribers;
import tlsrpt.store.Tables;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;

/// The page and its API in this process, on a ledger in memory that a test fills as it likes.
final class PageHost implements AutoCloseable {

    private static final Settings SETTINGS = new Settings(List.of("*"), Retention.DEFAULT, true);

    /// Long enough for the next request to come meanwhile.
    private static final Duration LEAST = Duration.ofMillis(20);

    private volatile int executions = Integer.MAX_VALUE;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Table table;
    private final Ledger ledger;
    private volatile List<Fault> faults = List.of();

    /// Hosts a policy that can be read, is not announced, and lacks the MX host mx2.
    void hostPolicy(String domain, String mx) {
        var now = Instant.now();
        var ttl = Duration.ofHours(1);
        var hosts = new PolicyObservation.MxSeen(List.of(mx, "mx2." + domain), ttl);
        var absent = new PolicyObservation.RecordSeen.Absent();
        var first = new PolicyObservation(now, new PolicyObservation.FileSeen.Faulty("404"), absent, hosts);
        var prepared = HostedPolicy.prepared(domain, List.of(mx), first, now);
        var served = new PolicyObservation.FileSeen.Served(prepared.revision().text(), List.of());
        var policy = prepared.after(new PolicyObservation(now, served, absent, hosts));
        new PolicyItems(table)
                .write(Optional.empty(), policy, PolicyItems.Change.of(policy, now, "add", "the operator", ""));
    }

    /// Stores the result of a check that was made now.
    void check(String domain, PostureLine... lines) {
        var items = new PostureItems(table, Clock.systemUTC());
        items.record(items.latest(domain), new PostureLook(domain, Instant.now(), List.of(), List.of(lines), null));
    }

    PageHost() throws IOException {
        this(Tables.inMemory(), Clock.systemUTC());
    }

    /// Shows what a table holds at a time.
    PageHost(Table table, Clock clock) throws IOException {
        this.table = table;
        ledger = new Ledger(table, Clock.systemUTC(), new SecureRandom());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var api = new ApiEndpoint(new Api(
                table,
                new RawObjects(new NoObject(), "bucket"),
                Access.OPEN,
                clock,
                true,
                "",
                _ -> false,
                () -> faults));
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            boolean busy = running.incrementAndGet() > executions;
            try (exchange) {
                if (busy) {
                    refuse(exchange);
                    return;
                }
                if (executions < Integer.MAX_VALUE) {
                    Thread.sleep(LEAST);
                }
                var answer = api.answer(exchange);
                answer.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                running.decrementAndGet();
            }
        });
        server.start();
    }

    /// As API Gateway answers what Lambda refuses.
    private void refuse(HttpExchange exchange) throws IOException {
        refused.incrementAndGet();
        var body = "{\"message\":\"Service Unavailable\"}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(503, body.length);
        exchange.getResponseBody().write(body);
    }

    /// Answers only so many requests at a time, and refuses the others.
    void executions(int most) {
        executions = most;
    }

    int refused() {
        return refused.get();
    }

    void record(Samples report) {
        report.recordings().forEach(recording -> ledger.record(recording, SETTINGS));
    }

    void hold(String key, HeldReason reason, String detail, String who) {
        new HeldObjects(table, Clock.systemUTC()).hold(key, HeldReport.of(reason, detail, who), 1234);
    }

    void fails(Fault... faulty) {
        faults = List.of(faulty);
    }

    /// What the daily watch does, which judges the latest reports and opens alerts.
    void watch() {
        new Alerter(table, new Silence(), Clock.systemUTC(), new SecureRandom(), true).watch();
    }

    /// As counted on AWS, where there is something to subscribe to.
    void subscribers(long confirmed) {
        new Subscribers(confirmed, Instant.parse("2026-11-24T06:00:00Z")).write(table);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdown();
    }

    private record Silence() implements Channel {

        @Override
        public void publish(Alert alert) {}

        @Override
        public void chat(Alert alert) {}
    }

    /// Whatever it is asked for holds no report.
    private record NoObject() implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StoredObject> open(String key) {
            var content = "nothing".getBytes(StandardCharsets.UTF_8);
            return Optional.of(
                    new StoredObject(new ByteArrayInputStream(content), content.length, Instant.EPOCH, Map.of()));
        }
    }
}
