package tlsrpt.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Collection;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// One run of the command line: its options, its errors and its exit code.
public final class CommandRun {

    private CommandRun() {}

    /// Runs one of the subcommands to its end and returns the exit code.
    public static int run(Object command, Collection<Supplier<Object>> subcommands, Terminal terminal, String... args) {
        var out = new PrintWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        var err = new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8);
        var commandLine = new CommandLine(command);
        for (var subcommand : subcommands) {
            commandLine.addSubcommand(subcommand.get());
        }
        commandLine
                .setOut(out)
                .setErr(err)
                // A file whose name begins with @ is a file to read, not one with options.
                .setExpandAtFiles(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.color() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.clamp(terminal.width(), 60, 100))
                .setParameterExceptionHandler((e, _) -> usage(e, err))
                .setExecutionExceptionHandler((e, _, _) -> failed(e, err));
        int code = commandLine.execute(args);
        out.flush();
        return code;
    }

    private static int usage(CommandLine.ParameterException e, PrintWriter err) {
        var command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println(command + ": " + ForeignText.line(String.valueOf(e.getMessage())));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, PrintWriter err) throws Exception {
        if (e instanceof UncheckedIOException output) {
            // Nobody reads on, as behind `| head`: that needs no words.
            var reason = String.valueOf(output.getMessage());
            if (!reason.contains("Broken pipe")) {
                err.println("tlsrpt: the output cannot be written: " + ForeignText.line(reason));
            }
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (e instanceof FileSystemException file) {
            err.println("tlsrpt: " + ForeignText.line(file.getFile() + ": " + Documents.reason(file)));
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (e instanceof IOException) {
            err.println("tlsrpt: " + ForeignText.line(String.valueOf(e.getMessage())));
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }
}
