package tlsrpt.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tlsrpt.cli.Cli;

/// `tlsrpt serve` as a process of its own, which can be killed. Unless an option says otherwise, three domains are
/// listed.
final class HostProcess implements AutoCloseable {

    private static final Pattern DOMAIN = Pattern.compile(
            "\\{\"domain\":\"([^\"]*)\",\"reports\":(\\d+),\"sessions\":\\{\"ok\":(\\d+),\"failed\":(\\d+)},"
                    + "\"leftOut\":\\{\"reports\":(\\d+),\"ok\":(\\d+),\"failed\":(\\d+)}}");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/?");

    private final Path data;
    private final Process process;
    private final ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
    private final URI uri;

    private HostProcess(Path data, List<String> jvmOptions, List<String> options) throws IOException {
        this.data = data;
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "tlsrpt.command.Tlsrpt",
                "serve",
                "--port",
                "0",
                "--data",
                data.toString()));
        command.addAll(options);
        if (!options.contains("--domains") && !options.contains("--config")) {
            command.addAll(List.of("--domains", "example.com,example.net,example.org", "--no-probe"));
        }
        if (System.getProperty("os.name").equals("Linux")) {
            // A test run that was started by nohup ignores SIGHUP, and so would the collector.
            command.addAll(0, List.of("env", "--default-signal=HUP"));
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var lines = process.inputReader(StandardCharsets.UTF_8);
        uri = address(lines);
        Thread.ofVirtual().start(() -> listen(lines));
    }

    static HostProcess start(Path data, String... options) throws IOException {
        return new HostProcess(data, List.of(), List.of(options));
    }

    /// As on a small machine.
    static HostProcess startInAHeapOf64Megabytes(Path data, String... options) throws IOException {
        return new HostProcess(data, List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"), List.of(options));
    }

    /// Another command, as a process of its own too: what it wrote to both streams.
    static String command(Object... words) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "tlsrpt.command.Tlsrpt"));
        for (var word : words) {
            command.add(word.toString());
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private URI address(BufferedReader lines) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            heard(line);
            var address = ADDRESS.matcher(line);
            if (address.find()) {
                return URI.create(address.group());
            }
        }
        throw new AssertionError("no address in: " + output());
    }

    private void listen(BufferedReader lines) {
        try {
            lines.lines().forEach(this::heard);
        } catch (UncheckedIOException e) {
            // killed
        }
    }

    private void heard(String line) {
        output.add(line);
    }

    long pid() {
        return process.pid();
    }

    URI uri() {
        return uri;
    }

    String output() {
        return String.join("\n", output);
    }

    /// Until it has printed `text`: an event is printed after what it tells of is done.
    void await(String text) throws InterruptedException {
        for (int tries = 0; !output().contains(text); tries++) {
            if (tries == 1200 || !process.isAlive()) {
                throw new AssertionError("did not print '" + text + "', but: " + output());
            }
            Thread.sleep(50);
        }
    }

    Path data() {
        return data;
    }

    HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri.resolve("/v1/tlsrpt"))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    /// As a mail server does: written elsewhere, then moved.
    void drop(String name, byte[] mail) throws IOException {
        var unfinished = Files.createTempFile(data, "mail", null);
        Files.write(unfinished, mail);
        Files.move(unfinished, data.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Until everything that was given to it has been read.
    void awaitIdle() throws IOException, InterruptedException {
        // A file leaves the inbox once its object waits: so the inbox is looked at first.
        while (!isEmpty(data.resolve("inbox"))
                || !new Cli(Tlsrpt::run)
                        .run("status", "--data", data, "--json")
                        .out()
                        .contains("\"waiting\" : 0")) {
            Thread.sleep(50);
        }
    }

    /// What was recorded of a domain, also of reporters whose word counts nowhere.
    record Total(long reports, long ok, long failed) {}

    /// What a collector says of each domain.
    static Map<String, Total> totals(Path data) {
        var status = new Cli(Tlsrpt::run)
                .run("status", "--data", data, "--json")
                .out()
                .replaceAll("\\s", "");
        var totals = new TreeMap<String, Total>();
        for (var domain = DOMAIN.matcher(status); domain.find(); ) {
            var numbers = IntStream.rangeClosed(2, 7)
                    .mapToLong(n -> Long.parseLong(domain.group(n)))
                    .toArray();
            totals.put(
                    domain.group(1),
                    new Total(numbers[0] + numbers[3], numbers[1] + numbers[4], numbers[2] + numbers[5]));
        }
        return totals;
    }

    static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            return !files.iterator().hasNext();
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// As by Ctrl-C.
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not stop: " + output());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
