package tlsrpt.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tlsrpt forget`: takes one report back out.
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Takes one report back out of all sums.",
        description = {""},
        footerHeading = "%nExample:%n",
        footer = "  tlsrpt forget --local example.com/2026-03-01/4f1c22ab")
final class ForgetCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--local", required = true, description = "From the collector on this machine.")
    @SuppressWarnings("UnusedVariable") // to be said, so that nothing else is meant unsaid
    private boolean local;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "REPORT", description = "As 'tlsrpt status' and 'tlsrpt serve' name it.")
    private String report = "";

    ForgetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var operator = Operator.of(data.folder())) {
            var answer = operator.forget(report);
            var line = ForeignText.line(answer.text()) + "\n";
            if (answer.done()) {
                terminal.out().write(line.getBytes(StandardCharsets.UTF_8));
                terminal.out().flush();
                return 0;
            }
            terminal.err().print(line);
            return 1;
        }
    }
}
