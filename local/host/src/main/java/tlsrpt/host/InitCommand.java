package tlsrpt.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Check;
import tlsrpt.health.Alert;
import tlsrpt.host.config.ConfigException;
import tlsrpt.host.notify.Channel;
import tlsrpt.host.notify.DeliveryException;
import tlsrpt.posture.look.Dns;
import tlsrpt.posture.look.Resolvers;

/// `tlsrpt init`: a configuration from five answers, tested.
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Create a configuration for this machine by asking five questions, and test it.",
        description = {
            "",
            "Asks for your domains, the address for reports, how mail arrives, where alerts go, and the data folder."
                    + " Prints the DNS records to publish, then counts a sample report, tests the receivers and sends a"
                    + " test alert.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all tests passed", "1:a test failed", "2:the command line is wrong"})
public final class InitCommand implements Callable<Integer> {

    private static final String FOLDER = "folder";
    private static final List<String> WAYS = List.of("imap", "maildir", "lmtp", FOLDER);
    private static final String PASSWORD_FILE = "secrets/imap-password";
    private static final String URL_FILE = "secrets/alert-url";

    private final Terminal terminal;
    private final Clock clock;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "tlsrpt.toml",
            description = "The file to write; must not exist (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("tlsrpt.toml");

    @Option(
            names = "--dns",
            paramLabel = "SERVER",
            description = "Name server to ask, such as 192.0.2.53 or 192.0.2.53:53 (default: this machine's).")
    private @Nullable String server;

