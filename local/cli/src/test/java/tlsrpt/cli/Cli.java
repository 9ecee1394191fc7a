package tlsrpt.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// The command as a user calls it, with its streams caught.
public final class Cli {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-31T12:00:00Z"), ZoneOffset.UTC);

    private final Program program;
    private final Map<String, String> env = new HashMap<>();
    private byte[] in = {};

    /// What runs: the whole command, or some of its commands.
    public interface Program {

        int run(Terminal terminal, Clock clock, String... args);

        static Program of(BiFunction<Terminal, Clock, List<Supplier<Object>>> commands) {
            return (terminal, clock, args) ->
                    CommandRun.run(new SomeCommands(), commands.apply(terminal, clock), terminal, args);
        }
    }

    @Command(name = "tlsrpt")
    private static final class SomeCommands {}

    /// The commands of this module.
    Cli() {
        this(Program.of((terminal, clock) -> List.of(
                () -> new ReadCommand(terminal, clock),
                () -> new ReadyCommand(terminal, clock),
                () -> new ExplainCommand(terminal))));
    }

    public Cli(Program program) {
        this.program = program;
    }

    public record Result(int exit, String out, String err) {}

    public Cli with(String variable, String value) {
        env.put(variable, value);
        return this;
    }

    public Cli in(byte[] bytes) {
        in = bytes;
        return this;
    }

    public Result run(String command, Object... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                Terminal.of(env, new ByteArrayInputStream(in), out, new PrintStream(err, true, StandardCharsets.UTF_8));
        var all = Stream.concat(Stream.of(command), Stream.of(args).map(Object::toString));
        int exit = program.run(terminal, CLOCK, all.toArray(String[]::new));
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
