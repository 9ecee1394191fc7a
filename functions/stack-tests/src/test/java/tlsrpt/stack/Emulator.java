package tlsrpt.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// AWS on this machine: a moto server, and DynamoDB Local, which knows transactions better.
final class Emulator implements AutoCloseable {

    private final Process moto;
    private final DynamoDBProxyServer dynamoDb;
    private final URI motoAddress;
    private final URI dynamoDbAddress;

    Emulator() throws Exception {
        var program = System.getProperty("moto");
        if (program == null) {
            throw new IllegalStateException("-Dmoto=FILE must name the program that starts a moto server; see .ci/aws");
        }
        int port = freePort();
        motoAddress = URI.create("http://127.0.0.1:" + port);
        moto = new ProcessBuilder(program, "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "moto.log").toFile())
                .start();
        int dynamoDbPort = freePort();
        dynamoDbAddress = URI.create("http://127.0.0.1:" + dynamoDbPort);
        dynamoDb = ServerRunner.createServerFromCommandLineArgs(
                new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", String.valueOf(dynamoDbPort)});
        dynamoDb.start();
        await();
    }

    URI moto() {
        return motoAddress;
    }

    URI dynamoDb() {
        return dynamoDbAddress;
    }

    private void await() throws InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            for (int tries = 0; tries < 600; tries++) {
                try {
                    http.send(
                            HttpRequest.newBuilder(motoAddress.resolve("/moto-api/"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (IOException _) {
                    Thread.sleep(100);
                }
            }
        }
        throw new IllegalStateException("moto did not start; see target/moto.log");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        moto.descendants().forEach(ProcessHandle::destroyForcibly);
        moto.destroyForcibly();
        try {
            dynamoDb.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
