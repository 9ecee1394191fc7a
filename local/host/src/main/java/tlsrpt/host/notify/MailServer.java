package tlsrpt.host.notify;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The server that sends email for the collector.
///
/// @param username `null` where the server asks for no login
record MailServer(
        String host,
        int port,
        Security security,
        @Nullable String username,
        @Nullable String password,
        Duration timeout) {

    /// How the connection is protected.
    enum Security {
        STARTTLS,
        TLS,
        /// In cleartext, which is for servers on the same machine.
        NONE
    }

    /// Without the password.
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
