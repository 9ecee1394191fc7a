package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.base64;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.MailText.ordinaryMail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Reading.Refused.Why;
import tlsrpt.report.Transport;
import tlsrpt.testkit.MailText;

/// Each limit, made small enough to be broken by a small document.
class LimitsTest {

    static final Limits SMALL = new Limits(
            5000, // messageBytes
            2000, // documentBytes
            4000, // inflatedBytes
            20, // ratio
            1000, // ratioFrom
            3, // members
            3, // messages
            5, // parts
            6, // nesting
            10_000, // boundaryWork
            2500, // headerBytes
            20, // headerFields
            200, // headerLine
            300, // headerField
            4, // documents
            2, // reports
            3); // faults

    @Test
    void leaveRoomForRealReports() {
        var mail = aMail().part("Content-Type: text/plain", "A report")
                .report(REPORT)
                .storedBySes("google.com");

        assertThat(Opens.one(SMALL, mail.bytes()).delivered()).hasSize(1);
    }

    @Test
    void endAMailThatIsTooLong() {
        var mail = aMail().report(REPORT).part("Content-Type: text/plain", "blah\r\n".repeat(1000));

        var opened = Opens.one(SMALL, mail.bytes());

        assertThat(opened.delivered()).hasSize(1);
        assertThat(opened.faults()).containsExactly(new Fault(Why.PAST_A_LIMIT, "", "is longer than 5000 bytes"));
    }

    @Test
    void areToldOfOrdinaryMailToo() {
        var mail = ordinaryMail().part("Content-Type: text/plain", "blah\r\n".repeat(1000));

        assertFault(mail, "", "is longer than 5000 bytes");
    }

    @Test
    void endADocumentThatIsTooLong() {
        var filler = "[" + "1,".repeat(2000) + "1]";

        assertThat(Opens.one(SMALL, latin1(filler)).faults())
                .containsExactly(new Fault(Why.PAST_A_LIMIT, "", "is longer than 2000 bytes"));
        assertThat(Opens.one(SMALL, gzip(latin1(REPORT + " ".repeat(2000)))).faults())
                .containsExactly(new Fault(Why.PAST_A_LIMIT, "", "inflates to more than 2000 bytes"));
        assertFault(aMail().report(REPORT + " ".repeat(2000)), "part 1", "inflates to more than 2000 bytes");
    }

    @Test
    void endWhatInflatesTooFar() throws IOException {
        assertThat(Opens.one(SMALL, zip(1, latin1("x".repeat(3000)))).faults())
                .containsExactly(new Fault(Why.PAST_A_LIMIT, "member 1", "inflates to more than 20 times its length"));
    }

    @Test
    void endAGzipOfManyShortMembers() {
        var zipped = new ByteArrayOutputStream();
        for (int i = 0; i < 5; i++) {
            zipped.writeBytes(gzip(latin1(" ")));
        }

        assertThat(Opens.one(SMALL, zipped.toByteArray()).faults())
                .containsExactly(new Fault(Why.PAST_A_LIMIT, "", "is a gzip of more than 3 short members"));
    }

    @Test
    void endAnMboxOfManyShortMessages() {
        var mbox = "From a 00:00\nA: b\n\n".repeat(5);

        assertThat(Opens.all(SMALL, Transport.IMPORT, "", latin1(mbox)))
                .extracting(OpenedDocument::place, OpenedDocument::faults)
                .containsExactly(
                        tuple("message 1", List.of()),
                        tuple("message 2", List.of()),
                        tuple("message 3", List.of()),
                        tuple("message 4", List.of()),
                        tuple(
                                "",
                                List.of(new Fault(Why.PAST_A_LIMIT, "", "is an mbox of more than 3 short messages"))));
    }

    @Test
    void letAnMboxBeAsLongAsItLikes() {
        assertThat(Opens.all(SMALL, Transport.IMPORT, "", mbox(50, 800))).hasSize(50);
    }

    @Test
    void endAnMboxThatIsPostedLikeAMail() {
        assertThat(Opens.all(SMALL, Transport.HTTPS, "", mbox(50, 1200)))
                .extracting(OpenedDocument::faults)
                .containsExactly(List.of(new Fault(Why.PAST_A_LIMIT, "", "is longer than 5000 bytes")));
        assertThat(Opens.all(SMALL, Transport.HTTPS, "", mbox(6, 700)))
                .extracting(OpenedDocument::faults)
                .containsExactly(List.of(new Fault(Why.PAST_A_LIMIT, "", "has more than 5 parts")));
    }

    @Test
    void endAMessageWhoseArchivesInflateTooFarTogether() throws IOException {
        var mail = aMail().part("Content-Transfer-Encoding: base64", base64(zip(3, randomText())));

        assertFault(mail, "part 1, member 3", "inflates to a total of more than 4000 bytes");
    }

