package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HostileTest {

    /// Prints the times; the budget of a second is for a machine that does nothing else.
    @Test
    @Timeout(120)
    void isRefusedInASmallHeap() throws IOException, InterruptedException {
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileDocuments.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        System.out.println(output);
        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.contains(" opened, "))).hasSize(54);
    }
}
