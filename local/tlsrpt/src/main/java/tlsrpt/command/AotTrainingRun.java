package tlsrpt.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import tlsrpt.cli.Terminal;

/// Runs the command as users do, while the build watches which classes that needs: what is seen here starts fast.
final class AotTrainingRun {

    /// After the day of the report, whatever the clock of the build says.
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-04-01T00:00:00Z"), ZoneOffset.UTC);

    private AotTrainingRun() {}

    public static void main(String[] args) throws IOException {
        var folder = Files.createTempDirectory("tlsrpt");
        var mail = folder.resolve("report.eml");
        var json = folder.resolve("report.json");
        try {
            Files.write(mail, resource("rehearsal.eml"));
            Files.write(json, run("read", "--json", mail.toString()));
            run("read", folder.toString());
            run("read", "--csv", json.toString());
            run("read", "-", folder.resolve("missing").toString());
            run("ready", "example.com", folder.toString());
            run("explain");
            run("explain", "certificate-expired");
            run("read", "--help");
            run("--help");
            run("--version");
        } finally {
            for (var path : new Path[] {mail, json, folder}) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static byte[] run(String... args) throws IOException {
        var out = new ByteArrayOutputStream();
        var err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        try (var in = new ByteArrayInputStream(resource("rehearsal.eml"))) {
            Tlsrpt.run(new Terminal(in, out, err, true, true, 80, true), CLOCK, args);
        }
        return out.toByteArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = AotTrainingRun.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        }
    }
}
