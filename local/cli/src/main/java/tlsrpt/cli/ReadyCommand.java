package tlsrpt.cli;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tlsrpt.intake.Intake;
import tlsrpt.report.DomainName;
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
                    + "have refused. The reports that you name count as genuine.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ready, also on thin evidence, or enforced already",
            "1:something could not be read; standard error says what",
            "2:the command line is wrong",
            "3:not yet, or there is no policy"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt ready example.com ~/Maildir/.tls-reports",
            "  tlsrpt ready example.com reports.mbox --on 2026-03-31"
        })
public final class ReadyCommand implements Callable<Integer> {

    private static final int NOT_YET = 3;

    private final Terminal terminal;
    private final Clock clock;

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

    public ReadyCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        var name = DomainName.normal(domain);
        var writer = new BufferedWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        var printer = new ReadyPrinter(
                new Page(writer, terminal.width(), terminal.colour()), name, on == null ? LocalDate.now(clock) : on);
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
