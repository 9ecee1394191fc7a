package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;
import tlsrpt.posture.look.Dns;
import tlsrpt.posture.look.Resolvers;
import tlsrpt.report.DomainName;
import tlsrpt.report.Mode;
import tlsrpt.sts.PolicyText;
import tlsrpt.sts.StsRequest;
import tlsrpt.sts.StsRequest.Action;

/// `tlsrpt sts`: MTA-STS policies that a collector hosts, or that you host yourself.
@Command(
        name = "sts",
        mixinStandardHelpOptions = true,
        header = "Host MTA-STS policies, and move them to enforce mode when reports show it is safe.",
        description = {
            "",
            "The collector serves each policy, checks it from outside and shows the next step. You publish a record only"
                    + " after senders can fetch the file. Start with 'tlsrpt sts add'.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:something failed; standard error says what",
            "2:the command line is wrong",
            "3:not ready, or out of sync; the output says what is missing"
        },
        synopsisSubcommandLabel = "(add | status | check | advance | auto | retreat | mx | leave | remove | text)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt sts add example.com --data /var/lib/tlsrpt",
            "  tlsrpt sts add example.com --stack tlsrpt",
            "  tlsrpt sts add example.net example.org --like example.com --stack tlsrpt",
            "  tlsrpt sts status --data /var/lib/tlsrpt",
            "  tlsrpt sts advance example.com --data /var/lib/tlsrpt",
            "  tlsrpt sts mx example.com --add mx3.example.com --data /var/lib/tlsrpt"
        })
public final class StsCommand implements Runnable {

    private static final int FAILED = 1;
    private static final int OUT_OF_STEP = 3;
    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern COMMAND = Pattern.compile("(?m)^( {4}tlsrpt sts .*)$");

    private final Terminal terminal;
    private final Clock clock;
    private final Operator.Opener here;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public StsCommand(Terminal terminal, Clock clock, Operator.Opener here) {
        this.terminal = terminal;
        this.clock = clock;
        this.here = here;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: 'sts add', 'status', 'check', 'advance', 'auto', 'retreat', 'mx', 'leave', 'remove' or 'text'");
    }

    static final class Here {

        @Mixin
        private CollectorOptions options = new CollectorOptions();

        @Option(names = "--json", description = "Print JSON, one object per line.")
        private boolean json;
    }

    static final class Patience {

