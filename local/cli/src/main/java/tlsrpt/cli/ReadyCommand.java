package tlsrpt.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.health.LivePolicy;
import tlsrpt.intake.Intake;
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
import tlsrpt.report.Check;
import tlsrpt.report.DomainName;
import tlsrpt.report.Mode;
import tlsrpt.report.ReportReader;

/// `tlsrpt ready`: whether a domain can switch MTA-STS to enforce, by the reports in some files.
@Command(
        name = "ready",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Show whether a domain can switch MTA-STS from testing to enforce.",
        description = {
            "",
            "Reads reports as 'tlsrpt read' does and evaluates the last two weeks, or four if there are few reports: "
                    + "whether every reporter sees one policy in testing mode, whether there is enough evidence, and what enforce would "
                    + "have refused. All reports in PATH count as genuine.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ready, even on thin evidence; or already in enforce mode",
            "1:something could not be read; standard error says what",
            "2:the command line is wrong",
            "3:not ready yet, or no policy found"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt ready example.com ~/Maildir/.tls-reports",
            "  tlsrpt ready example.com ~/Maildir/.tls-reports --live",
            "  tlsrpt ready example.com reports.mbox --on 2026-03-31"
        })
public final class ReadyCommand implements Callable<Integer> {

    private static final int NOT_YET = 3;

    /// Looks at a domain.
    interface Observer {

        Observer REAL = ReadyCommand::look;

        Posture observe(String domain, List<InetSocketAddress> resolvers, Clock clock) throws IOException;
    }

    private final Terminal terminal;
    private final Clock clock;
    private final Observer observer;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "Reported domain.")
    private String domain = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files or folders, - for standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--on",
            paramLabel = "DAY",
            converter = ReadCommand.Day.class,
            description = "Day to evaluate (UTC, such as 2026-03-31; default: today).")
    private @Nullable LocalDate on;

    @Option(names = "--live", description = "Also check the MX records in DNS and the policy that is served now.")
    private boolean live;

    @Option(
            names = "--resolver",
            paramLabel = "SERVER",
            description = "With --live: recursive name servers (default: those of this machine).")
    private @Nullable String resolver;

    public ReadyCommand(Terminal terminal, Clock clock) {
        this(terminal, clock, Observer.REAL);
    }

    ReadyCommand(Terminal terminal, Clock clock, Observer observer) {
        this.terminal = terminal;
        this.clock = clock;
        this.observer = observer;
    }

    private static Posture look(String domain, List<InetSocketAddress> resolvers, Clock clock) throws IOException {
        var vicinity = new LookOptions(
                resolvers,
                Roots.dnsAnchors(),
                AddressRule.PUBLIC,
                LookOptions.Ports.STANDARD,
                Bounds.STANDARD,
                "",
                "not needed for readiness",
                clock);
        return PostureEvaluator.evaluate(new Look(vicinity).at(domain), CheckContext.of(Roots.publicCas(), List.of()));
    }

    private static LivePolicy policy(Posture posture) {
        boolean unseen = Stream.of(Check.MX_RECORDS, Check.STS_POLICY)
                .anyMatch(check -> posture.state(check).equals(Optional.of(State.UNSEEN)));
        var places = posture.findings().stream()
                .filter(finding -> finding.state() != State.UNSEEN)
                .map(finding -> new LivePolicy.Place(
                        finding.check(), finding.host(), finding.state().token(), finding.until()))
                .toList();
        var mode = posture.mode().filter(_ -> !unseen).map(Mode::token).orElse(null);
        return new LivePolicy(posture.at(), mode, null, places);
    }

    private List<InetSocketAddress> servers() {
        try {
            return resolver == null ? Resolvers.ofThisMachine() : Resolvers.parse(resolver);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--resolver must be an IP address, not '" + resolver + "'.", e);
        }
    }

    @Override
    public Integer call() {
        var name = DomainName.normal(domain);
        if (resolver != null && !live) {
            throw new ParameterException(spec.commandLine(), "--resolver requires --live");
        }
        var servers = live ? servers() : List.<InetSocketAddress>of();
        var writer = new BufferedWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        var printer = new ReadyPrinter(
                new Page(writer, terminal.width(), terminal.color()),
                name,
                on == null ? LocalDate.now(clock) : on,
                live ? () -> policy(observer.observe(name, servers, clock)) : null);
        var counts = new ReadRun(
                        new Intake(new ReportReader(clock)),
                        new Filter(Set.of(name), Set.of(), null, null),
                        printer,
                        terminal,
                        ProgressBar.hidden())
                .read(paths);
        if (!counts.complete()) {
            return 1;
        }
        return switch (printer.readiness().verdict()) {
            case READY, READY_ON_THIN_EVIDENCE, ALREADY_ENFORCING -> 0;
            case NOT_YET, NO_POLICY -> NOT_YET;
        };
    }
}
