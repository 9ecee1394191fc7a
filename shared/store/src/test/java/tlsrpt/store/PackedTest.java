package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.reportFrom;

import java.io.DataInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
    void unpacksWhatItPacked(String text) throws IOException {
        assertThat(unpacked(packed(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 1_000_000_000, Long.MAX_VALUE, Long.MIN_VALUE})
    void unpacksNumbers(long number) throws IOException {
        assertThat(Packed.<Long>unpack(Packed.pack(out -> Packed.write(out, number)), Packed::readNumber))
                .isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "9c40c85277bedb7b581479ba530a8c91"})
    void unpacksHashes(String hex) throws IOException {
        assertThat(Packed.<String>unpack(Packed.pack(out -> Packed.writeHash(out, hex)), Packed::readHash))
                .isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999999999Z", "2026-03-01T00:00:00Z"})
    void unpacksInstants(Instant instant) throws IOException {
        assertThat(Packed.<Instant>unpack(Packed.pack(out -> Packed.write(out, instant)), Packed::readInstant))
                .isEqualTo(instant);
    }

    @Test
    void unpacksALongTextThatDoesNotPackWell() throws IOException {
        var random = new Random(8460);
        var text = random.ints(32 * 1024, ' ', 0x7f)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThat(unpacked(packed(text))).isEqualTo(text);
    }

    /// A release may have packed it: a change of the dictionary must not make it unreadable.
    @Test
    void unpacksWhatTheFirstReleasePacked() throws IOException {
        var packed = "Y9yKPdOhpHNCec4QlPSNCeU5hCp8eQ4SBLjzWZEhsZmKsmyBlqrplg1MjAjng9haAA";

        assertThat(unpacked(packed)).isEqualTo(REPORT);
    }

    private static String packed(String text) {
        return Packed.pack(out -> out.writeUTF(text));
    }

    private static String unpacked(String packed) throws IOException {
        return Packed.unpack(packed, DataInput::readUTF);
    }
}
