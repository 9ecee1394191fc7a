package tlsrpt.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// AWS on this machine: the emulator that `AWS_ENDPOINT_URL` names, such as LocalStack, else a moto server of its own;
/// and DynamoDB Local, which knows transactions better.
final class Emulator implements AutoCloseable {

    /// How moto and LocalStack forget what a suite before made.
    private static final List<String> RESETS = List.of("/moto-api/reset", "/_localstack/state/reset");

    private final @Nullable Process moto;
    private final DynamoDBProxyServer dynamoDb;
    private final URI motoAddress;
    private final URI dynamoDbAddress;

    Emulator() throws Exception {
        var given = System.getenv("AWS_ENDPOINT_URL");
        motoAddress = URI.create(given != null ? given : "http://127.0.0.1:" + freePort());
        moto = given != null ? null : start(motoAddress.getPort());
        int dynamoDbPort = freePort();
        dynamoDbAddress = URI.create("http://127.0.0.1:" + dynamoDbPort);
        dynamoDb = ServerRunner.createServerFromCommandLineArgs(
                new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", String.valueOf(dynamoDbPort)});
        dynamoDb.start();
        reset();
    }

    private static Process start(int port) throws IOException {
        var program = System.getProperty("moto", "");
        if (program.isEmpty()) {
            throw new IllegalStateException(
                    "no emulator of AWS: AWS_ENDPOINT_URL names none, nor MOTO a moto server to start; .ci/aws has one");
        }
        return new ProcessBuilder(program, "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "moto.log").toFile())
                .start();
    }

    URI moto() {
        return motoAddress;
    }

    URI dynamoDb() {
        return dynamoDbAddress;
    }

    private void reset() throws InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            for (int tries = 0; tries < 600; tries++) {
                for (var reset : RESETS) {
                    if (isReset(http, motoAddress.resolve(reset))) {
                        return;
                    }
                }
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException(motoAddress + " is neither moto nor LocalStack; see target/moto.log");
    }

    private static boolean isReset(HttpClient http, URI reset) throws InterruptedException {
        try {
            var post = HttpRequest.newBuilder(reset)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            return http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        if (moto != null) {
            moto.descendants().forEach(ProcessHandle::destroyForcibly);
            moto.destroyForcibly();
        }
        try {
            dynamoDb.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
