package tlsrpt.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tlsrpt.cli.CheckCommand;
import tlsrpt.cli.CommandRun;
import tlsrpt.cli.ExplainCommand;
import tlsrpt.cli.ReadCommand;
import tlsrpt.cli.ReadyCommand;
import tlsrpt.cli.Terminal;
import tlsrpt.console.LocalDoctor;
import tlsrpt.console.Operator;
import tlsrpt.host.BackupCommand;
import tlsrpt.host.Collector;
import tlsrpt.host.HostDoctor;
import tlsrpt.host.InitCommand;
import tlsrpt.host.ServeCommand;
import tlsrpt.operate.AlertsCommand;
import tlsrpt.operate.CheckedStack;
import tlsrpt.operate.DigestCommand;
import tlsrpt.operate.DoctorCommand;
import tlsrpt.operate.ExportCommand;
import tlsrpt.operate.ForgetCommand;
import tlsrpt.operate.ImportCommand;
import tlsrpt.operate.ReportersCommand;
import tlsrpt.operate.RereadCommand;
import tlsrpt.operate.RulesCommand;
import tlsrpt.operate.SettingsCommand;
import tlsrpt.operate.StatusCommand;
import tlsrpt.operate.StsCommand;
import tlsrpt.operate.TokensCommand;

/// The command `tlsrpt`.
@Command(
        name = "tlsrpt",
        mixinStandardHelpOptions = true,
        versionProvider = Tlsrpt.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Read, explain and collect SMTP TLS reports (TLS-RPT, RFC 8460).",
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
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            // No option needs to be set up for it.
            new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8).println(Version.text());
            return 0;
        }
        return CommandRun.run(new Tlsrpt(), commands(terminal, clock, args), terminal, args);
    }

    /// Returns the whole command, for what describes it.
    static CommandLine commandLine(Terminal terminal) {
        var commandLine = new CommandLine(new Tlsrpt());
        commands(terminal, Clock.systemUTC()).forEach(command -> commandLine.addSubcommand(command.get()));
        return commandLine;
    }

    /// The one that was named, or all: to set up the options of a command takes picocli as long as reading a mail.
    private static Collection<Supplier<Object>> commands(Terminal terminal, Clock clock, String... args) {
        // No method reference: it would load what only the collector's jars have.
        Operator.Opener here = folder -> Collector.openIfFree(folder);
        CheckCommand.Collectors stacks = (stack, region) -> new CheckedStack(stack, region, clock);
        LocalDoctor doctor = (config, data, found) -> new HostDoctor(clock).examine(config, data, found);
        var commandByName = new LinkedHashMap<String, Supplier<Object>>();
        commandByName.put("read", () -> new ReadCommand(terminal, clock));
        commandByName.put("ready", () -> new ReadyCommand(terminal, clock));
        commandByName.put("explain", () -> new ExplainCommand(terminal));
        commandByName.put("check", () -> new CheckCommand(terminal, clock, stacks));
        commandByName.put("sts", () -> new StsCommand(terminal, clock, here));
        commandByName.put("init", () -> new InitCommand(terminal, clock));
        commandByName.put("serve", () -> new ServeCommand(terminal));
        commandByName.put("backup", () -> new BackupCommand(terminal));
        commandByName.put("status", () -> new StatusCommand(terminal, here));
        commandByName.put("import", () -> new ImportCommand(terminal, here));
        commandByName.put("export", () -> new ExportCommand(terminal, here));
        commandByName.put("reread", () -> new RereadCommand(terminal, here));
        commandByName.put("forget", () -> new ForgetCommand(terminal, here));
        commandByName.put("settings", () -> new SettingsCommand(terminal, clock));
        commandByName.put("alerts", () -> new AlertsCommand(terminal, clock, here));
        commandByName.put("digest", () -> new DigestCommand(terminal, clock, here));
        commandByName.put("rules", () -> new RulesCommand(terminal, clock, here));
        commandByName.put("reporters", () -> new ReportersCommand(terminal, here));
        commandByName.put("tokens", () -> new TokensCommand(terminal, here));
        commandByName.put("doctor", () -> new DoctorCommand(terminal, clock, doctor, here));
        var named = args.length == 0 ? null : commandByName.get(args[0]);
        return named == null ? commandByName.values() : List.of(named);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }

    /// Read from the jar, so that the build alone states it.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }

        static String text() {
            var version = Tlsrpt.class.getPackage().getImplementationVersion();
            return "tlsrpt " + (version == null ? "(not packaged)" : version);
        }
    }
}
