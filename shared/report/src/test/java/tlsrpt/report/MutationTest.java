package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever becomes of a report's bytes on the way, reading gives an answer.
class MutationTest {

    private static final byte[] REPORT = aReport()
            .sts("example.com", "enforce", 5326)
            .failed("certificate-expired", "mx1.example.com", "X509_V_ERR_CERT_HAS_EXPIRED", 100)
            .tlsa("mx1.example.com", 12)
            .bytes();

    private final ReportReader reader = new ReportReader(Clock.systemUTC());

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < REPORT.length; length++) {
            assertThat(reader.read(Arrays.copyOf(REPORT, length)))
                    .as("the first %d bytes", length)
                    .singleElement()
                    .isInstanceOf(Reading.Refused.class);
        }
    }

    @Test
    void answersEveryChangedByteAsByJackson() {
        var bytes = REPORT.clone();
        for (int i = 0; i < bytes.length; i++) {
            for (char changed : "\0\u00FF\"{}[]:,\\0-eu\n ".toCharArray()) {
                bytes[i] = (byte) changed;
                answers(bytes);
            }
            for (int bit = 0; bit < 8; bit++) {
                bytes[i] = (byte) (REPORT[i] ^ 1 << bit);
                answers(bytes);
            }
            bytes[i] = REPORT[i];
        }
    }

    private void answers(byte[] bytes) {
        var readings = reader.read(bytes);
        if (readings.isEmpty() || !readings.equals(reader.readByJackson(bytes, 0, bytes.length))) {
            throw new AssertionError("no answer, or two, for " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /// Tokens of JSON and of reports thrown together reach places that single bytes do not.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void roundTripsWhatItReadsOfReportsCutAndPastedTogether(long seed) {
        var random = new Random(seed);
        var bytes = REPORT.clone();
        for (int cut = 0; cut < 1 + random.nextInt(4); cut++) {
            int length = 1 + random.nextInt(60);
            System.arraycopy(
                    REPORT,
                    random.nextInt(REPORT.length - length),
                    bytes,
                    random.nextInt(bytes.length - length),
                    length);
        }

        var readings = reader.read(bytes);
        assertThat(readings).isEqualTo(reader.readByJackson(bytes, 0, bytes.length));
        for (var reading : readings) {
            if (reading instanceof Reading.Read read) {
                assertThat(reader.read(ReportWriter.canonical(read.report())))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Reading.Read.class,
                                again -> assertThat(again.report()).isEqualTo(read.report()));
            }
        }
    }
}
