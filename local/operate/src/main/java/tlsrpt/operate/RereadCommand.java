package tlsrpt.operate;

import java.io.IOException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tlsrpt.cli.ReadCommand;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;

/// `tlsrpt reread`: reprocesses stored objects with a newer reader or other settings.
@Command(
        name = "reread",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Reprocess stored reports, for example after an upgrade or a settings change.",
        description = {
            "",
            "Nothing is counted twice. In AWS each object is copied onto itself, which sends it to the functions"
                    + " again; --held also redrives the dead-letter queue.",
            ""
        })
public final class RereadCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Operator.Opener here;

    @Mixin
    private CollectorOptions collector = new CollectorOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--held", description = "Only held reports.")
    private boolean held;

    @Option(
            names = "--since",
            paramLabel = "DAY",
            converter = ReadCommand.Day.class,
            description = "Only objects stored on this day (UTC, such as 2026-03-01) or later.")
    private @Nullable LocalDate since;

    public RereadCommand(Terminal terminal, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        collector.mustBeNamed(spec);
        var line = "reprocessed: "
                + collector.ask(here, operator -> operator.reread(held, since)).words() + "\n";
        terminal.print(line);
        return 0;
    }
}
