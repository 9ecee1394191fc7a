package tlsrpt.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;
import tlsrpt.health.CompleteDays;

/// `tlsrpt digest`: one week of all domains.
@Command(
        name = "digest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Summarize one week: what changed, which incidents are open, which domains need attention.",
        description = {
            "",
            "Covers all domains that count. Without --week: the latest week whose reports have arrived.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt digest",
            "  tlsrpt digest --week 2026-W47 --out digest.html",
            "  tlsrpt digest --stack tlsrpt | mail -s 'TLS reports' postmaster@example.com"
        })
public final class DigestCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Clock clock;
    private final Operator.Opener here;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--week", paramLabel = "WEEK", description = "An ISO 8601 week, such as 2026-W47.")
    private @Nullable String week;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write to FILE, as HTML if its name ends in .html (default: text on standard output).")
    private @Nullable Path out;

    @Mixin
    private CollectorOptions collector = new CollectorOptions();

    public DigestCommand(Terminal terminal, Clock clock, Operator.Opener here) {
        this.terminal = terminal;
        this.clock = clock;
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var monday = week == null ? latest() : monday(week);
        boolean html = out != null && out.toString().toLowerCase(Locale.ROOT).endsWith(".html");
        var digest = collector.<String>ask(here, operator -> operator.digest(monday, html));
        if (out == null) {
            terminal.print(digest);
        } else {
            Files.writeString(out, digest);
        }
        return 0;
    }

    private LocalDate latest() {
        return CompleteDays.last(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY))
                .minusDays(6);
    }

    private LocalDate monday(String named) {
        var monday = parsed(named);
        if (monday.isAfter(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))) {
            throw new ParameterException(
                    spec.commandLine(), "week " + ForeignText.line(named) + " begins on " + monday + " (UTC)");
        }
        return monday;
    }

    private LocalDate parsed(String named) {
        try {
            return LocalDate.parse(named + "-1", DateTimeFormatter.ISO_WEEK_DATE);
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(), "not an ISO 8601 week, such as 2026-W47: " + ForeignText.line(named), e);
        }
    }
}