    public InitCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Files.exists(file)) {
            throw new IOException(file + " exists. Edit it, or name another file with --config.");
        }
        var answers = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        var domains = domains(ask(
                answers,
                "1/5 Domains whose reports count, separated by commas",
                null,
                text -> String.join(",", domains(text))));
        var address = ask(
                answers,
                "2/5 Address that senders mail reports to",
                "tlsrpt@reports." + domains.getFirst(),
                HostConfig::address);
        var text = new StringBuilder("# Written by tlsrpt init; docs/configuration.md describes all keys.\n\n");
        var way = way(answers, address);
        var channel = channel(answers, address);
        var data = ask(answers, "5/5 Folder for the data", "/var/lib/tlsrpt", UnaryOperator.identity());
        text.append("data = ").append(quoted(data)).append('\n');
        text.append("domains = [")
                .append(String.join(
                        ", ", domains.stream().map(InitCommand::quoted).toList()))
                .append("]\n");
        text.append("address = ").append(quoted(address)).append('\n');
        text.append(way).append(channel.text());
        write(text.toString(), channel.url());
        terminal.print("\nWrote " + ForeignText.line(file.toString()) + ". Publish:\n\n");
        for (var domain : domains) {
            terminal.print("_smtp._tls." + domain + ". TXT \"v=TLSRPTv1; rua=mailto:" + address + "\"\n");
        }
        terminal.print("\n");
        boolean works = test(domains, address);
        terminal.print("\nStart it: tlsrpt serve --config " + ForeignText.line(file.toString())
                + "\nCheck later: tlsrpt doctor --local --config " + ForeignText.line(file.toString()) + "\n");
        return works ? 0 : 1;
    }

    private String way(BufferedReader answers, String address) throws IOException {
        var way = ask(
                answers,
                "3/5 How reports arrive by mail: imap, maildir, lmtp (from Postfix), or folder (files in DATA/inbox)",
                FOLDER,
                InitCommand::receiver);
        return switch (way) {
            case "imap" -> {
                var host = ask(answers, "    IMAP server", null, UnaryOperator.identity());
                var user = ask(answers, "    User name", address, UnaryOperator.identity());
                var password = ask(
                        answers,
                        "    File with the password, beside the configuration",
                        PASSWORD_FILE,
                        UnaryOperator.identity());
                yield "\n[imap]\nhost = " + quoted(host) + "\nusername = " + quoted(user) + "\npassword-file = "
                        + quoted(password) + "\n";
            }
            case "maildir" ->
                "\n[maildir]\npath = " + quoted(ask(answers, "    Path of the Maildir", null, UnaryOperator.identity()))
                        + "\n";
            case "lmtp" ->
                "\n# In /etc/postfix/transport: " + address
                        + " lmtp:inet:127.0.0.1:8024\n[lmtp]\nlisten = \"127.0.0.1:8024\"\n";
            default -> "";
        };
    }

    private static String receiver(String text) {
        if (!WAYS.contains(text)) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", WAYS));
        }
        return text;
    }

    /// What the configuration says of the channel for alerts.
    ///
    /// @param url a secret, which gets a file of its own
    private record ChannelText(String text, @Nullable String url) {}

    private ChannelText channel(BufferedReader answers, String address) throws IOException {
        var to = ask(
                answers,
                "4/5 Where alerts go: an email address, the URL of a Slack, Teams or other webhook, or none",
                "none",
                InitCommand::target);
        if (to.equals("none")) {
            return new ChannelText("", null);
        }
        var channel = "\n[[channel]]\nname = \"alerts\"\n";
        if (!to.startsWith("https://")) {
            return new ChannelText(
                    channel + "type = \"email\"\nfrom = " + quoted(address) + "\nto = [" + quoted(to) + "]\n", null);
        }
        return new ChannelText(
                channel + "type = \"" + type(URI.create(to).getHost()) + "\"\nurl-file = \"" + URL_FILE + "\"\n", to);
    }

    private static String target(String text) {
        if (text.equals("none") || text.startsWith("https://")) {
            if (!text.equals("none") && URI.create(text).getHost() == null) {
                throw new IllegalArgumentException("is not a URL");
            }
            return text;
        }
        return HostConfig.address(text);
    }

    private static String type(String host) {
        if (host.equals("hooks.slack.com")) {
            return "slack";
        }
        boolean isTeams = host.endsWith(".logic.azure.com")
                || host.endsWith(".powerplatform.com")
                || host.endsWith(".webhook.office.com");
        return isTeams ? "teams" : "webhook";
    }

    private void write(String text, @Nullable String url) throws IOException {
        // The service loads what is in it.
        var secrets = file.toAbsolutePath().resolveSibling("secrets");
        if (!Files.exists(secrets)) {
            Files.createDirectories(secrets.getParent());
            Files.createDirectory(
                    secrets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (url != null) {
            writeSecret(file.resolveSibling(URL_FILE), url);
        }
        Files.writeString(file, text);
    }

    private static void writeSecret(Path secret, String text) throws IOException {
        Files.deleteIfExists(secret);
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, text + "\n");
    }

    private boolean test(List<String> domains, String address) throws IOException, InterruptedException {
        HostConfig config;
        try {
            config = HostConfig.read(file, clock);
        } catch (ConfigException e) {
            for (var problem : e.problems()) {
                terminal.print(new Check("configuration", "", problem, "fix it, then: tlsrpt doctor --local").line());
            }
            return false;
        }
        boolean works = print(TrialReport.through(domains.getFirst(), clock.instant()));
        for (var way : config.allWays()) {
            // Nobody listens for LMTP before the collector does.
            if (!way.state().name().startsWith("lmtp ")) {
                works &= print(HostDoctor.test(way));
            }
        }
        for (var channel : config.channels()) {
            works &= print(test(channel));
        }
        var dns = new Dns(server == null ? Resolvers.ofThisMachine() : Resolvers.parse(server), clock);
        for (var domain : domains) {
            print(HostDoctor.record(dns, domain, address));
        }
        return works;
    }

    private Check test(Channel channel) throws InterruptedException {
        try {
            channel.destination().send(Alert.test(clock.instant()));
            return Check.well("channel", channel.name(), "accepted a test alert");
        } catch (DeliveryException e) {
            return new Check("channel", channel.name(), String.valueOf(e.getMessage()), "edit [[channel]] in the file");
        }
    }

    private boolean print(Check check) throws IOException {
        terminal.print(check.line());
        return check.isWell();
    }

    /// Asks until the answer is valid.
    private String ask(
            BufferedReader answers, String question, @Nullable String usual, UnaryOperator<String> conversion)
            throws IOException {
        while (true) {
            terminal.print(question + (usual == null ? "" : " [" + usual + "]") + ": ");
            var answer = answers.readLine();
            if (answer == null) {
                throw new IOException(
                        "the input ended before all five questions were answered, so nothing was written");
            }
            var text = answer.isBlank() && usual != null ? usual : answer.strip();
            try {
                if (!text.isEmpty()) {
                    return conversion.apply(text);
                }
                terminal.print("    An answer is needed.\n");
            } catch (IllegalArgumentException e) {
                terminal.print("    The answer " + ForeignText.line(String.valueOf(e.getMessage())) + ".\n");
            }
        }
    }

    private static List<String> domains(String text) {
        var domains = Arrays.stream(text.split("[,\\s]+"))
                .filter(domain -> !domain.isEmpty())
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .toList();
        if (domains.isEmpty() || !domains.stream().allMatch(domain -> domain.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)+"))) {
            throw new IllegalArgumentException("must be domains such as example.com");
        }
        return domains;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
