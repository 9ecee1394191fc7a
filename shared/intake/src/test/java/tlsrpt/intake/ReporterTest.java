package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.DkimSigner.GOOGLE;
import static tlsrpt.testkit.MailText.SPF;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tlsrpt.intake.Verdict.Why;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Transport;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.MailText;

/// Who provably wrote a report, and what of its mail is used.
class ReporterTest {

    private static final Instant ARRIVAL = Instant.parse("2026-03-02T11:22:33Z");
    private static final ReporterId GOOGLES = new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com");

    /// Row 1: these headers prove something only on objects that SES wrote.
    @Test
    void ignoresHeadersOfSesInAnInbox() {
        var mail = aMail().report(REPORT).storedBySes("google.com").bytes();

        assertThat(Opens.report(Transport.INBOX, Authority.None.NONE, mail).verdict())
                .isEqualTo(Verdict.unsigned(Why.NOT_CHECKED));
        assertThat(Opens.report(Transport.INBOX, new Authority.MailServer("mx.example.com", ARRIVAL), mail)
                        .verdict())
                .isEqualTo(Verdict.unsigned(Why.NO_RESULTS));
        assertThat(Opens.report(Transport.INBOX, mail).verdict()).isEqualTo(Verdict.unsigned(Why.NOT_CHECKED));
    }

    /// Row 11.
    @Test
    void comparesTheKeyWithTheSmtpIdOfSes() {
        var mail =
                aMail().smtpId("id1").report(REPORT).storedBySes("google.com").bytes();

        assertThat(ses("mail/id1", mail).verdict()).isEqualTo(new Verdict.Verified(GOOGLES, ARRIVAL));
        for (var key : new String[] {"mail/id2", "mail/id1/a", "mail/xid1", "mail/", "mail/ID1"}) {
            assertThat(ses(key, mail).verdict()).isEqualTo(Verdict.unsigned(Why.OTHER_KEY));
        }
    }

    /// Row 11: the HELO stands in front of what SES writes.
    @Test
    void isNotFooledByAnIdInTheHelo() {
        var mail =
                aMail().smtpId("real").report(REPORT).storedBySes("google.com").text();
        var forged = latin1(mail.replaceFirst(
                "from mail-qk1-x746.google.com",
                "from x by inbound-smtp.eu-west-1.amazonaws.com with SMTP id forged for a; "));

        assertThat(ses("mail/forged", forged).verdict()).isInstanceOf(Verdict.Unsigned.class);
    }

    /// Row 15.
    @Test
    void isTheSignerWhateverTheReportClaims() {
        var delivered = ses(
                "mail/abc123",
                aMail().from("Google <Reports@Evil.example>")
                        .report(REPORT)
                        .signedBy("evil.example")
                        .storedBySesWith(SPF, " dkim=pass header.i=@evil.example;")
                        .bytes());

        assertThat(delivered.verdict())
                .isEqualTo(new Verdict.Verified(new ReporterId("evil.example", "reports@evil.example"), ARRIVAL));
        assertThat(delivered.claim()).isEqualTo("google.com");
        assertThat(delivered.sender()).isEqualTo("evil.example, claims google.com");
    }

    @Test
    void isDescribedInAList() {
        assertThat(ses("mail/abc123", aMail().report(REPORT).bytes()).sender())
                .isEqualTo("unsigned: the header does not begin with the fields that Amazon SES writes,"
                        + " claims google.com");
        assertThat(checked(new Verdict.TryAgain("x"), aMail()).sender())
                .isEqualTo("not checked: DNS did not answer, claims google.com");
        assertThat(checked(new Verdict.Verified(GOOGLES, ARRIVAL), aMail()).sender())
                .isEqualTo("google.com");
    }

    /// Rows 24 and 25: an unmodified forward keeps its signature.
    @Test
    void isFoundByTheOwnCheckAfterAForward() {
        var mail = latin1("Received: from list by mx; Mon, 02 Mar 2026 11:22:33 +0000\r\n"
                + latin1(GOOGLE.sign(aMail().report(REPORT).bytes())));
        var verdict = DkimCheckTest.check(mail, new Keys(GOOGLE));

        assertThat(Opens.report(Transport.INBOX, new Authority.OwnCheck(verdict), mail)
                        .verdict())
                .isEqualTo(new Verdict.Verified(GOOGLES, ARRIVAL));
    }

    /// Rows 24 and 25: a banner breaks it, a list that rewrites From speaks for itself.
    @Test
    void isNotTheOriginalOneAfterAChange() {
        var genuine = latin1(GOOGLE.sign(aMail().report(REPORT).bytes()));
        var banner = latin1(genuine.replaceFirst("This is a multi-part", "[External] This is a multi-part"));
        var list = DkimSigner.rsa("list.example", 1024);
        var rewritten = list.sign(latin1(genuine.replaceFirst("\r\nFrom: .*\r\n", "\r\nFrom: r@list.example\r\n")));

        assertThat(DkimCheckTest.check(banner, new Keys(GOOGLE))).isEqualTo(Verdict.unsigned(Why.BODY_CHANGED));
        assertThat(DkimCheckTest.check(rewritten, new Keys(GOOGLE, list)))
                .isEqualTo(new Verdict.Verified(new ReporterId("list.example", "r@list.example"), ARRIVAL));
    }

    /// A field that no signature covers can be added to a genuine mail.
    @Test
    void usesOnlyFieldsThatTheSignatureCovers() {
        var verified = new Verdict.Verified(GOOGLES, ARRIVAL);
        var covered = checked(verified, aMail().signedBy("google.com")).hints();
        var uncovered = checked(verified, aMail().signature("d=google.com; s=x; h=from"))
                .hints();
        var twice = checked(
                        verified,
                        aMail().header("TLS-Report-Domain: evil.example").signedBy("google.com"))
                .hints();

        assertThat(covered.reportDomain()).isEqualTo("example.com");
        assertThat(covered.submitter()).isEqualTo("google.com");
        assertThat(covered.subjectDomain()).isEqualTo("example.com");
        assertThat(uncovered.reportDomain()).isNull();
        assertThat(uncovered.submitter()).isNull();
        assertThat(uncovered.subjectDomain()).isNull();
        assertThat(uncovered.fileNameDomain()).isEqualTo("example.com");
        assertThat(twice.reportDomain()).isNull();
    }

    @Test
    void hasAnOrganization() {
        assertThat(Organization.of("a1.evil.example")).isEqualTo(new Organization("evil.example"));
        assertThat(Organization.of("mail.one.co.uk")).isEqualTo(new Organization("one.co.uk"));
        assertThat(Organization.of("co.uk")).isNull();
        assertThat(Organization.of("a.github.io")).isEqualTo(new Organization("a.github.io"));
    }

    private static Delivered ses(String key, byte[] mail) {
        return Opens.report(Transport.MAIL, new Authority.Ses(key), mail);
    }

    private static Delivered checked(Verdict verdict, MailText mail) {
        return Opens.report(
                Transport.INBOX,
                new Authority.OwnCheck(verdict),
                mail.report(REPORT).bytes());
    }
}
