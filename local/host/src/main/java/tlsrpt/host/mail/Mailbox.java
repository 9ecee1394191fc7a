package tlsrpt.host.mail;

import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import tlsrpt.host.config.SecretFile;

/// A mailbox on an IMAP server.
///
/// @param secret the password, or an OAuth access token, as the login needs
/// @param folder that is read
/// @param moveTo the folder into which a mail is moved once it is taken; `null` if it stays and is marked as seen
/// @param poll the longest time between two looks
/// @param trusted makes TLS connections that trust other authorities than usual; `null` for the usual ones
record Mailbox(
        String host,
        int port,
        Security security,
        String username,
        SecretFile secret,
        Login login,
        String folder,
        @Nullable String moveTo,
        Duration poll,
        @Nullable SSLSocketFactory trusted) {

    /// How the connection is protected.
    enum Security {
        TLS,
        STARTTLS,
        /// In cleartext, which is for servers on the same machine.
        NONE
    }

    enum Login {
        PASSWORD,
        /// Spec: <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>
        TOKEN
    }

    String server() {
        return host + ":" + port;
    }

    String name() {
        return username + "@" + host + "/" + folder;
    }
}
