package tlsrpt.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.TrustAnchor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.posture.CauseCheck;
import tlsrpt.posture.CauseCheck.Verdict;
import tlsrpt.posture.CheckContext;
import tlsrpt.posture.Posture;
import tlsrpt.posture.PostureEvaluator;
import tlsrpt.posture.State;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.Bounds;
import tlsrpt.posture.look.Look;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Resolvers;
import tlsrpt.posture.look.Roots;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.DomainName;

/// `tlsrpt check`: what DNS, policies and mail servers of a domain show now.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Check DNS, MTA-STS policy, mail servers and certificates of a domain, now.",
        description = {
            "",
            "Checks the TLSRPT and MTA-STS records, the policy, the MX hosts with STARTTLS and certificates at each"
                    + " address, DANE and DNSSEC. For each problem it shows what was seen, how senders react, and what"
                    + " to do. No mail is sent. Checking mail servers needs a network that does not block port"
                    + " 25 out.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no check fails; with --cause: the cause is gone",
            "1:a check fails; with --cause: the cause is still there",
            "2:the command line is wrong",
            "3:no check fails, but something could not be observed; with --cause: this check cannot tell"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt check example.com",
            "  tlsrpt check example.com --cause certificate-expired",
            "  tlsrpt check example.com example.org --json --no-smtp",
            "  tlsrpt check example.com --thorough",
            "  tlsrpt check example.com --reports ~/Maildir/.tls-reports",
            "  tlsrpt check example.com --save --stack tlsrpt"
        })
public final class CheckCommand implements Callable<Integer> {

    private static final int FAILS = 1;
    private static final int UNSEEN = 3;
    private static final int DOMAINS_AT_ONCE = 4;

    /// What production code never changes: ports, bounds, and who is trusted.
    ///
    /// @param roots read only when they are needed
    record World(LookOptions.Ports ports, Bounds bounds, Supplier<Set<TrustAnchor>> roots) {
        static final World REAL = new World(LookOptions.Ports.STANDARD, Bounds.STANDARD, Roots::publicCas);
    }

    private final Terminal terminal;
    private final Clock clock;
    private final Collectors collectors;
    private final World world;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DOMAIN", description = "Mail domains.")
    private List<String> domains = new ArrayList<>();

    @Option(
            names = "--cause",
            paramLabel = "DIAGNOSIS",
            description =
                    "Answer only whether this reported failure, such as certificate-expired, can still be seen; or why an"
                            + " alert of the family silence or protection-lost is open.")
    private @Nullable String cause;

    @Option(
            names = "--mx",
            paramLabel = "HOST",
            description = "With --cause: the MX host in the reports (default: all).")
    private @Nullable String mx;

