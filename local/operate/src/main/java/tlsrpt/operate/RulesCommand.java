package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
import tlsrpt.cli.ReadCommand;
import tlsrpt.cli.Spelling;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;
import tlsrpt.health.Rules;
import tlsrpt.health.Threshold;
import tlsrpt.report.DomainName;

/// `tlsrpt rules`: shows and changes alert thresholds and mutes.
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(show | set | mute | unmute)",
        header = "Show or change alert thresholds and mutes.")
public final class RulesCommand implements Runnable {

    private static final String EVERY = "*";
    private static final JsonFactory JSON = new JsonFactory();

    private final Terminal terminal;
    private final Clock clock;
    private final Operator.Opener here;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public RulesCommand(Terminal terminal, Clock clock, Operator.Opener here) {
        this.terminal = terminal;
        this.clock = clock;
        this.here = here;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: 'rules show', 'set', 'mute' or 'unmute'");
    }

    @Command(name = "show", mixinStandardHelpOptions = true, header = "Show thresholds and mutes.")
    int show(
            @Mixin CollectorOptions collector,
            @Option(names = "--json", description = "Print JSON that 'alerts --replay --rules' accepts.") boolean json)
            throws Exception {
        var rules = Rules.of(collector.ask(here, Operator::rules));
        terminal.print(json ? rules.complete().json() + "\n" : words(rules));
        return 0;
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            header = "Set thresholds. They apply to reports that arrive from now on.",
            footer = {"", "Example:", "  tlsrpt rules set --local --domain example.com significant-percent=5"})
    int set(
            @Mixin CollectorOptions collector,
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only for this domain.") @Nullable
                    String domain,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "NAME=NUMBER",
                            description = "Threshold and value, as 'rules show' lists them.")
                    List<String> numbers)
            throws Exception {
        return change(collector, domain, rules -> {
            var changed = rules;
            for (var number : numbers) {
                int equals = number.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("'" + number + "' is not NAME=NUMBER");
                }
                changed = changed.with(
                        threshold(number.substring(0, equals)),
                        parsed(number.substring(equals + 1)),
                        domain == null ? null : DomainName.normal(domain));
            }
            return changed;
        });
    }

    @Command(
            name = "mute",
            mixinStandardHelpOptions = true,
            header =
                    "Mute a cause until the end of a given day. If the incident is still open after that, the next reminder is sent.",
            footer = {
                "",
                "Example:",
                "  tlsrpt rules mute --local --domain example.com --until 2026-05-31 \\",
                "      --reason 'old MX is removed in May' certificate"
            })
    int mute(
            @Mixin CollectorOptions collector,
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only for this domain.") @Nullable
                    String domain,
            @Option(
                            names = "--until",
                            paramLabel = "DAY",
                            required = true,
                            converter = ReadCommand.Day.class,
                            description = "Last muted day (UTC).")
                    LocalDate until,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Reason, for other operators.")
                    String reason,
            @Parameters(
                            paramLabel = "CAUSE",
                            description =
                                    "A family such as certificate, a diagnosis such as certificate-expired, a kind "
                                            + "such as silence; * for all.")
                    String cause)
            throws Exception {
        if (!Rules.causes().contains(cause)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "unknown cause '" + ForeignText.line(cause) + "'. " + Spelling.suggestion(cause, Rules.causes()));
        }
        if (until.isBefore(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))) {
            throw new ParameterException(spec.commandLine(), "--until must be today or later (UTC), not " + until);
        }
        return change(
                collector,
                domain,
                rules -> rules.with(
                        new Rules.Mute(domain == null ? EVERY : DomainName.normal(domain), cause, until, reason)));
    }

    @Command(name = "unmute", mixinStandardHelpOptions = true, header = "End a mute.")
    int unmute(
            @Mixin CollectorOptions collector,
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Domain of the mute.") @Nullable
                    String domain,
            @Parameters(paramLabel = "CAUSE", description = "Cause of the mute.") String cause)
            throws Exception {
        return change(
                collector, null, rules -> rules.without(domain == null ? EVERY : DomainName.normal(domain), cause));
    }

    private interface Change {
        Rules of(Rules rules);
    }

    /// @param domain to be known; `null` if that does not matter
    private int change(CollectorOptions collector, @Nullable String domain, Change change) throws Exception {
        collector.mustBeNamed(spec);
        try {
            var changed = collector.<Rules>askOrCreate(here, operator -> {
                var rules = change.of(Rules.of(operator.rules()));
                if (domain != null) {
                    noteUnreported(DomainName.normal(domain), reportedDomains(operator.status(true)));
                }
                operator.rules(rules.json());
                return rules;
            });
            terminal.print(words(changed));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// Refuses nothing: a domain that is checked can have alerts before its first report.
    private void noteUnreported(String domain, List<String> reported) {
        if (!reported.isEmpty() && !reported.contains(domain)) {
            terminal.err()
                    .println("No report of " + ForeignText.name(domain) + " has been counted yet. "
                            + Spelling.suggestion(domain, reported));
        }
    }

    private static List<String> reportedDomains(String status) throws IOException {
        var domains = new ArrayList<String>();
        try (var json = JSON.createParser(status)) {
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("reporters")) {
                    break;
                }
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("domain")) {
                    domains.add(json.nextTextValue());
                }
            }
        }
        return domains;
    }

    private static long parsed(String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + number + "' is not a number", e);
        }
    }

    private static String words(Rules rules) {
        var text = new StringBuilder();
        for (var threshold : Threshold.values()) {
            long number = rules.of(threshold, "");
            text.append(String.format(
                    "%-28s %6d  %s%s%n",
                    threshold.token(),
                    number,
                    threshold.meaning(),
                    number == threshold.usual() ? "" : " (default " + threshold.usual() + ")"));
        }
        rules.domains().forEach((domain, numbers) -> {
            text.append('\n').append(ForeignText.line(domain)).append('\n');
            numbers.forEach((name, number) -> text.append(String.format("  %-26s %6d%n", name, number)));
        });
        for (var mute : rules.mutes()) {
            text.append("\nmuted until ").append(mute.until()).append("  ");
            text.append(ForeignText.line(mute.domain() + "  " + mute.cause() + "  " + mute.reason()))
                    .append('\n');
        }
        return text.toString();
    }

    private Threshold threshold(String token) {
        var tokens = Stream.of(Threshold.values()).map(Threshold::token).toList();
        if (!tokens.contains(token)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "unknown threshold '" + ForeignText.line(token) + "'. " + Spelling.suggestion(token, tokens));
        }
        return Threshold.of(token);
    }
}
