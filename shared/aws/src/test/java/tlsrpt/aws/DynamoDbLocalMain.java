package tlsrpt.aws;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/// The main class of [DynamoDbLocalProcess]. DynamoDB Local's own listens on all addresses and reports its use to AWS.
///
/// Prints its port, and ends with its standard input, so it never outlives the tests.
final class DynamoDbLocalMain {

    private DynamoDbLocalMain() {}

    public static void main(String[] arguments) throws Exception {
        var server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(
                new LocalDynamoDBServerHandler(new LocalDynamoDBRequestHandler(0, true, null, true, false), null));
        server.start();
        System.out.println(server.getURI().getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
