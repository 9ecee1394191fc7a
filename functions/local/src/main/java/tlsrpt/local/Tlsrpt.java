package tlsrpt.local;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `tlsrpt`.
@Command(
        name = "tlsrpt",
        mixinStandardHelpOptions = true,
        versionProvider = Tlsrpt.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Reads SMTP TLS reports (TLS-RPT, RFC 8460) and explains them.",
        footerHeading = "%n",
        footer = {
            "Start with:",
            "  tlsrpt read report.eml",
            "  tlsrpt COMMAND --help",
        })
public final class Tlsrpt implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Tlsrpt() {}

    public static void main(String[] args) {
        int code = run(Terminal.ofProcess(), Clock.systemUTC(), args);
        // Leaving by the end of main spares the JVM the set-up of a logger that records exits.
        if (code != 0) {
            System.exit(code);
        }
    }

    /// Runs one command to its end and gives its exit code.
    static int run(Terminal terminal, Clock clock, String... args) {
        var out = new PrintWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        var err = new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8);
        var commandLine = new CommandLine(new Tlsrpt());
        for (var command : commands(terminal, clock, args)) {
            commandLine.addSubcommand(command.get());
        }
        commandLine
                .setOut(out)
                .setErr(err)
                // A file whose name begins with @ is a file to read, not one with options.
                .setExpandAtFiles(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.clamp(terminal.width(), 60, 100))
                .setParameterExceptionHandler((e, _) -> usage(e, err))
                .setExecutionExceptionHandler((e, _, _) -> failed(e, err));
        int code = commandLine.execute(args);
        out.flush();
        return code;
    }

    /// The one that was named, or all: to set up the options of a command takes picocli as long as reading a mail.
    private static Collection<Supplier<Object>> commands(Terminal terminal, Clock clock, String... args) {
        var commandByName = new LinkedHashMap<String, Supplier<Object>>();
        commandByName.put("read", () -> new ReadCommand(terminal, clock));
        commandByName.put("ready", () -> new ReadyCommand(terminal, clock));
        commandByName.put("explain", () -> new ExplainCommand(terminal));
        commandByName.put("serve", () -> new ServeCommand(terminal));
        commandByName.put("status", () -> new StatusCommand(terminal));
        commandByName.put("import", () -> new ImportCommand(terminal));
        commandByName.put("reread", () -> new RereadCommand(terminal));
        commandByName.put("forget", () -> new ForgetCommand(terminal));
        commandByName.put("settings", () -> new SettingsCommand(terminal, clock));
        commandByName.put("alerts", () -> new AlertsCommand(terminal, clock));
        commandByName.put("rules", () -> new RulesCommand(terminal));
        commandByName.put("doctor", () -> new DoctorCommand(terminal, clock));
        var named = args.length == 0 ? null : commandByName.get(args[0]);
        return named == null ? commandByName.values() : List.of(named);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
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

    /// Read from the jar, so that the build alone states it.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Tlsrpt.class.getPackage().getImplementationVersion();
            return new String[] {"tlsrpt " + (version == null ? "(not packaged)" : version)};
        }
    }
}
