package tlsrpt.local;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The command as a user calls it, with its streams caught.
final class Cli {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-31T12:00:00Z"), ZoneOffset.UTC);

    private final Map<String, String> env = new HashMap<>();
    private byte[] in = {};

    record Result(int exit, String out, String err) {}

    Cli with(String variable, String value) {
        env.put(variable, value);
        return this;
    }

    Cli in(byte[] bytes) {
        in = bytes;
        return this;
    }

    Result run(String command, Object... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                Terminal.of(env, new ByteArrayInputStream(in), out, new PrintStream(err, true, StandardCharsets.UTF_8));
        var all = Stream.concat(Stream.of(command), Stream.of(args).map(Object::toString));
        int exit = Tlsrpt.run(terminal, CLOCK, all.toArray(String[]::new));
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
