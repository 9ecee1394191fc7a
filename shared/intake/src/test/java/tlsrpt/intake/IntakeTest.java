package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.base64;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.MailText.ordinaryMail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;

class IntakeTest {

    private static final byte[] ZIPPED = gzip(latin1(REPORT));

    @Test
    void readsBareJsonWhateverItsNameSays() {
        var delivered = Opens.report(Transport.IMPORT, "holiday.jpg", latin1(REPORT));

        assertThat(delivered.place()).isEmpty();
        assertThat(delivered.report().reportId()).isEqualTo("r1");
    }

    @Test
    void readsJsonBehindBlanksAndByteOrderMarks() {
        assertReport(latin1(" \r\n\t ".repeat(200) + REPORT));
        assertReport(latin1("\u00ef\u00bb\u00bf" + REPORT));
        assertReport(("\ufeff" + REPORT).getBytes(StandardCharsets.UTF_16LE));
        assertReport(REPORT.getBytes(StandardCharsets.UTF_16BE));
    }

    @Test
    void readsSeveralReportsOfOneDocument() {
        assertThat(Opens.one(latin1("[" + REPORT + "," + REPORT.replace("r1", "r2") + "]"))
                        .delivered())
                .extracting(delivered -> delivered.report().reportId())
                .containsExactly("r1", "r2");
    }

    @Test
    void readsGzipInSeveralMembersPaddedAndTwiceOver() throws IOException {
        assertReport(ZIPPED);
        assertReport(gzip(gzip(latin1(REPORT))));
        assertReport(join(gzip(latin1(REPORT.substring(0, 100))), gzip(latin1(REPORT.substring(100)))));
        assertReport(join(ZIPPED, new byte[1000]));
        assertReport(join(ZIPPED, latin1("-- \r\nThis list is sponsored by …")));
    }

