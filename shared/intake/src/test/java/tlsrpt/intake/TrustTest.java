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
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.Door;
import tlsrpt.report.Trust;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// Who vouches for a report, above all in mail that was forged to look vouched for. The reports are said to be
/// Google's.
class TrustTest {

    private static final String PASSING = "dkim=pass header.i=@google.com; dmarc=pass header.from=google.com;";

    @Test
    void isTheSubmittersWhereItsSignatureFitsAuthorAndReport() {
        assertVerified(aMail().storedBySes("google.com"));
        assertVerified(
                aMail().from("\"TLS (daily), reports\" <noreply@google.com>").storedBySes("google.com"));
        assertVerified(aMail().from("noreply@mail.google.com").storedBySes("smtp.google.com"));
        assertVerified(aMail().storedBySes("esp.example", "google.com"));
        assertVerified(aMail().storedBySesWith("amazonses.com; dkim=pass header.d=google.com header.s=x;"));
    }

    @Test
    void isTheSubmittersByTheHeaderWhereTheReportNamesNone() {
        var nameless = REPORT.replace("\"tlsrpt@google.com\"", "null");

        assertThat(trust(aMail().report(nameless).storedBySes("google.com"))).isEqualTo(Trust.VERIFIED);
        assertThat(trust(aMail().report(nameless).submitter("example.net").storedBySes("google.com")))
                .isEqualTo(Trust.UNSIGNED);
        assertThat(trust(aMail().report(nameless).submitter(null).storedBySes("google.com")))
                .isEqualTo(Trust.UNSIGNED);
    }

    @Test
    void isCappedByTheDoor() {
        var mail = aMail().report(REPORT).storedBySes("google.com").bytes();

        assertThat(Opens.report(Door.HTTPS, mail).trust()).isEqualTo(Trust.ANONYMOUS);
        assertThat(Opens.report(Door.HTTPS, mail).hints().signer()).isNull();
        assertThat(Opens.report(Door.IMPORT, mail).trust()).isEqualTo(Trust.IMPORTED);
        assertThat(Opens.report(Door.IMPORT, latin1(REPORT)).trust()).isEqualTo(Trust.IMPORTED);
        assertThat(Opens.report(Door.MAIL, latin1(REPORT)).trust()).isEqualTo(Trust.UNSIGNED);
    }

    @Test
    void isNobodysWhereAStrangerSigned() {
        var delivered = Opens.report(
                Door.MAIL,
                aMail().from("reports@example.net")
                        .report(REPORT)
                        .storedBySes("example.net")
                        .bytes());

        assertThat(delivered.trust()).isEqualTo(Trust.UNSIGNED);
        assertThat(delivered.hints().signer()).isEqualTo("example.net");
    }

    @Test
    void isNobodysWhereTheSignerIsNotTheAuthors() {
        assertUnsigned(aMail().from("reports@example.net").storedBySes("google.com"));
        assertUnsigned(aMail().from("reports@google.com").storedBySes("example.net"));
        assertUnsigned(aMail().storedBySes());
    }

    @Test
    void doesNotTakeNeighboursBelowAPublicSuffixForOneOrganization() {
        var report = ReportText.aReport()
                .from("one.co.uk")
                .sts("example.com", "enforce", 5)
                .json();

        assertThat(trust(aMail().from("reports@one.co.uk").report(report).storedBySes("mail.one.co.uk")))
                .isEqualTo(Trust.VERIFIED);
        assertThat(trust(aMail().from("reports@one.co.uk").report(report).storedBySes("two.co.uk")))
                .isEqualTo(Trust.UNSIGNED);
        assertThat(trust(aMail().from("reports@one.co.uk").report(report).storedBySes("co.uk")))
                .isEqualTo(Trust.UNSIGNED);
    }

    @Test
    void takesNothingFromMailThatSomeoneElseSigned() {
        var forwarded = ordinaryMail()
                .from("alice@example.org")
                .forwarding(aMail().report(REPORT).storedBySes("google.com"))
                .storedBySes("example.org");

        var delivered = Opens.report(Door.MAIL, forwarded.bytes());

        assertThat(delivered.trust()).isEqualTo(Trust.UNSIGNED);
        assertThat(delivered.hints().signer()).isEqualTo("example.org");
        assertThat(delivered.hints().submitter()).isEqualTo("google.com");
    }

    @Test
    void takesNothingFromMailInsideOfOtherDocuments() {
        var mail = aMail().report(REPORT).storedBySes("google.com");

        assertThat(Opens.report(Door.MAIL, gzip(mail.bytes())).trust()).isEqualTo(Trust.UNSIGNED);
        assertThat(trust(ordinaryMail().part("Content-Transfer-Encoding: base64", base64(gzip(mail.bytes())))))
                .isEqualTo(Trust.UNSIGNED);
        assertThat(Opens.report(Door.MAIL, latin1("From - Mon Mar  2 11:22:33 2026\r\n" + mail.text()))
                        .trust())
                .isEqualTo(Trust.UNSIGNED);
    }

