package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.reportFrom;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.ReportWriter;

class PackedTest {

    private static final String REPORT = new String(
            ReportWriter.canonical(
                    reportFrom("google.com").sts("example.com", "enforce", 42).report()),
            StandardCharsets.UTF_8);

    @Test
    void packsAReportIntoAThirdOfItsBytes() {
        assertThat(packed(REPORT)).hasSizeLessThan(REPORT.length() / 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "ä€😀\u0000"})
    void unpacksWhatItPacked(String text) {
        assertThat(Packed.unpack(packed(text))).isEqualTo(text);
    }

    @Test
    void unpacksALongTextThatDoesNotPackWell() {
        var random = new Random(8460);
        var text = random.ints(32 * 1024, ' ', 0x7f)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThat(Packed.unpack(packed(text))).isEqualTo(text);
    }

    /// A release may have packed it: a change of the dictionary must not make it unreadable.
    @Test
    void unpacksWhatTheFirstReleasePacked() {
        var packed = "w56YUdIPobRsCEpSxoTSMkIVvrQMyZW402+RIbGJlbLkhpZa6Ja8TIwIp6/YWgA";

        assertThat(Packed.unpack(packed)).isEqualTo(REPORT);
    }

    private static String packed(String text) {
        return Packed.pack(text.getBytes(StandardCharsets.UTF_8));
    }
}
