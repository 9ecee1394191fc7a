package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.MailText.ordinaryMail;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;

/// Whatever becomes of a mail on its way, it is opened or refused; it never makes intake throw or hang.
@Timeout(60)
class MutationTest {

    private static final byte[] MAIL = ordinaryMail()
            .part("Content-Type: text/plain; charset=\"utf-8\"", "See below")
            .forwarding(aMail().report(REPORT).storedBySes("google.com"))
            .bytes();

    @Test
    void opensEveryBeginningOfAMail() {
        for (int length = 0; length <= MAIL.length; length++) {
            assertOpens(Arrays.copyOf(MAIL, length));
        }
    }

    @Test
    void opensAMailWithAnyByteChanged() {
        for (int at = 0; at < MAIL.length; at++) {
            for (int change : new int[] {0x01, 0x20, 0x80, 0xff}) {
                var mutant = MAIL.clone();
                mutant[at] ^= (byte) change;
                assertOpens(mutant);
            }
        }
    }

    @Test
    void opensAGzipWithAnyByteChangedOrMissing() {
        var zipped = gzip(latin1(REPORT));
        for (int at = 0; at < zipped.length; at++) {
            for (int change = 1; change < 256; change <<= 1) {
                var mutant = zipped.clone();
                mutant[at] ^= (byte) change;
                assertOpens(mutant);
            }
            assertOpens(Arrays.copyOf(zipped, at));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void opensAMailThatWasTornAndMended(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            var mutant = MAIL.clone();
            for (int cuts = random.nextInt(1, 5); cuts > 0; cuts--) {
                int from = random.nextInt(mutant.length);
                int to = random.nextInt(mutant.length);
                int length = random.nextInt(Math.min(200, mutant.length - Math.max(from, to)));
                System.arraycopy(MAIL, from, mutant, to, length);
            }
            assertOpens(mutant);
        }
    }

    /// No mutant may gain what the original does not have.
    private static void assertOpens(byte[] document) {
        var found = Opens.all(Limits.DEFAULT, Transport.MAIL, "mail/0123", document);

        assertThat(found).isNotEmpty();
        for (var opened : found) {
            assertThat(opened.delivered()).noneMatch(delivered -> delivered.trust() == Trust.VERIFIED);
            assertThat(opened.faults()).allMatch(MutationTest::isPrintable);
        }
    }

    private static boolean isPrintable(Fault fault) {
        return fault.reason().length() < 300 && fault.reason().chars().noneMatch(Character::isISOControl);
    }
}
