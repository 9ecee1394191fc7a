package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Clock;

/// Bytes that a fuzzer makes up (`make fuzz`) give an answer, the same by plain tokens as by jackson's; and what is
/// read can be written and read again.
class ReportReaderFuzzTest {

    private static final ReportReader READER = new ReportReader(Clock.systemUTC());

    @FuzzTest
    void answersAnyBytes(byte[] document) {
        var readings = READER.read(document);
        assertThat(readings).isEqualTo(READER.readByJackson(document, 0, document.length));
        for (var reading : readings) {
            if (reading instanceof Reading.Read read) {
                var again = READER.read(ReportWriter.canonical(read.report()));
                assertThat(again).singleElement().isInstanceOf(Reading.Read.class);
                assertThat(((Reading.Read) again.getFirst()).report()).isEqualTo(read.report());
                assertThat(Identity.of(read.report()).hash()).hasSize(32);
                assertThat(ReportedDomain.in(read.report(), Hints.NONE)).doesNotContainNull();
            }
        }
    }
}