    @Test
    void isTheForwardersOwnWhereItReportsItself() {
        assertThat(trust(aMail().forwarding(aMail().report(REPORT)).storedBySes("google.com")))
                .isEqualTo(Trust.VERIFIED);
    }

    @Test
    void looksAtNothingBelowTheReceiptOfSes() {
        var forged = "Authentication-Results: amazonses.com; " + PASSING;

        assertUnsigned(aMail().header(forged));
        assertUnsigned(aMail().header("X-SES-RECEIPT: forged").header(forged));
        assertUnsigned(aMail().header(forged).storedBySesWith("amazonses.com; spf=none; dkim=none;"));
        assertUnsigned(aMail().header(forged).header("X-SES-RECEIPT: forged").storedBySesWith("mx.example.net; x=y"));
        assertUnsigned(aMail().storedBySesWith(
                        "amazonses.com; dkim=none\r\nAuthentication-Results: amazonses.com; " + PASSING));
    }

    @Test
    void believesNobodyButSes() {
        assertUnsigned(aMail().storedBySesWith("mx.google.com; " + PASSING));
        assertUnsigned(aMail().storedBySesWith("amazonses.com.example.net; " + PASSING));
        assertUnsigned(aMail().storedBySesWith("(amazonses.com) example.net; " + PASSING));
        assertUnsigned(aMail().storedBySesWith("\"amazonses.com\"; " + PASSING));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "envelope-from=\"; dkim=pass header.i=@google.com; \"@example.net; helo=x; dkim=none; dmarc=none",
                "envelope-from=; dkim=pass header.i=@google.com; @example.net; helo=x; dkim=none; dmarc=none",
                "envelope-from=; helo=a; dkim=pass header.i=@google.com; @example.net; helo=x; dkim=none;",
                "spf=none (\\); dkim=pass header.i=@google.com;) envelope-from=a@example.net; helo=x; dkim=none",
                "envelope-from=a@example.net; helo=x; dkim=none; x=dkim=pass header.i=@google.com",
                "envelope-from=a@example.net; helo=x; dkim=none (dkim=pass header.i=@google.com)",
                "envelope-from=\"a@example.net; helo=x; dkim=pass header.i=@google.com",
                "envelope-from=(@example.net; helo=x; dkim=pass header.i=@google.com; dmarc=pass",
                "envelope-from=; dkim=pass header.i=@google.com; dmarc=pass header.from=google.com; (@example.net;"
                        + " helo=x; dkim=fail header.i=@google.com; dmarc=fail header.from=google.com",
                "helo=x; dkim=passed header.i=@google.com",
                "helo=x; dkim=fail header.i=@google.com",
                "helo=x; dkim=pass header.i=@google.com.example.net",
                "helo=x; dkim=pass header.i=@google.com@example.net",
                "helo=x; dkim=pass header.i=",
                "helo=x; dkim=pass header.i=@google.com; dmarc=fail header.from=google.com",
                "helo=x; dkim=pass header.i=@google.com; dmarc=pass header.from=example.net",
                "helo=x; dkim=pass header.i=@google.com; dmarc=pass header.from=google.com; dmarc=fail",
                "",
                ";;;"
            })
    void isNotFooledByTheTextOfTheEnvelope(String clauses) {
        assertUnsigned(aMail().storedBySesWith("amazonses.com; spf=pass; " + clauses));
    }

    @Test
    void acceptsASenderWithoutDmarc() {
        assertVerified(aMail().storedBySesWith(
                        "amazonses.com; helo=x; dkim=pass header.i=@google.com; dmarc=none header.from=google.com;"));
        assertVerified(aMail().storedBySesWith("amazonses.com; helo=x; dkim=pass header.i=@google.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@google.com, b@example.net",
                "a@google.com <b@example.net>",
                "<a@google.com> <b@example.net>",
                "\"a@google.com\" <b@example.net>",
                "b@example.net (a@google.com)",
                "<b@example.net> a@google.com",
                "group: a@google.com;",
                "a@google.com@example.net",
                "a@example.net\r\nFrom: a@google.com",
                "google.com",
                "\"unfinished <a@google.com>",
                ""
            })
    void needsOneAuthorWithOneAddress(String from) {
        assertUnsigned(aMail().from(from).storedBySesWith("amazonses.com; helo=x; dkim=pass header.i=@google.com;"));
    }

    private static Trust trust(MailText mail) {
        return Opens.report(Door.MAIL, mail.bytes()).trust();
    }

    private static void assertVerified(MailText mail) {
        var delivered = Opens.report(Door.MAIL, mail.report(REPORT).bytes());
        assertThat(delivered.trust()).isEqualTo(Trust.VERIFIED);
        assertThat(delivered.hints().signer()).endsWith("google.com");
    }

    private static void assertUnsigned(MailText mail) {
        assertThat(trust(mail.report(REPORT))).isEqualTo(Trust.UNSIGNED);
    }
}
