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

    /// A stalled connection, as a frozen instance leaves behind, uses up one of them.
    private static final int TRIES = 3;

    private Http() {}

    /// Returns a client that gives up a silent connection early enough to try again within the patience.
    ///
    /// @param patience the time limit of the caller's retries
    public static SdkHttpClient client(Duration patience) {
        // Not Duration.dividedBy, which divides a BigDecimal: a starting function would load that arithmetic first.
        int millis = Math.toIntExact(patience.toMillis() / TRIES);
        return UrlConnectionHttpClient.create(uri -> {
            try {
                var connection = (HttpURLConnection) uri.toURL().openConnection();
                connection.setConnectTimeout(millis);
                connection.setReadTimeout(millis);
                return connection;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
