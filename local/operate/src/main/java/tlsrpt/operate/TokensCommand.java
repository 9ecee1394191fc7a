package tlsrpt.operate;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Operator;

/// `tlsrpt tokens`: what scripts sign in with at the collector on this machine.
@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(add | list | revoke)",
        header = "Create, list or revoke API tokens of the collector on this machine.")
public final class TokensCommand implements Runnable {

    private final Terminal terminal;
    private final Operator.Opener here;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public TokensCommand(Terminal terminal, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
    }

    static final class Here {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "tlsrpt-data",
                description = "Data folder of the collector (default: ${DEFAULT-VALUE}).")
        private Path folder = Path.of("tlsrpt-data");
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: 'tokens add', 'tokens list' or 'tokens revoke'");
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            header = "Create a token and print it. It is stored as a hash, so it cannot be printed again.",
            footer = {
                "",
                "Example:",
                "  TOKEN=$(tlsrpt tokens add grafana --data /var/lib/tlsrpt)",
                "  curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8460/v1/domains",
            })
    int add(
            @Mixin Here collector,
            @Parameters(paramLabel = "NAME", description = "What the token is for; 'list' and 'revoke' use it.")
                    String name,
            @Option(
                            names = "--write",
                            description =
                                    "Also allow importing reports, checking domains, and changing rules and reporters"
                                            + " (default: read only).")
                    boolean write)
            throws IOException, InterruptedException {
        var answer = CollectorOptions.askHere(collector.folder, here, operator -> operator.addToken(name, write));
        if (!answer.done()) {
            return refused(answer);
        }
        terminal.print(answer.text() + "\n");
        terminal.err().println("Store it now; it is not shown again.");
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "List tokens: name, scope and day of creation.")
    int list(
            @Mixin Here collector,
            @Option(names = "--json", description = "Print one JSON object per line.") boolean json)
            throws IOException, InterruptedException {
        var tokens = CollectorOptions.askHere(collector.folder, here, operator -> operator.tokens(json));
        terminal.print(
                tokens.isEmpty() && !json ? "No API tokens. To create one, run: tlsrpt tokens add NAME\n" : tokens);
        return 0;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            header = "Revoke a token. The next request with it is refused.")
    int revoke(@Mixin Here collector, @Parameters(paramLabel = "NAME", description = "Name of the token.") String name)
            throws IOException, InterruptedException {
        var answer = CollectorOptions.askHere(collector.folder, here, operator -> operator.revokeToken(name));
        if (!answer.done()) {
            return refused(answer);
        }
        terminal.print(ForeignText.line(answer.text()) + "\n");
        return 0;
    }

    private int refused(Operator.Answer answer) {
        terminal.err().println("tlsrpt tokens: " + ForeignText.line(answer.text()));
        return 1;
    }
}
