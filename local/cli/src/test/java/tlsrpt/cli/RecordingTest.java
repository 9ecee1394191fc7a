package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tlsrpt.posture.ExampleDomain;

class RecordingTest {

    private static final Path EVENTS = Path.of("../../events");

    /// In a picture that can still be looked at.
    private static final int LINES = 80;

    @Test
    void showsTheCommandThenEachLineWithItsStyle() {
        var svg = new Recording("tlsrpt read a&b", "\u001b[1;31m✗ <b>\u001b[0m\n\n  $1\n").svg();

        assertThat(svg)
                .contains("<title>$ tlsrpt read a&amp;b</title>")
                .contains("<tspan class=\"r\">✗ &lt;b&gt;</tspan>")
                .containsPattern("y=\"83\" style=\"animation-delay:0.72s\">  \\$1</text>");
    }

    /// `make pictures`
    @Test
    @EnabledIfSystemProperty(named = "page.pictures", matches = ".+")
    void recordsTheCommandsOfTheManual() throws IOException {
        var folder = Path.of(System.getProperty("page.pictures"));
        var noon = Clock.fixed(Instant.parse("2026-11-18T12:00:00Z"), ZoneOffset.UTC);
        var read = new Cli(Cli.Program.of((terminal, _) -> List.of(() -> new ReadCommand(terminal, noon))))
                .with("TLSRPT_TTY", "out")
                .with("COLUMNS", Integer.toString(Recording.COLUMNS))
                .run("read", EVENTS.resolve("google-example.com-2026-11-17.eml"));
        assertThat(read.err()).isEmpty();
        write(folder.resolve("read.svg"), "tlsrpt read google-example.com-2026-11-17.eml", read.out());
        var check = new StringWriter();
        new CheckPrinter(new Page(check, Recording.COLUMNS, true))
                .print(List.of(ExampleDomain.withAnExpiredCertificate()), List.of(), null);
        write(folder.resolve("check.svg"), "tlsrpt check example.com", check.toString());
    }

    private static void write(Path file, String command, String output) throws IOException {
        assertThat(output.lines()).as(output).hasSizeBetween(10, LINES);
        Files.writeString(file, new Recording(command, output).svg());
    }
}
