package tlsrpt.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tlsrpt.intake.Intake;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReportReader;

/// `tlsrpt read`: its options, and what they put together.
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Explain reports: what failed for each domain, and how to fix it.",
        description = {
            "",
            "Reads messages (.eml, mbox, Maildir), JSON, gzip and zip, nested in any order, and detects the format from "
                    + "the content. Each report counts once, however often it occurs. In folders, mbox and Maildir, other "
                    + "messages and files are ignored.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was read",
            "1:something could not be read; standard error says what",
            "2:the command line is wrong",
            "3:with --fail-on-failures, everything was read and a report contains failed sessions"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt read report.eml",
            "  tlsrpt read ~/Maildir/.tls-reports --from 2026-03-01 --failures-only",
            "  tlsrpt read --csv reports.mbox > reports.csv",
            "  tlsrpt read --json - < report.json.gz | jq .domains"
        })
public final class ReadCommand implements Callable<Integer> {

    private static final int FAILURES_FOUND = 3;

    private final Terminal terminal;
    private final Clock clock;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders, - for standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object per report, with the RFC's key names.")
    private boolean json;

    @Option(names = "--csv", description = "Print one CSV row per failure detail, or per policy without one.")
    private boolean csv;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "Only this reported domain, without names below it; repeatable.")
    private List<String> domains = new ArrayList<>();

    @Option(
            names = "--reporter",
            paramLabel = "NAME",
            description = "Only reports of this reporter, such as google.com; repeatable.")
    private List<String> reporters = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "DAY",
            converter = Day.class,
            description = "Only this day (UTC, such as 2026-03-01) or later.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", converter = Day.class, description = "Only this day or earlier.")
    private @Nullable LocalDate to;

    @Option(names = "--failures-only", description = "Only failed sessions.")
    private boolean failuresOnly;

    @Option(names = "--fail-on-failures", description = "Exit with 3 if a report contains failed sessions.")
    private boolean failOnFailures;

    public ReadCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        var printer = printer();
        var counts = new ReadRun(new Intake(new ReportReader(clock)), filter(), printer, terminal, progress(printer))
                .read(paths);
        if (!(printer instanceof HumanPrinter)) {
            terminal.err().println(counts.summary());
        }
        if (!counts.complete()) {
            return 1;
        }
        return failOnFailures && counts.failures() ? FAILURES_FOUND : 0;
    }

    private Printer printer() throws IOException {
        if (json && csv) {
            throw new ParameterException(spec.commandLine(), "--json and --csv cannot be combined");
        }
        if (json) {
            return new JsonPrinter(terminal.out(), failuresOnly);
        }
        var writer = new BufferedWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        return csv
                ? new CsvPrinter(writer, failuresOnly)
                : new HumanPrinter(new Page(writer, terminal.width(), terminal.color()), failuresOnly);
    }

    private Filter filter() {
        if (from != null && to != null && from.isAfter(to)) {
            throw new ParameterException(spec.commandLine(), "--from " + from + " is later than --to " + to);
        }
        return new Filter(
                domains.stream().map(DomainName::normal).collect(Collectors.toSet()),
                reporters.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
                from,
                to);
    }

    /// Lines that come as they are read and a bar would get in each other's way on one terminal.
    private ProgressBar progress(Printer printer) {
        if (!terminal.errIsTerminal() || (terminal.outIsTerminal() && !(printer instanceof HumanPrinter))) {
            return ProgressBar.hidden();
        }
        return new ProgressBar(terminal.err(), bytesToRead(), System::nanoTime);
    }

    private long bytesToRead() {
        var bytes = new LongAdder();
        new Documents(
                        document -> {
                            try {
                                bytes.add(document.path() == null ? 0 : Files.size(document.path()));
                            } catch (IOException e) {
                                // The reading itself will say so.
                            }
                        },
                        (_, _) -> {})
                .find(paths);
        return bytes.sum();
    }

    public static final class Day implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text + "' is not a day such as 2026-03-01");
            }
        }
    }
}
