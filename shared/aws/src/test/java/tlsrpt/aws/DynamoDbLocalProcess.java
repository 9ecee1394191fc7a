package tlsrpt.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// DynamoDB Local in a process of its own, its data in memory: its license lets nobody build it into a program.
///
/// One for all tests of a JVM, started by the first of them and stopped when the JVM ends.
public final class DynamoDbLocalProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger tables = new AtomicInteger();
    private final Map<String, String> environment;

    private static final class Running {

        static final DynamoDbLocalProcess PROCESS = start();

        private Running() {}
    }

    private DynamoDbLocalProcess(int port) {
        environment = Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "id",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + port);
    }

    public static DynamoDbLocalProcess running() {
        return Running.PROCESS;
    }

    /// The variables by which clients find it.
    public Map<String, String> environment() {
        return environment;
    }

    /// Creates a table that no other test uses.
    public DynamoDbTable emptyTable() {
        var name = "tlsrpt-" + tables.incrementAndGet();
        TableCreation.create(environment, name);
        return new DynamoDbTable(environment, name, Http.client(PATIENCE), PATIENCE, new Random(1));
    }

    private static DynamoDbLocalProcess start() {
        try {
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DynamoDbLocalMain.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            var port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (port == null) {
                throw new IllegalStateException("DynamoDB Local does not start");
            }
            return new DynamoDbLocalProcess(Integer.parseInt(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
