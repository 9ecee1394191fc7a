package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.base64;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.MailText.ordinaryMail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.Hints;
import tlsrpt.report.Transport;
import tlsrpt.testkit.MailText;

class HintsTest {

    private static final String NAME = "google.com!example.com!1772323200!1772409599!001.json.gz";

    @Test
    void comeFromHeadersSubjectAndFileName() {
        assertThat(hints(aMail().report(REPORT)))
                .isEqualTo(new Hints("example.com", "google.com", "example.com", "example.com", null));
    }

    @Test
    void areDomainsInNormalForm() {
        assertThat(hints(aMail().about("Exämple.COM.".replace("ä", "\u00c3\u00a4"))
                        .submitter(" Google.COM ")
                        .report(REPORT)))
                .isEqualTo(new Hints(
                        "xn--exmple-cua.com", "google.com", "xn--exmple-cua.com", "xn--exmple-cua.com", null));
    }

    @Test
    void areAbsentWhereWhatIsWrittenIsNoDomain() {
        assertThat(hints(aMail().about("Example Inc.")
                        .submitter("Example Organization")
                        .report(REPORT)))
                .isEqualTo(Hints.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Report Domain: example.com Submitter: google.com Report-ID: <2026.03.01+example.com@google.com>",
                "Report Domain: example.com Submitter: microsoft.com Report-ID: 133708152202987951+example.com",
                "Report Domain: example.com\r\n Submitter: google.com\r\n\tReport-ID: <1@google.com>",
                "Report\r\n Domain:\r\n example.com\r\n Submitter: google.com",
                "Fwd: report domain:example.com submitter:google.com",
                "=?utf-8?q?Report_Domain:_example.com_Submitter:?= google.com Report-ID: <1@google.com>"
            })
    void readTheSubjectHoweverItIsFoldedAndCased(String subject) {
        assertThat(hints(aMail().subject(subject).report(REPORT)).subjectDomain())
                .isEqualTo("example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: attachment; filename=\"" + NAME + "\"",
                "Content-Disposition: attachment; FILENAME=" + NAME,
                "Content-Type: application/gzip; name=\"" + NAME + "\"",
                "Content-Type: application/gzip; charset=\"a;b\\\"\" (a; comment); name=\"" + NAME + "\"",
                "Content-Description: " + NAME,
                "Content-Type: application/gzip;\r\n\tname=\"=?us-ascii?Q?google.com!example.com!1772323200!1772409599.json?=\"",
                "Content-Disposition: attachment; filename*=utf-8''google.com%21example.com%211772323200%211772409599.json",
                "Content-Disposition: attachment; filename*=''google.com%21example.com%211772323200%211772409599.json",
                "Content-Disposition: attachment; filename*=x-what''google.com!example.com!1772323200!1772409599",
                "Content-Disposition: attachment; filename*0=\"google.com!exam\"; filename*1=\"ple.com!1772323200!\";"
                        + " filename*2=\"1772409599.json.gz\"",
                "Content-Disposition: attachment; filename*1*=mple.com%211772323200%21; filename*2=\"17724\";"
                        + " filename*0*=utf-8'en'google.com%21exa",
                "Content-Disposition: attachment; filename=\"C:\\\\reports\\\\" + NAME + "\"",
                "Content-Disposition: attachment; filename=\"/var/reports/" + NAME + "\""
            })
    void readTheFileNameHoweverItIsWritten(String header) {
        var mail = ordinaryMail().part(header + "\r\nContent-Transfer-Encoding: base64", base64(gzip(latin1(REPORT))));

        assertThat(hints(mail)).isEqualTo(new Hints(null, null, null, "example.com", null));
    }

    @ParameterizedTest
    @CsvSource({
        NAME + ", example.com",
        "in/box/" + NAME + ", example.com",
        "google.com!example.com!yesterday!today.json,",
        "google.com!example!1!2.json,",
        "example.com.json,",
        "'',"
    })
    void readTheNameOfADocument(String name, String domain) {
        assertThat(Opens.report(Transport.IMPORT, name, latin1(REPORT)).hints().fileNameDomain())
                .isEqualTo(domain);
    }

    @Test
    void areThoseOfTheMessageThatHoldsTheReport() {
        var outer = aMail().about("example.net").submitter("example.org").forwarding(aMail().report(REPORT));

        assertThat(hints(outer)).isEqualTo(new Hints("example.com", "google.com", "example.com", "example.com", null));
        assertThat(hints(aMail().forwarding(ordinaryMail().report(REPORT)))).isEqualTo(Hints.NONE);
    }

    private static Hints hints(MailText mail) {
        return Opens.report(mail.bytes()).hints();
    }
}
