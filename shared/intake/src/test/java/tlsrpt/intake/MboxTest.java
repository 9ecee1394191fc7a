package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.MailText.ordinaryMail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.Reading.Refused.Why;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;

class MboxTest {

    private static final String SEPARATOR = "From bounce@google.com Mon Mar  2 11:22:33 2026\n";

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void givesEachMessageItsOwn(String lineEnd) {
        var mbox = SEPARATOR
                + aMail().report(REPORT).text().replace("\r\n", "\n")
                + "\n"
                + SEPARATOR
                + ordinaryMail().part("", "Hello").text().replace("\r\n", "\n")
                + "\n"
                + SEPARATOR
                + "TLS-Report-Domain: example.com\n\nnone\n";

        var found = Opens.all(latin1(mbox.replace("\n", lineEnd)));

        assertThat(found).extracting(OpenedDocument::place).containsExactly("message 1", "message 2", "message 3");
        assertThat(found).extracting(OpenedDocument::claims).containsExactly(true, false, true);
        assertThat(found).extracting(opened -> opened.delivered().size()).containsExactly(1, 0, 0);
        assertThat(found).extracting(opened -> opened.faults().size()).containsExactly(0, 0, 1);
        assertThat(found.getFirst().delivered().getFirst().place()).isEqualTo("part 1");
    }

    @Test
    void takesOneMarkOffQuotedLines() throws IOException {
        var mbox = mbox(
                SEPARATOR + "A: b\n\n>From me\n>>From you\n> From\n>Fro\nFrom here on no time is told\n\n" + SEPARATOR);

        assertThat(next(mbox).readAllBytes())
                .asString()
                .isEqualTo("A: b\n\nFrom me\n>From you\n> From\n>Fro\nFrom here on no time is told\n\n");
        assertThat(next(mbox).readAllBytes()).isEmpty();
        assertThat(mbox.next()).isNull();
    }

    @Test
    void readsTheNextMessageWhateverWasLeftOfTheLast() throws IOException {
        var mbox = mbox(SEPARATOR + "x".repeat(10_000) + "\n" + SEPARATOR + "y");

        assertThat(next(mbox).read()).isEqualTo('x');
        assertThat(next(mbox).readAllBytes()).asString().isEqualTo("y");
    }

    @Test
    void findsSeparatorsWhereverTheWindowEnds() {
        for (int filler = 3900; filler < 4200; filler++) {
            var mbox = SEPARATOR + "A: " + "x".repeat(filler) + "\n\n" + SEPARATOR + "A: b\n\n";

            assertThat(Opens.all(latin1(mbox))).hasSize(2);
        }
    }

    @Test
    void skipsBlankLinesAtTheBeginning() {
        assertThat(Opens.all(
                        latin1("\n\r\n" + SEPARATOR + aMail().report(REPORT).text())))
                .singleElement()
                .extracting(opened -> opened.delivered().size())
                .isEqualTo(1);
    }

    @Test
    void holdsEachMessageToTheLimits() {
        var mail = SEPARATOR + aMail().report(REPORT).text() + "\n";
        var found = Opens.all(
                LimitsTest.SMALL,
                Transport.IMPORT,
                "",
                latin1(mail + SEPARATOR
                        + ordinaryMail().part("", "x\n".repeat(5000)).text() + "\n" + mail + mail));

        assertThat(found).extracting(opened -> opened.delivered().size()).containsExactly(1, 0, 1, 1);
        assertThat(found.get(1).faults()).containsExactly(new Fault(Why.PAST_A_LIMIT, "", "is longer than 5000 bytes"));
    }

    @Test
    void mayBeAGzipThatEndsInItsMiddle() {
        var mail = SEPARATOR + aMail().report(REPORT).text() + "\n";
        var zipped = gzip(latin1(mail + mail + mail));

        assertThat(Opens.all(zipped))
                .extracting(OpenedDocument::place)
                .containsExactly("message 1", "message 2", "message 3");

        var found = Opens.all(Arrays.copyOf(zipped, zipped.length - 12));
        assertThat(found)
                .first()
                .extracting(opened -> opened.delivered().size())
                .isEqualTo(1);
        assertThat(found)
                .last()
                .extracting(OpenedDocument::faults)
                .isEqualTo(List.of(new Fault("", "is a truncated gzip")));
    }

    @Test
    void mayBeLongerThanMemory() throws IOException {
        var message = latin1(SEPARATOR + aMail().report(REPORT).text() + "\n");
        int messages = 2000;
        var delivered = new ArrayList<String>();

        new Intake(new ReportReader(Clock.systemUTC()))
                .open(Transport.IMPORT, "", repeated(message, messages), opened -> {
                    assertThat(opened.delivered()).hasSize(1);
                    delivered.add(opened.place());
                });

        assertThat(delivered).hasSize(messages);
    }

    private static InputStream next(Mbox mbox) throws IOException {
        return Objects.requireNonNull(mbox.next());
    }

    private static InputStream repeated(byte[] message, int times) {
        return new InputStream() {
            private long at;

            @Override
            public int read() {
                return at == (long) message.length * times ? -1 : message[(int) (at++ % message.length)] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int start = (int) (at % message.length);
                if (at == (long) message.length * times) {
                    return -1;
                }
                int n = Math.min(length, message.length - start);
                System.arraycopy(message, start, into, offset, n);
                at += n;
                return n;
            }
        };
    }

    private static Mbox mbox(String text) {
        return new Mbox(new Source(new ByteArrayInputStream(latin1(text))), Limits.DEFAULT);
    }
}
