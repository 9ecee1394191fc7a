package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private static final long MILLISECOND = 1_000_000;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private long now;

    @Test
    void showsNothingOfAShortReading() throws IOException {
        var bar = bar(100);

        now = 400 * MILLISECOND;
        bar.through(new ByteArrayInputStream(new byte[50])).readAllBytes();
        bar.documentRead();
        bar.erase();

        assertThat(screen()).isEmpty();
    }

    @Test
    void showsHowFarALongReadingIsAndLeavesNoTrace() throws IOException {
        var bar = bar(200);

        now = 600 * MILLISECOND;
        bar.through(new ByteArrayInputStream(new byte[50])).readAllBytes();
        now += 50 * MILLISECOND;
        bar.documentRead();
        now += 50 * MILLISECOND;
        bar.documentRead();
        bar.erase();

        assertThat(screen()).isEqualTo("""
                \r\033[K[#######-----------------------]  25%  0 files read\
                \r\033[K[#######-----------------------]  25%  2 files read\
                \r\033[K""");
    }

    @Test
    void showsOnlyWhatWasReadWhereNobodyKnowsHowMuchThereIs() {
        var bar = bar(0);

        now = 600 * MILLISECOND;
        bar.documentRead();

        assertThat(screen()).isEqualTo("\r\033[K1 file read");
    }

    private ProgressBar bar(long totalBytes) {
        return new ProgressBar(new PrintStream(screen, true, StandardCharsets.UTF_8), totalBytes, () -> now);
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }
}
