package tlsrpt.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tlsrpt reread`: stored objects once more, by a better reader or under other settings.
@Command(
        name = "reread",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Reads stored objects again, as after an update or when other domains count.",
        description = {"", "Nothing is counted twice by it.", ""})
final class RereadCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--local", required = true, description = "Those of the collector on this machine.")
    @SuppressWarnings("UnusedVariable") // to be said, so that nothing else is meant unsaid
    private boolean local;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--held", description = "Only what is held.")
    private boolean held;

    @Option(
            names = "--since",
            paramLabel = "DAY",
            converter = ReadCommand.Day.class,
            description = "Only what was stored on this day (UTC, such as 2026-03-01) or later.")
    private @Nullable LocalDate since;

    RereadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var operator = Operator.of(data.folder())) {
            var line = "read again: " + operator.reread(held, since).words() + "\n";
            terminal.out().write(line.getBytes(StandardCharsets.UTF_8));
            terminal.out().flush();
        }
        return 0;
    }
}
