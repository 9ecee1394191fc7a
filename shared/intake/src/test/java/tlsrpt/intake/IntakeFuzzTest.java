package tlsrpt.intake;

import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.MailText.ordinaryMail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;

/// Opens whatever a fuzzer thinks of. Without `JAZZER_FUZZ=1` it opens the seeds, and what is kept in
/// `IntakeFuzzTestInputs`.
class IntakeFuzzTest {

    private static final Intake INTAKE = new Intake(new ReportReader(Clock.systemUTC()));

    /// Where the fuzzer begins.
    static Stream<byte[]> seeds() {
        var mail = aMail().report(REPORT);
        return Stream.of(
                latin1(REPORT),
                gzip(latin1(REPORT)),
                mail.bytes(),
                mail.storedBySes("google.com").bytes(),
                ordinaryMail()
                        .part("Content-Type: text/plain", "See below")
                        .forwarding(mail)
                        .bytes(),
                latin1("From a Mon Mar  2 11:22:33 2026\n"
                        + aMail().part("", REPORT).text() + "\n>From b\n"));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void opensAnything(byte[] document) throws IOException {
        INTAKE.open(Transport.HTTPS, "https/2026-03-02/0123", new ByteArrayInputStream(document), opened -> {
            for (var delivered : opened.delivered()) {
                if (delivered.trust() != Trust.ANONYMOUS) {
                    throw new IllegalStateException("a POST is never trusted");
                }
            }
            for (var fault : opened.faults()) {
                if (fault.message().chars().anyMatch(Character::isISOControl)) {
                    throw new IllegalStateException("a fault echoes controls");
                }
            }
        });
    }
}
