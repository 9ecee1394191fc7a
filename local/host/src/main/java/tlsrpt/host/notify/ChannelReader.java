package tlsrpt.host.notify;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tlsrpt.alerting.Weekly;
import tlsrpt.cli.Spelling;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.host.config.ConfigTable;
import tlsrpt.report.Severity;

/// Makes the channels of `[[channel]]` tables.
public final class ChannelReader {

    private static final List<String> TYPES = List.of("email", "webhook", "slack", "teams", "pagerduty", "command");
    private static final URI PAGERDUTY = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final HttpPost.Headers NO_HEADERS = (_, _) -> Map.of();
    private static final Duration COMMAND_TIME = Duration.ofSeconds(30);
    private static final Duration MAIL_TIME = Duration.ofSeconds(30);
    private static final int MOST_PORTS = 65_535;

    private final String dashboard;
    private final Clock clock;
    private final List<Channel> channels = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private ChannelReader(String dashboard, Clock clock) {
        this.dashboard = dashboard;
        this.clock = clock;
    }

    /// Reads the channels of a configuration.
    ///
    /// @param dashboard the URL of the page, or an empty text
    public static List<Channel> read(ConfigTable config, String dashboard, Clock clock) {
        var reader = new ChannelReader(dashboard, clock);
        for (var table : config.tables("channel")) {
            reader.read(table);
            table.refuseOtherKeys();
        }
        return reader.channels;
    }

    private void read(ConfigTable table) {
        var name = table.requiredText("name");
        if (!names.add(name)) {
            table.problem("name", "another channel is named '" + name + "'");
        }
        var type = table.requiredText("type");
        var filter = filter(table);
        switch (type) {
            case "email" -> email(table, name, filter);
            case "webhook" -> {
                var url = url(table);
                add(name, type, filter, new HttpPost(url, Alert::json, signature(table)));
            }
            case "slack" ->
                add(
                        name,
                        type,
                        filter,
                        new HttpPost(url(table), alert -> AlertJson.slack(alert, dashboard), NO_HEADERS));
            case "teams" ->
                add(
                        name,
                        type,
                        filter,
                        new HttpPost(url(table), alert -> AlertJson.teams(alert, dashboard), NO_HEADERS));
            case "pagerduty" -> {
                var key = table.requiredSecret("routing-key-file");
                var url = table.converted("url", ChannelReader::url).orElse(PAGERDUTY);
                add(name, type, filter, new HttpPost(url, alert -> AlertJson.pagerDuty(alert, key), NO_HEADERS));
            }
            case "command" -> {
                var words = table.texts("command");
                if (words.isEmpty()) {
                    table.problem("command", "'command' must be a list of the program and its arguments");
                } else {
                    add(name, type, filter, new Command(words, COMMAND_TIME));
                }
            }
            case "" -> {
                // is missing, which has been said
            }
            default ->
                table.problem(
                        "type",
                        "unknown type '" + type + "'. Did you mean '"
                                + Spelling.closestFirst(type, TYPES).getFirst() + "'?");
        }
        if (!type.equals("email") && table.text("digest").isPresent()) {
            table.problem("digest", "'digest' needs the type 'email'");
        }
    }

    private void add(String name, String type, AlertFilter filter, Destination destination) {
        channels.add(new Channel(name, type, filter, false, destination));
    }

    private static AlertFilter filter(ConfigTable table) {
        var domains = table.texts("domains").stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        var least = table.converted("severity", text -> oneOf(text, Severity.values(), Severity::token))
                .orElse(Severity.NOTICE);
        var kinds = table.converted(
                "kinds", text -> oneOf(text, AlertKind.values(), AlertKind::token), List.<AlertKind>of());
        return new AlertFilter(domains, least, Set.copyOf(kinds));
    }

    private static <T> T oneOf(String text, T[] values, Function<T, String> token) {
        return Arrays.stream(values)
                .filter(value -> token.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(values).map(token).collect(Collectors.joining(", ")) + ", not '" + text + "'"));
    }

    /// Reads the URL from the file that `url-file` names, as it may be a secret, or from `url`.
    private static URI url(ConfigTable table) {
        var written = table.converted("url", ChannelReader::url);
        var secret = table.secret("url-file");
        if (written.isPresent() && secret.isPresent()) {
            table.problem("url", "'url' and 'url-file' cannot be combined");
        }
        if (secret.isPresent()) {
            try {
                return url(secret.get());
            } catch (IllegalArgumentException e) {
                table.problem("url-file", "the URL in the file " + e.getMessage());
            }
        } else if (!table.has("url") && !table.has("url-file")) {
            table.problem("url-file", "'url-file' or 'url' is missing");
        }
        return written.orElse(PAGERDUTY);
    }

    private static URI url(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a URL", e);
        }
        if (url.getHost() == null || !("https".equals(url.getScheme()) || isLocalHttp(url))) {
            throw new IllegalArgumentException("must begin with https://, or with http:// on this machine");
        }
        return url;
    }

    private static boolean isLocalHttp(URI url) {
        return "http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost());
    }

    private HttpPost.Headers signature(ConfigTable table) {
        var secret = table.secret("secret-file");
        try {
            return secret.isEmpty() ? NO_HEADERS : new WebhookSignature(secret.get(), clock);
        } catch (IllegalArgumentException e) {
            table.problem("secret-file", "the secret in the file must be Base64 after whsec_");
            return NO_HEADERS;
        }
    }

    /// Makes a channel of each recipient, so that one that is refused does not hold up the others.
    private void email(ConfigTable table, String name, AlertFilter filter) {
        var server = server(table);
        var from = table.converted("from", ChannelReader::address).orElse("");
        if (!table.has("from")) {
            table.problem("from", "'from' is missing");
        }
        var recipients = table.converted("to", ChannelReader::address, List.of());
        if (!table.has("to")) {
            table.problem("to", "'to' is missing");
        }
        var digest = table.converted("digest", Weekly::of).orElse(null);
        for (var to : recipients) {
            var own = recipients.size() == 1 ? name : name + " (" + to + ")";
            var destination = new Email(server, from, to, dashboard, clock);
            channels.add(new Channel(own, "email", filter, true, digest, dashboard, destination));
        }
    }

    private static MailServer server(ConfigTable table) {
        var host = table.text("host").orElse("localhost");
        boolean isLocal = LOOPBACK.contains(host);
        var security = table.converted(
                        "security",
                        text -> oneOf(
                                text,
                                MailServer.Security.values(),
                                value -> value.name().toLowerCase(Locale.ROOT)))
                .orElse(isLocal ? MailServer.Security.NONE : MailServer.Security.STARTTLS);
        long port = table.number("port", 1, MOST_PORTS)
                .orElse(
                        switch (security) {
                            case STARTTLS -> 587L;
                            case TLS -> 465L;
                            case NONE -> 25L;
                        });
        var username = table.text("username").orElse(null);
        var password = table.secret("password-file").orElse(null);
        if (username != null && password == null) {
            table.problem("username", "'username' needs 'password-file'");
        }
        if (username != null && security == MailServer.Security.NONE && !isLocal) {
            table.problem("security", "security 'none' would send the password in cleartext. Use starttls or tls.");
        }
        return new MailServer(host, (int) port, security, username, password, MAIL_TIME);
    }

    private static String address(String text) {
        try {
            var address = new InternetAddress(text, true);
            if (address.getAddress().indexOf('@') > 0) {
                return address.getAddress();
            }
        } catch (AddressException _) {
            // said below
        }
        throw new IllegalArgumentException("must be an email address, not '" + text + "'");
    }
}
