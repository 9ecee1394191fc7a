package tlsrpt.operate;

import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Decision;
import tlsrpt.console.Operator;

/// `tlsrpt reporters`: lists reporters and why they count, and changes the operator's decisions.
@Command(
        name = "reporters",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | approve | unapprove | block | unblock)",
        header = "List reporters and why each counts; approve, unapprove, block or unblock one.")
public final class ReportersCommand implements Runnable {

    private static final String REPORTER =
            "Signing domain and From address, as 'reporters list' prints them; quote it.";

    private static final String REPORTER_OR_DOMAIN =
            "Reporter as 'reporters list' prints it, quoted; or a signing domain, for all reporters at or below it.";

    private final Terminal terminal;
    private final Operator.Opener here;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public ReportersCommand(Terminal terminal, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: 'reporters list', 'approve', 'unapprove', 'block' or 'unblock'");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "List reporters: who signs, from which address, since when, how many reports, and why they count.")
    int list(
            @Mixin CollectorOptions collector,
            @Option(names = "--json", description = "Print one JSON object per line.") boolean json)
            throws IOException, InterruptedException {
        terminal.print(collector.ask(here, operator -> operator.reporters(json)));
        return 0;
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            header = "Count a reporter's reports from now on, with full trust.",
            footer = {
                "",
                "Example:",
                "  tlsrpt reporters approve --local 'example.com|tlsrpt@example.com'",
            })
    int approve(
            @Mixin CollectorOptions collector,
            @Parameters(paramLabel = "REPORTER", description = REPORTER) String reporter)
            throws IOException, InterruptedException {
        return decide(collector, Decision.APPROVE, reporter);
    }

    @Command(
            name = "unapprove",
            mixinStandardHelpOptions = true,
            header = "End an approval: reports that arrive from now on have the standing that the reporter earned.")
    int unapprove(
            @Mixin CollectorOptions collector,
            @Parameters(paramLabel = "REPORTER", description = REPORTER) String reporter)
            throws IOException, InterruptedException {
        return decide(collector, Decision.UNAPPROVE, reporter);
    }

    @Command(
            name = "block",
            mixinStandardHelpOptions = true,
            header = "Hold the reports of a reporter or a domain, and remove them from counts and alerts.",
            footer = {
                "",
                "Examples:",
                "  tlsrpt reporters block --local 'evil.example|x@evil.example'",
                "  tlsrpt reporters block --local evil.example",
            })
    int block(
            @Mixin CollectorOptions collector,
            @Parameters(paramLabel = "REPORTER|DOMAIN", description = REPORTER_OR_DOMAIN) String reporter)
            throws IOException, InterruptedException {
        return decide(collector, Decision.BLOCK, reporter);
    }

    @Command(
            name = "unblock",
            mixinStandardHelpOptions = true,
            header = "End a block: reports that it removed count again.")
    int unblock(
            @Mixin CollectorOptions collector,
            @Parameters(paramLabel = "REPORTER|DOMAIN", description = REPORTER_OR_DOMAIN) String reporter)
            throws IOException, InterruptedException {
        return decide(collector, Decision.UNBLOCK, reporter);
    }

    private int decide(CollectorOptions collector, Decision decision, String reporter)
            throws IOException, InterruptedException {
        collector.mustBeNamed(spec);
        var name = reporter.strip().toLowerCase(Locale.ROOT);
        var answer = collector.ask(here, operator -> operator.decide(decision, name));
        var line = ForeignText.line(answer.text()) + "\n";
        if (answer.done()) {
            terminal.print(line);
            return 0;
        }
        terminal.err().print(line);
        return 1;
    }
}
