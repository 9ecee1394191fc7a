package tlsrpt.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;

/// `tlsrpt status`: what was counted, and what was not.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Show what a collector has counted, and which reports it holds and why.",
        description = {"", "Without an option: the collector on this machine, whether or not it is running.", ""})
public final class StatusCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Operator.Opener here;

    @Mixin
    private CollectorOptions collector = new CollectorOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public StatusCommand(Terminal terminal, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var status = collector.ask(here, operator -> operator.status(json));
        terminal.print(status);
        return 0;
    }
}
