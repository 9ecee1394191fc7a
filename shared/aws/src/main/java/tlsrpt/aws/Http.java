package tlsrpt.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/// HTTP for the SDK's clients, on the JDK's own connections.
///
/// The SDK's builder makes a TLS context of its own for each client, while the function starts. These connections use
/// the JVM's, which is made once, when the first of them needs it.
public final class Http {

    private static final int CONNECT_MILLIS = 2_000;

    private Http() {}

    /// A client that gives up an answer after a silence of that length.
    public static SdkHttpClient client(Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        return UrlConnectionHttpClient.create(uri -> {
            try {
                var connection = (HttpURLConnection) uri.toURL().openConnection();
                connection.setConnectTimeout(CONNECT_MILLIS);
                connection.setReadTimeout(millis);
                return connection;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
