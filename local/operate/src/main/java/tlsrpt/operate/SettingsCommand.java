package tlsrpt.operate;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tlsrpt.cli.Terminal;

/// `tlsrpt settings`: what an operator may change while a collector in AWS runs.
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(show | set)",
        header = "Show or change which domains a collector in AWS counts, and how long it keeps reports.")
public final class SettingsCommand implements Runnable {

    private final Terminal terminal;
    private final Clock clock;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public SettingsCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: 'settings show' or 'settings set'");
    }

    @Command(name = "show", mixinStandardHelpOptions = true, header = "Show the settings.")
    int show(
            @Option(
                            names = "--stack",
                            paramLabel = "NAME",
                            required = true,
                            description = "CloudFormation stack of the collector.")
                    String stack,
            @Option(
                            names = "--region",
                            paramLabel = "NAME",
                            description = "AWS Region of the stack (default: from your AWS profile).")
                    @Nullable
                    String region,
            @Option(names = "--json", description = "Print one JSON object.") boolean json)
            throws IOException {
        terminal.print(StackSettings.show(stack, region, json));
        return 0;
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            header = "Change settings. They apply to reports that arrive from now on.",
            footer = {
                "",
                "'tlsrpt reread --held' reprocesses reports that were held under the old settings.",
                "A deployment changes a setting only if the stack's parameter for it changes."
            })
    int set(
            @Option(
                            names = "--stack",
                            paramLabel = "NAME",
                            required = true,
                            description = "CloudFormation stack of the collector.")
                    String stack,
            @Option(
                            names = "--region",
                            paramLabel = "NAME",
                            description = "AWS Region of the stack (default: from your AWS profile).")
                    @Nullable
                    String region,
            @Option(
                            names = "--add-domain",
                            paramLabel = "DOMAIN",
                            description = "Domain to count, with all names below it; * for every domain.")
                    @Nullable
                    List<String> added,
            @Option(names = "--remove-domain", paramLabel = "DOMAIN", description = "Domain to stop counting.")
                    @Nullable
                    List<String> removed,
            @Option(
                            names = "--retention",
                            paramLabel = "DAYS",
                            description = "Days to keep reports of days from now on (30 to 4000).")
                    @Nullable
                    Integer retention,
            @Option(
                            names = "--count-unsigned",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether to count reports whose mail has no valid DKIM signature.")
                    @Nullable
                    Boolean countUnsigned)
            throws IOException {
        if (added == null && removed == null && retention == null && countUnsigned == null) {
            throw new ParameterException(
                    spec.subcommands().get("set"), "nothing to change: add --add-domain, --retention or another");
        }
        try {
            var change = new StackSettings.Change(listed(added), listed(removed), retention, countUnsigned);
            terminal.print(StackSettings.change(stack, region, change, today()));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.subcommands().get("set"), String.valueOf(e.getMessage()), e);
        }
    }

    private static List<String> listed(@Nullable List<String> domains) {
        return domains == null ? List.of() : domains;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
