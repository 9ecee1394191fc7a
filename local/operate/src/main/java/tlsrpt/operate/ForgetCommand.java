package tlsrpt.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;

/// `tlsrpt forget`: removes one report from all counts.
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Remove one report from all counts.",
        description = {""},
        footerHeading = "%nExample:%n",
        footer = "  tlsrpt forget --local example.com/2026-03-01/4f1c22ab")
public final class ForgetCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Operator.Opener here;

    @Mixin
    private CollectorOptions collector = new CollectorOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "REPORT", description = "Report, as 'tlsrpt status' and 'tlsrpt serve' print it.")
    private String report = "";

    public ForgetCommand(Terminal terminal, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        collector.mustBeNamed(spec);
        var answer = collector.ask(here, operator -> operator.forget(report));
        var line = ForeignText.line(answer.text()) + "\n";
        if (answer.done()) {
            terminal.print(line);
            return 0;
        }
        terminal.err().print(line);
        return 1;
    }
}