    @Test
    void endAMailOfTooManyParts() throws IOException {
        var mail = aMail();
        for (int i = 0; i < 6; i++) {
            mail.part("", "part");
        }

        assertFault(mail, "", "has more than 5 parts");
        assertThat(Opens.one(SMALL, zip(6, latin1("x"))).faults())
                .contains(new Fault(Why.PAST_A_LIMIT, "", "has more than 5 parts"));
    }

    @Test
    void endWhatIsNestedTooDeep() {
        var mail = aMail().report(REPORT);
        for (int i = 0; i < 3; i++) {
            mail = ordinaryMail().forwarding(mail);
        }
        assertFault(mail, "", "is nested more than 6 deep");

        var zipped = latin1(REPORT);
        for (int i = 0; i < 7; i++) {
            zipped = gzip(zipped);
        }
        assertThat(Opens.one(SMALL, zipped).faults())
                .containsExactly(new Fault(Why.PAST_A_LIMIT, "", "is nested more than 6 deep"));
    }

    @Test
    void endAMailWhoseBoundariesTakeLongToFind() {
        var mail = "Content-Type: multipart/mixed; boundary=%sx\n\n".formatted("-".repeat(30)) + "-".repeat(4800);

        assertThat(Opens.one(SMALL, latin1(mail)).faults())
                .containsExactly(new Fault(
                        Why.PAST_A_LIMIT, "", "needs more than 10000 comparisons to find its MIME boundaries"));
    }

    @Test
    void endAHeaderThatIsTooLong() {
        var mail = aMail().report(REPORT);
        for (int i = 0; i < 30; i++) {
            mail.header("X-Filler: " + i);
        }
        assertFault(mail, "", "has more than 20 header fields");
        assertFault(aMail().header("X-Filler: " + "x".repeat(200)), "", "has a header line longer than 200 bytes");
    }

    @Test
    void endAHeaderWhoseFieldsAreTooLong() {
        assertFault(
                aMail().header("X-Filler: x" + "\r\n xxxxxxx".repeat(250)), "", "has a header longer than 2500 bytes");
    }

    @Test
    void passOverAFieldThatIsTooLong() {
        var mail = aMail().subject("Report Domain: example.com Submitter: google.com\r\n" + " x\r\n".repeat(80) + " y");

        assertThat(Opens.one(SMALL, mail.report(REPORT).bytes()).delivered())
                .singleElement()
                .extracting(delivered -> delivered.hints().subjectDomain())
                .isNull();
    }

    @Test
    void endAMailOfTooManyDocuments() {
        var mail = aMail();
        for (int i = 0; i < 5; i++) {
            mail.part("", "{}");
        }

        assertThat(Opens.one(SMALL, mail.bytes()).faults())
                .contains(new Fault(Why.PAST_A_LIMIT, "", "contains more than 4 documents"));
    }

    @Test
    void endAMailOfTooManyReports() {
        var opened = Opens.one(SMALL, latin1("[%s,%s,%s]".formatted(REPORT, REPORT, REPORT)));

        assertThat(opened.delivered()).hasSize(2);
        assertThat(opened.faults()).containsExactly(new Fault(Why.PAST_A_LIMIT, "", "contains more than 2 reports"));
    }

    @Test
    void endAMailOfTooLongDocumentsTogether() {
        var mail = aMail().part("", REPORT + " ".repeat(1400)).part("", REPORT);

        assertThat(Opens.one(SMALL, mail.bytes()).delivered()).hasSize(1);
        assertThat(Opens.one(SMALL, mail.bytes()).faults()).hasSize(1);
    }

    @Test
    void tellOnlySomeOfManyFaults() {
        var mail = aMail();
        for (int i = 0; i < 5; i++) {
            mail.part("Content-Type: application/tlsrpt+json", "broken");
        }

        assertThat(Opens.one(SMALL, mail.bytes()).faults())
                .hasSize(4)
                .endsWith(new Fault(Why.PAST_A_LIMIT, "", "has more than 3 faults; the others are not listed"));
    }

    private static byte[] mbox(int messages, int length) {
        return latin1(("From a 00:00\nA: b\n\n" + "x\n".repeat(length / 2)).repeat(messages));
    }

    private static void assertFault(MailText mail, String place, String reason) {
        assertThat(Opens.one(SMALL, mail.bytes()).faults()).containsExactly(new Fault(Why.PAST_A_LIMIT, place, reason));
    }

    /// Hardly compressible.
    private static byte[] randomText() {
        var random = new Random(1);
        var text = new byte[1400];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(26));
        }
        return text;
    }

    private static byte[] zip(int members, byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < members; i++) {
                zip.putNextEntry(new ZipEntry("member" + i));
                zip.write(content);
            }
        }
        return bytes.toByteArray();
    }
}
