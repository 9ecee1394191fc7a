package tlsrpt.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// AWS on this machine: the emulator that `AWS_ENDPOINT_URL` names, since a name is meant; else LocalStack,
/// where Docker runs; else the moto server that the system property `moto` names. And DynamoDB Local, which knows
/// transactions better than any of them.
final class Emulator implements AutoCloseable {

    /// The last that needs no account.
    private static final String LOCAL_STACK = "localstack/localstack:4.14.0";

    private final Aws aws;
    private final DynamoDBProxyServer dynamoDb;
    private final URI dynamoDbAddress;

    private record Aws(String what, URI address, Runnable end) {}

    Emulator() throws Exception {
        aws = aws();
        System.out.println("AWS is " + aws.what() + ", " + aws.address());
        int port = freePort();
        dynamoDbAddress = local(port);
        dynamoDb = ServerRunner.createServerFromCommandLineArgs(
                new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", String.valueOf(port)});
        dynamoDb.start();
        await();
    }

    private static Aws aws() throws IOException {
        var given = System.getenv("AWS_ENDPOINT_URL");
        if (given != null && !given.isEmpty()) {
            return new Aws("what AWS_ENDPOINT_URL names", URI.create(given), () -> {});
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return localStack();
        }
        var program = System.getProperty("moto", "");
        if (!program.isEmpty()) {
            return moto(program);
        }
        throw new IllegalStateException("no emulator of AWS: AWS_ENDPOINT_URL names none, Docker does not run, "
                + "and MOTO names no moto server to start; .ci/aws has one");
    }

    @SuppressWarnings("resource") // stopped by close()
    private static Aws localStack() {
        var container = new LocalStackContainer(LOCAL_STACK).withServices("s3", "sqs", "sns", "ses", "cloudformation");
        container.start();
        return new Aws(LOCAL_STACK, container.getEndpoint(), container::stop);
    }

    private static Aws moto(String program) throws IOException {
        int port = freePort();
        var moto = new ProcessBuilder(program, "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "moto.log").toFile())
                .start();
        return new Aws("a moto server", local(port), () -> {
            moto.descendants().forEach(ProcessHandle::destroyForcibly);
            moto.destroyForcibly();
        });
    }

    URI address() {
        return aws.address();
    }

    URI dynamoDb() {
        return dynamoDbAddress;
    }

    /// Until it answers, whatever it answers.
    private void await() throws InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            for (int tries = 0; tries < 600; tries++) {
                try {
                    http.send(HttpRequest.newBuilder(aws.address()).build(), HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (IOException _) {
                    Thread.sleep(100);
                }
            }
        }
        throw new IllegalStateException("nobody answers at " + aws.address() + ", which should be " + aws.what());
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        aws.end().run();
        try {
            dynamoDb.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
