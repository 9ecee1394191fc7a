package tlsrpt.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A package as Lambda starts it: a process of the real runtime client, in the package's folder, that asks a Runtime
/// API for events. One event at a time.
final class Lambda implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Lambda: "For synchronous invocations, the maximum payload size is 6 MB." An error message of it has the number.
    private static final int LARGEST_PAYLOAD = 6_291_556;

    private final HttpServer api;
    private final Process process;
    private final Duration timeout;
    private final Path log;
    private final Map<String, String> environment;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<String, Event> running = new ConcurrentHashMap<>();
    private final CompletableFuture<Long> ready = new CompletableFuture<>();
    private final long started;

    private record Event(String id, String text, CompletableFuture<String> answer) {}

    /// What the function threw.
    static final class Failed extends Exception {

        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    /// @param memory in MB, as the template has it
    /// @param timeout of an invocation, as the template has it
    Lambda(Path folder, String handler, int memory, Duration timeout, Map<String, String> variables)
            throws IOException {
        this.timeout = timeout;
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        api.createContext("/2018-06-01/runtime/", this::serve);
        api.start();
        log = Files.createTempFile("lambda", ".log");
        environment = new HashMap<>(variables);
        environment.putAll(Map.of(
                "AWS_LAMBDA_RUNTIME_API",
                "127.0.0.1:" + api.getAddress().getPort(),
                "_HANDLER",
                handler,
                "LAMBDA_TASK_ROOT",
                folder.toString(),
                "AWS_REGION",
                "eu-west-1",
                "AWS_LAMBDA_FUNCTION_NAME",
                handler,
                "AWS_LAMBDA_FUNCTION_VERSION",
                "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                String.valueOf(memory),
                "AWS_LAMBDA_LOG_GROUP_NAME",
                "log",
                "AWS_LAMBDA_LOG_STREAM_NAME",
                "stream"));
        environment.putIfAbsent("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        // As Lambda has it for this Java without SnapStart: the quick compiler only.
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxRAM=" + memory + "m",
                "-XX:MaxRAMPercentage=80",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                runtimeClient(),
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                handler);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", String.valueOf(System.getenv("PATH")));
        builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        started = System.nanoTime();
        process = builder.start();
    }

    private static String runtimeClient() {
        return Stream.of(
                        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                        "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
                        "com.amazonaws.services.lambda.runtime.Context",
                        "software.amazon.awssdk.utilslite.SdkInternalThreadLocal")
                .map(Lambda::jar)
                .collect(Collectors.joining(File.pathSeparator));
    }

    static String jar(String className) {
        try {
            return Path.of(Class.forName(className)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// How long it took to be ready for events.
    Duration startUp() {
        return Duration.ofNanos(ready.join() - started);
    }

    String invoke(String event) throws Failed, InterruptedException {
        var sent = new Event(UUID.randomUUID().toString(), event, new CompletableFuture<>());
        events.add(sent);
        try {
            return sent.answer().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new Failed(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw new AssertionError("no answer; it said: " + log(), e);
        }
    }

    /// The largest resident set so far, in KB.
    long peakMemory() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring("/2018-06-01/runtime/".length());
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.equals("restore/next")) {
                exchange.sendResponseHeaders(200, -1);
            } else if (path.equals("invocation/next")) {
                next(exchange);
            } else {
                var parts = path.split("/", 3);
                if (parts[0].equals("init")) {
                    ready.completeExceptionally(new IllegalStateException("it did not start: " + body));
                }
                var event = parts.length == 3 ? running.remove(parts[1]) : null;
                if (event != null && parts[2].equals("response") && body.length() > LARGEST_PAYLOAD) {
                    event.answer()
                            .completeExceptionally(new IllegalStateException("Function.ResponseSizeTooLarge: "
                                    + body.length() + " exceeded maximum allowed payload size"));
                } else if (event != null && parts[2].equals("response")) {
                    event.answer().complete(body);
                } else if (event != null) {
                    event.answer().completeExceptionally(new IllegalStateException(body));
                }
                exchange.sendResponseHeaders(202, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        ready.complete(System.nanoTime());
        var event = events.take();
        running.put(event.id(), event);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", event.id());
        headers.set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + timeout.toMillis()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:f:live");
        var text = event.text().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        api.stop(0);
        try {
            process.waitFor();
            Files.deleteIfExists(log);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