    @Test
    void readsTheFieldsOfAGzipHeader() {
        var plain = new ByteArrayOutputStream();
        plain.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3});
        plain.writeBytes(new byte[] {3, 0, 'x', 'y', 'z'});
        plain.writeBytes(latin1("report.json\0"));
        plain.writeBytes(latin1("comment\0"));
        plain.writeBytes(new byte[] {0, 0});
        plain.write(ZIPPED, 10, ZIPPED.length - 10);

        assertReport(plain.toByteArray());
    }

    @Test
    void readsAGzipWhoseChecksumWasCutOffButNotOneWhoseChecksumDiffers() {
        assertReport(Arrays.copyOf(ZIPPED, ZIPPED.length - 5));

        var damaged = ZIPPED.clone();
        damaged[damaged.length - 6] ^= 1;
        assertThat(Opens.one(damaged).faults())
                .containsExactly(new Fault("", "is a damaged gzip: its checksum differs"));
    }

    @Test
    void saysWhereAGzipEnds() {
        assertThat(Opens.one(Arrays.copyOf(ZIPPED, ZIPPED.length - 50)).faults())
                .containsExactly(new Fault("", "is a truncated gzip"));
        assertThat(Opens.one(Arrays.copyOf(ZIPPED, 7)).faults())
                .containsExactly(new Fault("", "is a gzip truncated in its header"));
    }

    @Test
    void readsEveryMemberOfAZipThatIsAReport() throws IOException {
        var zip =
                zip("../../etc/passwd", latin1(REPORT), "readme.txt", latin1("Hello"), "c/", new byte[0], "d", ZIPPED);

        var opened = Opens.one(zip);

        assertThat(opened.delivered()).extracting(Delivered::place).containsExactly("member 1", "member 4");
        assertThat(opened.faults()).isEmpty();
    }

    @Test
    void readsAZipInAMailInAZip() throws IOException {
        var mail = ordinaryMail()
                .part(
                        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64",
                        base64(zip("a", ZIPPED)));

        assertThat(Opens.report(zip("forwarded.eml", mail.bytes())).place()).isEqualTo("member 1, part 1, member 1");
    }

    /// Found by the adversary of the host: the gzip is read on after its checksum was refused.
    @Test
    void refusesAZipThatEndsInItsMiddleInAGzipWithAnotherChecksum() throws IOException {
        var zip = zip("report.json", latin1(REPORT));
        for (int length = 40; length < zip.length - 100; length += 10) {
            var zipped = gzip(Arrays.copyOf(zip, length));
            zipped[zipped.length - 8] ^= 1;

            assertThat(Opens.one(join(zipped, latin1("x".repeat(600)))).delivered())
                    .isEmpty();
        }
    }

    @Test
    void saysThatAZipIsDamaged() throws IOException {
        var zip = zip("report.json", latin1(REPORT));
        zip[60] ^= 0x55;

        assertThat(Opens.one(zip).delivered()).isEmpty();
        assertThat(Opens.one(zip).faults()).hasSize(1);
    }

    @Test
    void findsTheReportInAMail() {
        var delivered = Opens.report(aMail().part("Content-Type: text/plain", "This is a report")
                .report(REPORT)
                .bytes());

        assertThat(delivered.place()).isEqualTo("part 2");
        assertThat(delivered.report().reportId()).isEqualTo("r1");
    }

    @Test
    void readsMailWithUnixLineEnds() {
        assertReport(latin1(aMail().report(REPORT).text().replace("\r\n", "\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/tlsrpt+gzip",
                "APPLICATION/TLSRPT+GZIP",
                "application/tlsrpt+json",
                "application/tlsrpt",
                "application/tlsrpt+zip",
                "application/gzip",
                "application/x-gzip",
                "application/octet-stream",
                "application/json",
                "text/plain",
                "text/html; charset=utf-16",
                "image/jpeg",
                "nonsense",
                "",
                "/",
                "multipart/mixed",
                "text/plain; charset=\"unfinished"
            })
    void doesNotDependOnTheDeclaredType(String type) {
        assertReport(ordinaryMail()
                .part("Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64", base64(ZIPPED))
                .bytes());
        assertReport(ordinaryMail().part("Content-Type: " + type, REPORT).bytes());
    }

    @Test
    void readsAPartWithoutAHeader() {
        assertReport(aMail().part("", REPORT).bytes());
    }

    @Test
    void readsTheMisspelledContentType() {
        var mail = aMail().report(REPORT).text();

        assertReport(latin1(mail.replace("Content-Type: multipart", "ContentType: multipart")));
        assertReport(latin1(mail.replace("Content-Type: multipart", "CONTENT-TYPE : MULTIPART")));
    }

    @ParameterizedTest
    @CsvSource({"7bit", "8bit", "binary", "BASE64", "base64 (as usual)", "quoted-printable", "x-unknown"})
    void readsEveryTransferEncoding(String encoding) {
        var body = switch (encoding.substring(0, 4)) {
            case "BASE", "base" -> base64(latin1(REPORT));
            case "quot" -> quotedPrintable(REPORT);
            default -> REPORT;
        };

        assertReport(
                aMail().part("Content-Type: application/tlsrpt+json\r\nContent-Transfer-Encoding: " + encoding, body)
                        .bytes());
    }

    @Test
    void readsARawGzipThatIsDeclaredBinary() {
        assertReport(aMail().part(
                        "Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: binary",
                        new String(ZIPPED, StandardCharsets.ISO_8859_1))
                .bytes());
    }

    @Test
    void readsABodyWhoseEncodingIsDeclaredWronglyOrNotAtAll() {
        assertReport(aMail().part("Content-Type: application/tlsrpt+gzip", base64(ZIPPED))
                .bytes());
        assertReport(aMail().part("Content-Transfer-Encoding: base64", new String(ZIPPED, StandardCharsets.ISO_8859_1))
                .bytes());
        assertReport(aMail().part("Content-Transfer-Encoding: base64", REPORT).bytes());
    }

    @Test
    void readsAMailThatIsTheReport() {
        assertReport(latin1(aMail().textOf("Content-Type: application/tlsrpt+json", REPORT)));
        assertReport(latin1(aMail().textOf("Content-Transfer-Encoding: base64", base64(ZIPPED))));
        assertReport(latin1(aMail().textOf("", REPORT)));
    }

    @Test
    void readsAForwardedReportHoweverItIsEncoded() {
        var report = aMail().report(REPORT);
        var type = "Content-Type: MESSAGE/RFC822\r\nContent-Transfer-Encoding: ";

        assertThat(Opens.report(ordinaryMail()
                                .part("Content-Type: text/plain", "See below")
                                .forwarding(ordinaryMail().forwarding(report))
                                .bytes())
                        .place())
                .isEqualTo("part 2.1.1");
        assertReport(
                ordinaryMail().part(type + "base64", base64(report.bytes())).bytes());
        assertReport(ordinaryMail()
                .part(type + "quoted-printable", quotedPrintable(report.text()))
                .bytes());
        assertReport(ordinaryMail()
                .part("Content-Type: application/octet-stream", report.text())
                .bytes());
        assertReport(ordinaryMail()
                .part(
                        "Content-Type: application/gzip\r\nContent-Transfer-Encoding: base64",
                        base64(gzip(report.bytes())))
                .bytes());
    }

    @Test
    void takesThePartsOfADigestForMessages() {
        assertReport(ordinaryMail()
                .type("multipart/digest")
                .part("", aMail().report(REPORT).text())
                .bytes());
    }

    @Test
    void readsAMailThatEndsBeforeItsLastBoundary() {
        var mail = aMail().report(REPORT).text();

        assertReport(latin1(mail.substring(0, mail.lastIndexOf("--=_part"))));
    }

    @Test
    void hasNothingToSayOfOrdinaryMail() {
        var opened = Opens.one(ordinaryMail()
                .part("Content-Type: text/plain", "[External] Shall we have lunch?")
                .part("Content-Type: application/json", "{\"lunch\": true}")
                .part("Content-Type: application/gzip\r\nContent-Transfer-Encoding: base64", "H4sIbroken")
                .bytes());

        assertThat(opened)
                .isEqualTo(new OpenedDocument(
                        "", false, List.of(), List.of(), null, Instant.parse("2026-03-02T11:22:30Z")));
    }

    @Test
    void deliversAReportFromMailThatDoesNotClaimOne() {
        var opened = Opens.one(ordinaryMail()
                .part("Content-Type: application/json", "{\"lunch\": true}")
                .part("Content-Type: application/json", REPORT)
                .bytes());

        assertThat(opened.claims()).isTrue();
        assertThat(opened.delivered()).extracting(Delivered::place).containsExactly("part 2");
        assertThat(opened.faults()).isEmpty();
    }

    @Test
    void saysThatAClaimedReportIsMissing() {
        var missing = new Fault("", "claims to be a TLS report, but contains no report");

        assertThat(Opens.one(aMail().part("Content-Type: text/plain", "[External] stripped")
                                .bytes())
                        .faults())
                .containsExactly(missing);
        assertThat(Opens.one(latin1("Subject: Report Domain: example.com Submitter: google.com Report-ID: <1@g>\r\n"))
                        .faults())
                .containsExactly(missing);
        assertThat(Opens.one(latin1("TLS-Report-Domain: example.com\n\nhello")).faults())
                .containsExactly(missing);
        assertThat(Opens.one(latin1("Content-Type: multipart/report; boundary=x; REPORT-TYPE=\"TLSRPT\"\n\n--x--"))
                        .faults())
                .containsExactly(missing);
    }

    @Test
    void saysWhatIsWrongWithAClaimedReport() {
        assertThat(Opens.one(aMail().report("{\"policies\": 1, \"report-id\": 2")
                                .bytes())
                        .faults())
                .singleElement()
                .extracting(Fault::place)
                .isEqualTo("part 1");
        assertThat(Opens.one(ordinaryMail()
                                .part("Content-Type: application/tlsrpt+json", "")
                                .bytes())
                        .faults())
                .containsExactly(new Fault("part 1", "is empty"));
        assertThat(Opens.one(ordinaryMail().part("", REPORT.substring(0, 200)).bytes())
                        .faults())
                .hasSize(1);
    }

    @Test
    void saysThatADocumentIsNone() {
        assertThat(Opens.one(new byte[0]).faults()).containsExactly(new Fault("", "is empty"));
        assertThat(Opens.one(new byte[] {0x25, 0x50, 0x44, 0x46, 0, 0}).faults())
                .containsExactly(new Fault("", "is neither JSON nor gzip, zip or mail"));
        assertThat(Opens.one(latin1("{}")).claims()).isFalse();
        assertThat(Opens.one(latin1("{}")).faults()).hasSize(1);
        assertThat(Opens.one(latin1("{\"date-range\": 1, \"policies\": 2}")).claims())
                .isTrue();
    }

    @Test
    void tellsWhenAMailArrived() {
        assertThat(Opens.one(aMail().report(REPORT).storedBySes("google.com").bytes())
                        .arrival())
                .isEqualTo(Instant.parse("2026-03-02T11:22:33Z"));
        assertThat(Opens.one(aMail().report(REPORT).bytes()).arrival()).isNull();
    }

    @Test
    void tellsWhenAMailWasSentByItsOwnWord() {
        var mail = "Date: Mon, 2 Mar 2026 10:11:12 +0000\nSubject: Report Domain: example.com\n\n" + REPORT;

        assertThat(Opens.one(latin1(mail)).sent()).isEqualTo(Instant.parse("2026-03-02T10:11:12Z"));
        assertThat(Opens.one(latin1(mail)).arrival()).isNull();
    }

    @Test
    void throwsOnlyWhatTheStreamThrows() {
        var failure = new IOException("S3 is away");
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw failure;
            }
        };
        var mail = aMail().report(REPORT).bytes();
        for (var start : new byte[][] {new byte[0], mail, gzip(mail), ZIPPED, latin1("From a\n\nx")}) {
            var in = new SequenceInputStream(new ByteArrayInputStream(start, 0, start.length / 2), broken);

            assertThatThrownBy(
                            () -> new Intake(new ReportReader(Clock.systemUTC())).open(Transport.MAIL, "", in, _ -> {}))
                    .isSameAs(failure);
        }
    }

    private static void assertReport(byte[] document) {
        assertThat(Opens.report(document).report().reportId()).isEqualTo("r1");
    }

    private static String quotedPrintable(String text) {
        return text.replace("=", "=3D").replace("policies", "p=6Flicie=\r\ns").replace("r1", "r=31= \r\n");
    }

    private static byte[] join(byte[]... pieces) {
        var joined = new ByteArrayOutputStream();
        for (var piece : pieces) {
            joined.writeBytes(piece);
        }
        return joined.toByteArray();
    }

    private static byte[] zip(Object... namesAndBytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndBytes.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
                zip.write((byte[]) namesAndBytes[i + 1]);
            }
        }
        return bytes.toByteArray();
    }
}