        @Option(
                names = "--wait",
                paramLabel = "MINUTES",
                description = "Time to wait until DNS shows the record and everything is in sync (default: 0).")
        private int minutes;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            header = "Host a policy in testing mode, and print the record to publish.",
            description = {
                "",
                "On one machine, first point mta-sts.DOMAIN to the collector; docs/mta-sts.md shows how to set up the web"
                        + " server. The record is printed once the file can be fetched from outside. With --stack, the"
                        + " command prints three records to publish once, and the stack does the rest.",
                ""
            })
    int add(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "Mail domains.") List<String> domains,
            @Option(
                            names = "--mx",
                            paramLabel = "PATTERN",
                            description = "MX host, or a pattern such as *.example.net (default: the MX hosts in DNS).")
                    @Nullable
                    List<String> mx,
            @Option(
                            names = "--like",
                            paramLabel = "OTHER",
                            description = "Use the MX hosts and patterns of this hosted policy.")
                    @Nullable
                    String like,
            @Mixin Patience patience,
            @Option(names = "--adopt", description = "Take over the policy that another host serves, unchanged.")
                    boolean adopt)
            throws IOException, InterruptedException {
        if (like != null && (mx != null || adopt)) {
            throw refused("--like takes the patterns of another policy. Leave out " + (adopt ? "--adopt" : "--mx"));
        }
        var patterns = like == null ? mx : patterns(collector, like);
        return each(
                collector,
                patience,
                Action.ADD,
                domains,
                adopt ? Set.of(StsRequest.Option.ADOPT) : Set.of(),
                patterns == null ? List.of() : patterns,
                List.of());
    }

    /// The MX hosts and patterns of a policy that the collector hosts.
    private List<String> patterns(Here collector, String domain) throws IOException, InterruptedException {
        var request = new StsRequest(Action.STATUS, name(domain), Set.of(StsRequest.Option.JSON), List.of(), List.of());
        var answer = collector.options.ask(here, operator -> operator.sts(request));
        if (answer.code() != 0) {
            throw new IOException(answer.text().strip());
        }
        var patterns = new ArrayList<String>();
        try (var json = JSON.createParser(answer.text())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals("mx");
                json.nextToken();
                while (wanted && json.nextToken() != JsonToken.END_ARRAY) {
                    patterns.add(json.getText());
                }
                json.skipChildren();
            }
        }
        return patterns;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            header =
                    "Show hosted policies: stage, what is served, how long senders may use earlier revisions, next step.")
    int status(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "Mail domain (default: all).") @Nullable
                    String domain)
            throws IOException, InterruptedException {
        return ask(collector, Action.STATUS, domain == null ? "" : domain, Set.of(), List.of(), List.of());
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            header = "Check hosted policies from outside now. For any other domain, use 'tlsrpt check'.")
    int check(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "Mail domain (default: all).") @Nullable
                    String domain)
            throws IOException, InterruptedException {
        return ask(collector, Action.CHECK, domain == null ? "" : domain, Set.of(), List.of(), List.of());
    }

    @Command(
            name = "advance",
            mixinStandardHelpOptions = true,
            header = "Take the next step toward enforce mode, if reports and DNS show that it is safe.",
            description = {
                "",
                "The first step goes from testing to enforce with a max_age of one day. The second, after seven days, raises"
                        + " max_age to one week. If it is too early, the command shows what is missing, and until when.",
                ""
            })
    int advance(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "Mail domains.") List<String> domains,
            @Mixin Patience patience,
            @Option(names = "--accept-thin", description = "Accept few sessions over four weeks as evidence.")
                    boolean thin)
            throws IOException, InterruptedException {
        return each(
                collector,
                patience,
                Action.ADVANCE,
                domains,
                thin ? Set.of(StsRequest.Option.ACCEPT_THIN) : Set.of(),
                List.of(),
                List.of());
    }

    @Command(
            name = "auto",
            mixinStandardHelpOptions = true,
            header = "Let the collector take the next steps toward enforce mode by itself.",
            description = {
                "",
                "It takes a step when 'tlsrpt sts advance' would, and never on thin evidence. 'retreat' goes back and switches"
                        + " this off. On one machine, you still publish each new record.",
                ""
            })
    int auto(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "Mail domains.") List<String> domains,
            @Option(names = "--off", description = "Switch it off.") boolean off)
            throws IOException, InterruptedException {
        return each(
                collector,
                new Patience(),
                Action.AUTO,
                domains,
                off ? Set.of(StsRequest.Option.OFF) : Set.of(),
                List.of(),
                List.of());
    }

    @Command(
            name = "retreat",
            mixinStandardHelpOptions = true,
            header = "Go back to testing mode at once. Some senders may enforce until their copy expires.")
    int retreat(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "Mail domains.") List<String> domains)
            throws IOException, InterruptedException {
        return each(collector, new Patience(), Action.RETREAT, domains, Set.of(), List.of(), List.of());
    }

    @Command(
            name = "mx",
            mixinStandardHelpOptions = true,
            header = "Add MX hosts to a policy before you publish them, or remove those that DNS no longer has.")
    int mx(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "Mail domains.") List<String> domains,
            @Option(
                            names = "--add",
                            paramLabel = "PATTERN",
                            description = "MX host, or a pattern such as *.example.net.")
                    @Nullable
                    List<String> add,
            @Option(names = "--remove", paramLabel = "PATTERN", description = "MX host or pattern, as in the policy.")
                    @Nullable
                    List<String> remove,
            @Mixin Patience patience)
            throws IOException, InterruptedException {
        if (add == null && remove == null) {
            throw refused("which MX hosts? Pass --add PATTERN or --remove PATTERN");
        }
        return each(
                collector,
                patience,
                Action.MX,
                domains,
                Set.of(),
                add == null ? List.of() : add,
                remove == null ? List.of() : remove);
    }

    @Command(
            name = "leave",
            mixinStandardHelpOptions = true,
            header = "Begin to withdraw a policy: serve mode none until no sender holds an earlier revision.")
    int leave(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "Mail domains.") List<String> domains)
            throws IOException, InterruptedException {
        return each(collector, new Patience(), Action.LEAVE, domains, Set.of(), List.of(), List.of());
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            header = "Remove a policy that no sender holds: first its record, one day later its file.")
    int remove(
            @Mixin Here collector,
            @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "Mail domains.") List<String> domains)
            throws IOException, InterruptedException {
        return each(collector, new Patience(), Action.REMOVE, domains, Set.of(), List.of(), List.of());
    }

    /// Asks for each domain; for several, the next steps of all policies follow.
    private int each(
            Here collector,
            Patience patience,
            Action action,
            List<String> domains,
            Set<StsRequest.Option> options,
            List<String> add,
            List<String> remove)
            throws IOException, InterruptedException {
        var requests = new ArrayList<StsRequest>();
        for (var domain : domains) {
            requests.add(request(collector, action, domain, options, add, remove));
        }
        boolean brief = domains.size() > 1 && !collector.json;
        int worst = 0;
        for (var request : requests) {
            var answer = collector.options.ask(here, operator -> operator.sts(request));
            int code = answer.code();
            if (code == 0 && brief) {
                terminal.print(request.domain() + ": done\n");
            } else {
                print(collector, answer);
            }
            if (code == 0) {
                code = waited(collector, request.domain(), patience);
            }
            // That something failed says more than that something is not ready.
            worst = worst == FAILED || code == FAILED ? FAILED : Math.max(worst, code);
        }
        if (brief) {
            terminal.print("\n");
            ask(collector, Action.STATUS, "", Set.of(), List.of(), List.of());
        }
        return worst;
    }

    /// Checks repeatedly until everything is in sync and prints the last check; returns 3 on timeout.
    private int waited(Here collector, String domain, Patience patience) throws IOException, InterruptedException {
        if (patience.minutes <= 0) {
            return 0;
        }
        terminal.err().println("Waiting until DNS shows the record ...");
        var end = clock.instant().plus(Duration.ofMinutes(patience.minutes));
        var request = request(collector, Action.CHECK, domain, Set.of(), List.of(), List.of());
        while (true) {
            var answer = collector.options.ask(here, operator -> operator.sts(request));
            if (answer.code() != OUT_OF_STEP || !clock.instant().isBefore(end)) {
                return print(collector, answer);
            }
            Thread.sleep(PAUSE);
        }
    }

    private int ask(
            Here collector,
            Action action,
            String domain,
            Set<StsRequest.Option> options,
            List<String> add,
            List<String> remove)
            throws IOException, InterruptedException {
        var request = request(collector, action, domain, options, add, remove);
        return print(collector, collector.options.ask(here, operator -> operator.sts(request)));
    }

    private StsRequest request(
            Here collector,
            Action action,
            String domain,
            Set<StsRequest.Option> options,
            List<String> add,
            List<String> remove) {
        var all = EnumSet.noneOf(StsRequest.Option.class);
        all.addAll(options);
        if (collector.json) {
            all.add(StsRequest.Option.JSON);
        }
        return new StsRequest(action, domain.isEmpty() ? "" : name(domain), all, add, remove);
    }

    private String name(String domain) {
        var name = DomainName.normal(domain);
        if (!DomainName.isDomain(name)) {
            throw refused("'" + ForeignText.line(domain) + "' is not a domain name");
        }
        return name;
    }

    /// Commands to paste name the collector that was asked.
    private int print(Here collector, StsRequest.Answer answer) {
        if (answer.code() == FAILED) {
            terminal.err().println("tlsrpt sts: " + ForeignText.line(answer.text()));
        } else {
            var named = Matcher.quoteReplacement(collector.options.words());
            terminal.print(COMMAND.matcher(ForeignText.lines(answer.text())).replaceAll("$1" + named));
        }
        return answer.code();
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
                            description = "MX host, or a pattern such as *.example.net (default: the MX hosts in DNS).")
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
        var name = name(domain);
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
            throw new IOException(domain + " has no MX record. Publish one, or pass the MX hosts with --mx");
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
                2. When the file can be fetched, publish this record. A changed file needs a new id.

                    _mta-sts.%1$s. TXT "v=STSv1; id=%3$s"

                3. Check both: tlsrpt check %1$s
                """.formatted(domain, file, policy.id(clock.instant()));
    }
}