    @Option(
            names = "--reports",
            paramLabel = "PATH",
            description =
                    "Files or folders with reports: of each failure in the last 14 days, show whether the check still"
                            + " finds its cause. Can be repeated.")
    private List<String> reports = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "Mail address or https: URL that should receive the reports (default: not checked).")
    private @Nullable String address;

    @Option(
            names = "--resolver",
            paramLabel = "SERVER",
            description =
                    "Recursive name servers, such as 192.0.2.53 or 192.0.2.53:53 (default: those of this machine).")
    private @Nullable String resolver;

    @Option(names = "--no-smtp", description = "Leave out connections to port 25.")
    private boolean noSmtp;

    @Option(
            names = "--thorough",
            description =
                    "Try three more handshakes at each mail server: TLS 1.2 alone, the other kind of key (RSA or EC),"
                            + " and no server name.")
    private boolean thorough;

    @Option(
            names = "--helo",
            paramLabel = "NAME",
            description = "Host name for EHLO (default: the address of this machine).")
    private String helo = "";

    @Option(
            names = "--allow-private",
            description = "Contact private and loopback addresses too, for a network of your own.")
    private boolean allowPrivate;

    @Option(
            names = "--trust-anchors",
            paramLabel = "FILE",
            description = "DS records of the DNS root (default: those of IANA, as of this version).")
    private @Nullable Path anchors;

    @ArgGroup(exclusive = false)
    private @Nullable Saving saving;

    private static final class Saving {

        @Option(
                names = "--save",
                required = true,
                description = "Store the result in a collector in AWS, which cannot contact port 25 itself.")
        @SuppressWarnings("UnusedVariable") // to be said, so that nothing is kept unsaid
        private boolean save;

        @Option(
                names = "--stack",
                paramLabel = "NAME",
                required = true,
                description = "With --save: CloudFormation stack of the collector.")
        private String stack = "";

        @Option(
                names = "--region",
                paramLabel = "NAME",
                description = "With --save: AWS Region of the stack (default: from your AWS profile).")
        private @Nullable String region;
    }

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /// A collector that remembers what is seen.
    public interface Collector {

        /// Looks at domains that it lists, from here, and remembers what is seen.
        ///
        /// @throws IOException also where it lists one of them not, or was told of it within the last minute
        List<Posture> look(List<String> domains, LookOptions vicinity, Supplier<Set<TrustAnchor>> roots)
                throws IOException, InterruptedException;
    }

    /// Finds a collector in AWS by its stack and region.
    public interface Collectors {
        Collector find(String stack, @Nullable String region);
    }

    public CheckCommand(Terminal terminal, Clock clock, Collectors collectors) {
        this(terminal, clock, collectors, World.REAL);
    }

    CheckCommand(Terminal terminal, Clock clock, Collectors collectors, World world) {
        this.terminal = terminal;
        this.clock = clock;
        this.collectors = collectors;
        this.world = world;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (thorough && saving != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--thorough cannot be saved: the next usual check would seem to change everything. Leave out --save.");
        }
        var names = names();
        var diagnosis = diagnosis();
        var reported = reports.isEmpty() ? null : ReportedCauses.read(reports, Set.copyOf(names), terminal, clock);
        if (reported == null && !reports.isEmpty()) {
            return FAILS;
        }
        var postures = saving == null
                ? lookAll(
                        new Look(vicinity()),
                        names,
                        CheckContext.of(world.roots().get(), destinations()),
                        reported)
                : collectors.find(saving.stack, saving.region).look(names, vicinity(), world.roots());
        var causes = diagnosis == null
                ? List.<CauseCheck>of()
                : postures.stream().map(one -> cause(one, diagnosis, reported)).toList();
        if (json) {
            terminal.print(CheckJson.of(postures, causes, reported));
        } else {
            var out = new BufferedWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
            var page = new Page(out, terminal.width(), terminal.color());
            new CheckPrinter(page).print(postures, causes, reported);
            page.flush();
        }
        return diagnosis == null ? exitCode(postures) : exitCodeOf(causes);
    }

    private CauseCheck cause(Posture posture, Diagnosis diagnosis, @Nullable ReportedCauses reported) {
        var host = mx == null ? null : DomainName.normal(mx);
        return reported == null
                ? CauseCheck.of(posture, diagnosis, null, host, null)
                : reported.check(posture, diagnosis, host);
    }

    private List<String> names() {
        var names = new LinkedHashSet<String>();
        for (var domain : domains) {
            var name = DomainName.normal(domain);
            if (!DomainName.isDomain(name)) {
                throw new ParameterException(spec.commandLine(), "'" + domain + "' is not a domain name.");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private @Nullable Diagnosis diagnosis() {
        if (cause == null) {
            return null;
        }
        var diagnosis = Diagnosis.of(cause.toLowerCase(Locale.ROOT));
        if (diagnosis instanceof Diagnosis.Unknown && !CauseCheck.isAlert(diagnosis.token())) {
            throw new ParameterException(
                    spec.commandLine(), "unknown diagnosis '" + cause + "'. 'tlsrpt explain' lists them.");
        }
        return diagnosis;
    }

    private List<String> destinations() {
        if (address == null) {
            return List.of();
        }
        boolean uri = address.startsWith("mailto:") || address.startsWith("https:");
        return List.of(uri ? address : "mailto:" + address);
    }

    private LookOptions vicinity() throws IOException {
        var servers = Resolvers.ofThisMachine();
        if (resolver != null) {
            try {
                servers = Resolvers.parse(resolver);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(), "--resolver must be an IP address, not '" + resolver + "'.", e);
            }
        }
        var options = new LookOptions(
                servers,
                anchors == null ? Roots.dnsAnchors() : Files.readString(anchors, StandardCharsets.US_ASCII),
                allowPrivate ? AddressRule.PUBLIC_AND_PRIVATE : AddressRule.PUBLIC,
                world.ports(),
                world.bounds(),
                helo,
                noSmtp ? "left out by --no-smtp" : null,
                clock);
        return thorough ? options.thoroughly() : options;
    }

    private static List<Posture> lookAll(
            Look look, List<String> names, CheckContext background, @Nullable ReportedCauses reported)
            throws InterruptedException, IOException {
        var postures = new ArrayList<Posture>();
        var free = new Semaphore(DOMAINS_AT_ONCE);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = names.stream()
                    .map(name -> executor.submit(() -> {
                        free.acquire();
                        try {
                            var context = reported == null ? background : background.with(reported.forms(name));
                            return PostureEvaluator.evaluate(look.at(name), context);
                        } finally {
                            free.release();
                        }
                    }))
                    .toList();
            for (var each : all) {
                postures.add(each.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("the check failed: " + e.getCause(), e);
        }
        return postures;
    }

    private static int exitCode(List<Posture> postures) {
        if (postures.stream().anyMatch(posture -> posture.has(State.FAIL))) {
            return FAILS;
        }
        return postures.stream().anyMatch(Posture::isIncomplete) ? UNSEEN : 0;
    }

    private static int exitCodeOf(List<CauseCheck> causes) {
        if (causes.stream().anyMatch(one -> one.verdict() == Verdict.STILL_THERE)) {
            return FAILS;
        }
        return causes.stream().allMatch(one -> one.verdict() == Verdict.GONE) ? 0 : UNSEEN;
    }
}
