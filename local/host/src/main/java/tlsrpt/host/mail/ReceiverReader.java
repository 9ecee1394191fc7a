package tlsrpt.host.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tlsrpt.host.config.ConfigTable;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.config.SecretFile;

/// Makes the receivers of the tables `[maildir]`, `[imap]` and `[lmtp]`.
public final class ReceiverReader {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
    private static final int LMTP_PORT = 8024;
    private static final int MOST_PORTS = 65_535;
    private static final long LEAST_POLL = 10;
    private static final long MOST_POLL = 1_700; // Servers may end what is idle for half an hour (RFC 2177).

    private final Clock clock;

    private ReceiverReader(Clock clock) {
        this.clock = clock;
    }

    /// Reads the receivers of a configuration.
    public static List<Receiver> read(ConfigTable config, Clock clock) {
        var reader = new ReceiverReader(clock);
        var ways = new ArrayList<Receiver>();
        config.table("maildir").ifPresent(table -> {
            ways.add(reader.maildir(table));
            table.refuseOtherKeys();
        });
        config.table("imap").ifPresent(table -> {
            ways.add(reader.imap(table));
            table.refuseOtherKeys();
        });
        config.table("lmtp").ifPresent(table -> {
            ways.add(reader.lmtp(table));
            table.refuseOtherKeys();
        });
        return ways;
    }

    private Receiver maildir(ConfigTable table) {
        table.requiredText("path");
        var path = table.path("path").orElse(Path.of("."));
        if (table.has("path") && !Files.isDirectory(path.resolve("new"))) {
            table.problem(
                    "path",
                    path + " is not a Maildir that this user can read: it has no folder 'new'. Create it, for"
                            + " example with 'maildirmake', or let your mail server create it.");
        }
        return new MaildirReceiver(path, clock);
    }

    private Receiver imap(ConfigTable table) {
        var host = table.requiredText("host");
        boolean isLocal = LOOPBACK.contains(host);
        var security = table.converted("security", ReceiverReader::security).orElse(Mailbox.Security.TLS);
        long port = table.number("port", 1, MOST_PORTS).orElse(security == Mailbox.Security.TLS ? 993L : 143L);
        if (security == Mailbox.Security.NONE && !isLocal) {
            table.problem("security", "security 'none' would send the password in cleartext. Use tls or starttls.");
        }
        var username = table.requiredText("username");
        var password = table.secretFile("password-file");
        var token = table.secretFile("token-file");
        if (table.has("password-file") == table.has("token-file")) {
            table.problem(
                    table.has("token-file") ? "token-file" : "password-file",
                    table.has("token-file")
                            ? "'password-file' and 'token-file' cannot be combined"
                            : "'password-file' or 'token-file' is missing");
        }
        var folder = table.text("folder").orElse("INBOX");
        var moveTo = table.text("move-to").orElse(null);
        if (folder.equals(moveTo)) {
            table.problem("move-to", "'move-to' must be another folder than 'folder'");
        }
        var poll =
                Duration.ofSeconds(table.number("poll", LEAST_POLL, MOST_POLL).orElse(60L));
        return new ImapReceiver(
                new Mailbox(
                        host,
                        (int) port,
                        security,
                        username,
                        token.or(() -> password).orElse(new SecretFile(Path.of("."))),
                        token.isPresent() ? Mailbox.Login.TOKEN : Mailbox.Login.PASSWORD,
                        folder,
                        moveTo,
                        poll,
                        trusted(table)),
                clock);
    }

    private Receiver lmtp(ConfigTable table) {
        var listen = table.converted("listen", ListenAddress::of).orElse(ListenAddress.loopback(LMTP_PORT));
        if (!listen.getAddress().isLoopbackAddress()) {
            table.problem(
                    "listen",
                    "'listen' would let other machines deliver mail without a check. Use an address of this machine"
                            + " alone, such as 127.0.0.1:" + LMTP_PORT + ".");
        }
        return new LmtpReceiver(listen, clock);
    }

    private static Mailbox.Security security(String text) {
        return Arrays.stream(Mailbox.Security.values())
                .filter(value -> token(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(Mailbox.Security.values())
                                .map(ReceiverReader::token)
                                .collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    private static String token(Mailbox.Security security) {
        return security.name().toLowerCase(Locale.ROOT);
    }

    /// Reads the authorities that alone are trusted for the server's certificate.
    private static @Nullable SSLSocketFactory trusted(ConfigTable table) {
        var path = table.path("ca-file").orElse(null);
        if (path == null) {
            return null;
        }
        try (var in = Files.newInputStream(path)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + n++, certificate);
            }
            if (n > 0) {
                var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                var context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context.getSocketFactory();
            }
            table.problem("ca-file", path + " has no certificate. It must have one in PEM format.");
        } catch (IOException e) {
            table.problem(
                    "ca-file",
                    "cannot read " + path + " (" + e.getClass().getSimpleName()
                            + "). Check that the file exists and that this user may read it.");
        } catch (GeneralSecurityException _) {
            table.problem("ca-file", path + " does not have certificates in PEM format");
        }
        return null;
    }
}
