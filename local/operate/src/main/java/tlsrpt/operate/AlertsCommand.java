package tlsrpt.operate;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.AlertPrinter;
import tlsrpt.cli.ReplayRun;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;
import tlsrpt.health.Rules;
import tlsrpt.intake.Intake;
import tlsrpt.report.ReportReader;

/// `tlsrpt alerts`: what is open and what was sent, or what would have been.
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "List open and past alerts, or replay the alert rules over old reports.",
        description = {
            "",
            "--replay evaluates reports in order of arrival: the Received header, else Date, else half a day "
                    + "after the report's range. Every report counts as verified, and nothing is sent.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, whatever alerts there are",
            "1:something could not be read; standard error says what",
            "2:the command line is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt alerts",
            "  tlsrpt alerts --replay ~/Maildir/.tls-reports",
            "  tlsrpt alerts --replay --rules rules.json --json reports.mbox > alerts.jsonl"
        })
public final class AlertsCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Operator.Opener here;
    private final Clock clock;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--replay", description = "Replay the rules over the reports in PATH.")
    private boolean replay;

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description = "With --replay: files or folders, - for standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "With --replay: rules as 'rules show --json' prints them.")
    private @Nullable Path rulesFile;

    @Option(
            names = "--trust-as-read",
            description =
                    "With --replay: treat reports as mail received through SES; only those that SES verified count.")
    private boolean trustAsRead;

    @Option(names = "--json", description = "Print one JSON object per alert.")
    private boolean json;

    @Option(names = "--test", description = "Send a test alert over the normal notification path.")
    private boolean test;

    @Mixin
    private CollectorOptions collector = new CollectorOptions();

    public AlertsCommand(Terminal terminal, Clock clock, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (replay && test) {
            throw new ParameterException(spec.commandLine(), "--replay and --test cannot be combined");
        }
        if (replay == paths.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), replay ? "--replay needs a PATH" : "a PATH needs --replay");
        }
        return replay ? replay() : ask();
    }

    private int replay() throws IOException {
        var out = new PrintWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        var run = new ReplayRun(new Intake(new ReportReader(clock)), terminal, trustAsRead);
        var printer = new AlertPrinter(out, json);
        boolean complete = run.replay(paths, rules(), printer::print);
        out.flush();
        terminal.err().println(run.summary() + printer.summary());
        var quiet = run.quiet();
        if (!quiet.isEmpty()) {
            terminal.err().println("Failures without an alert:");
            quiet.forEach(line -> terminal.err().println("  " + line));
        }
        return complete ? 0 : 1;
    }

    private Rules rules() throws IOException {
        if (rulesFile == null) {
            return Rules.DEFAULT;
        }
        try {
            return Rules.of(Files.readString(rulesFile));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), rulesFile + ": " + e.getMessage());
        }
    }

    private int ask() throws IOException, InterruptedException {
        terminal.print(collector.<String>ask(here, operator -> {
            if (!test) {
                return operator.alerts(json);
            }
            operator.testAlert();
            return "Test alert sent.\n";
        }));
        return 0;
    }
}
