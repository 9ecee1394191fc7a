package tlsrpt.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.posture.look.Dns;
import tlsrpt.posture.look.Resolvers;
import tlsrpt.report.DomainName;
import tlsrpt.report.Mode;
import tlsrpt.sts.PolicyText;

/// `tlsrpt sts`: MTA-STS policies to publish.
@Command(
        name = "sts",
        mixinStandardHelpOptions = true,
        header = "Write an MTA-STS policy, with the record to publish.",
        synopsisSubcommandLabel = "COMMAND")
public final class StsCommand implements Runnable {

    private final Terminal terminal;
    private final Clock clock;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public StsCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: 'sts text'");
    }

    @Command(
            name = "text",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Write a policy that covers the MX hosts in DNS.",
            description = {
                "",
                "Begin with mode testing. Change to enforce when 'tlsrpt ready' or the dashboard says that it is safe.",
                ""
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tlsrpt sts text example.com",
                "  tlsrpt sts text example.com --mode enforce --out mta-sts.txt",
                "  tlsrpt sts text example.com --mx '*.mail.example.net'"
            })
    int text(
            @Parameters(paramLabel = "DOMAIN", description = "Mail domain.") String domain,
            @Option(
                            names = "--mode",
                            paramLabel = "MODE",
                            defaultValue = "testing",
                            description = "testing (default), enforce or none.")
                    String mode,
            @Option(
                            names = "--mx",
                            paramLabel = "PATTERN",
                            description = "MX host, or *. and a domain (default: the MX hosts in DNS).")
                    @Nullable
                    List<String> mx,
            @Option(
                            names = "--max-age",
                            paramLabel = "SECONDS",
                            description = "How long senders keep the policy (default: a week in enforce, else a day).")
                    @Nullable
                    Long maxAge,
            @Option(
                            names = "--resolver",
                            paramLabel = "SERVER",
                            description = "Recursive name servers (default: those of this machine).")
                    @Nullable
                    String resolver,
            @Option(names = "--out", paramLabel = "FILE", description = "Write the policy to FILE.") @Nullable Path out)
            throws IOException {
        var name = DomainName.normal(domain);
        if (!DomainName.isDomain(name)) {
            throw refused("'" + ForeignText.line(domain) + "' is not a domain name");
        }
        var policy = policy(name, mode(mode), mx, maxAge, resolver);
        if (out != null) {
            Files.writeString(out, policy.text());
        }
        terminal.print(words(name, policy, out));
        return 0;
    }

    private PolicyText policy(
            String domain, Mode mode, @Nullable List<String> mx, @Nullable Long maxAge, @Nullable String resolver)
            throws IOException {
        long age = maxAge != null ? maxAge : mode == Mode.ENFORCE ? PolicyText.WEEK : PolicyText.DAY;
        try {
            return new PolicyText(mode, mx != null ? mx : mxHosts(domain, resolver), age);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private List<String> mxHosts(String domain, @Nullable String resolver) throws IOException {
        var hosts = new Dns(servers(resolver), clock).mxHosts(domain);
        if (hosts.isEmpty()) {
            throw new IOException(domain + " has no MX record. Publish one, or name the MX hosts by --mx");
        }
        if (hosts.equals(List.of(".")) || hosts.equals(List.of(""))) {
            throw new IOException(domain + " accepts no mail (null MX, RFC 7505), so it needs no policy");
        }
        return hosts;
    }

    private List<InetSocketAddress> servers(@Nullable String resolver) {
        try {
            return resolver == null ? Resolvers.ofThisMachine() : Resolvers.parse(resolver);
        } catch (IllegalArgumentException e) {
            throw refused("--resolver must be an IP address, not '" + ForeignText.line(String.valueOf(resolver)) + "'");
        }
    }

    private Mode mode(String token) {
        var lower = token.toLowerCase(Locale.ROOT);
        return Stream.of(Mode.values())
                .filter(mode -> mode.token().equals(lower))
                .findFirst()
                .orElseThrow(() ->
                        refused("--mode must be testing, enforce or none, not '" + ForeignText.line(token) + "'"));
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private String words(String domain, PolicyText policy, @Nullable Path out) {
        var file = out == null
                ? policy.text().lines().map(line -> "    " + line + "\n").reduce("", String::concat)
                : "    " + out + "\n";
        return """
                1. Serve this file at https://mta-sts.%1$s/.well-known/mta-sts.txt, as text/plain, without a redirect,
                   with a certificate for mta-sts.%1$s:

                %2$s
                2. When the file can be fetched, publish this record. Its id belongs to the file: a changed file needs a new one.

                    _mta-sts.%1$s. TXT "v=STSv1; id=%3$s"

                3. Check both: tlsrpt check %1$s
                """.formatted(domain, file, policy.id(clock.instant()));
    }
}
