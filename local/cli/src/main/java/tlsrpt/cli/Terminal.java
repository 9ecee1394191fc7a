package tlsrpt.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a command reads and writes, and what it may use there.
///
/// @param out for results; it reports a failed write, which a [PrintStream] would swallow
/// @param err for errors and progress
/// @param outIsTerminal whether results go to a terminal
/// @param width in columns
public record Terminal(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int width,
        boolean color) {

    private static final int USUAL_WIDTH = 80;

    /// The terminal of this process, or what stands in its place.
    ///
    /// Java cannot tell which of the streams are terminals, so the launcher says it in `TLSRPT_TTY`.
    public static Terminal ofProcess() {
        return of(
                System.getenv(),
                System.in,
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    }

    static Terminal of(Map<String, String> env, InputStream in, OutputStream out, PrintStream err) {
        var terminals = env.getOrDefault("TLSRPT_TTY", "");
        boolean outIsTerminal = terminals.contains("out");
        boolean color = outIsTerminal
                && env.getOrDefault("NO_COLOR", "").isEmpty()
                && !env.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(in, out, err, outIsTerminal, terminals.contains("err"), width(env.get("COLUMNS")), color);
    }

    private static int width(@Nullable String columns) {
        if (columns == null || !columns.matches("[0-9]{1,4}")) {
            return USUAL_WIDTH;
        }
        return Math.max(40, Integer.parseInt(columns));
    }

    /// Writes a result, at once.
    ///
    /// @throws UncheckedIOException where it cannot be written
    public void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
