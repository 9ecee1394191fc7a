package tlsrpt.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tlsrpt status`: what was counted, and what was not.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Says what the collector on this machine has counted, and what it holds and why.",
        description = {"", "It makes no difference whether the collector runs.", ""})
final class StatusCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isDirectory(data.folder())) {
            terminal.err()
                    .println("tlsrpt: there is no folder "
                            + ForeignText.line(data.folder().toString()));
            return 1;
        }
        try (var operator = Operator.of(data.folder())) {
            terminal.out().write(operator.status(json).getBytes(StandardCharsets.UTF_8));
            terminal.out().flush();
        }
        return 0;
    }
}
