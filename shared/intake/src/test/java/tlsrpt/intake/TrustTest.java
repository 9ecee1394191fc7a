package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.SPF;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.base64;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.MailText.ordinaryMail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// Whether a report counts for the submitter that it claims, above all in mail that was forged to look signed. The
/// reports are said to be Google's.
class TrustTest {

    private static final String PASS = " dkim=pass header.i=@google.com;";
    private static final String DMARC = " dmarc=pass header.from=google.com;";

    @Test
    void isVerifiedIfTheSignatureFitsFromAndReport() {
        assertVerified(aMail().storedBySes("google.com"));
        assertVerified(
                aMail().from("\"TLS (daily), reports\" <noreply@google.com>").storedBySes("google.com"));
        assertVerified(aMail().from("noreply@mail.google.com").storedBySes("google.com"));
        assertVerified(aMail().storedBySes("esp.example", "google.com"));
        assertVerified(aMail().signedBy("google.com").storedBySesWith(SPF, " dkim=pass header.i=google.com;" + DMARC));
    }

    @Test
    void takesTheSubmitterFromTheHeaderIfTheReportNamesNone() {
        var nameless = REPORT.replace("\"tlsrpt@google.com\"", "null");

        assertThat(trust(aMail().report(nameless).storedBySes("google.com"))).isEqualTo(Trust.VERIFIED);
        assertThat(trust(aMail().report(nameless).submitter("example.net").storedBySes("google.com")))
                .isEqualTo(Trust.UNSIGNED);
    }

    @Test
    void takesTheSignerForTheSubmitterIfNothingIsClaimed() {
        var nameless = REPORT.replace("\"tlsrpt@google.com\"", "null");

        assertThat(trust(aMail().report(nameless).submitter(null).storedBySes("google.com")))
                .isEqualTo(Trust.VERIFIED);
    }

    @Test
    void isCappedByTheTransport() {
        var mail = aMail().report(REPORT).storedBySes("google.com").bytes();

        assertThat(Opens.report(Transport.HTTPS, mail).trust()).isEqualTo(Trust.ANONYMOUS);
        assertThat(Opens.report(Transport.HTTPS, mail).hints().signer()).isNull();
        assertThat(Opens.report(Transport.IMPORT, mail).trust()).isEqualTo(Trust.IMPORTED);
        assertThat(Opens.report(Transport.IMPORT, latin1(REPORT)).trust()).isEqualTo(Trust.IMPORTED);
        assertThat(Opens.report(Transport.MAIL, latin1(REPORT)).trust()).isEqualTo(Trust.UNSIGNED);
    }

    /// Row 15.
    @Test
    void isUnsignedForASubmitterThatTheSignerOnlyClaims() {
        var delivered = Opens.report(
                Transport.MAIL,
                aMail().from("reports@example.net")
                        .report(REPORT)
                        .storedBySes("example.net")
                        .bytes());

        assertThat(delivered.trust()).isEqualTo(Trust.UNSIGNED);
        assertThat(delivered.hints().signer()).isEqualTo("example.net");
    }

    @Test
    void isUnsignedIfTheSignerIsNotTheDomainInFrom() {
        assertUnsigned(aMail().from("reports@example.net").storedBySes("google.com"));
        assertUnsigned(aMail().from("reports@google.com").storedBySes("example.net"));
        assertUnsigned(aMail().storedBySes());
    }

    @Test
    void doesNotTakeNeighborsBelowAPublicSuffixForOneOrganization() {
        var report = ReportText.aReport()
                .from("one.co.uk")
                .sts("example.com", "enforce", 5)
                .json();

        assertThat(trust(aMail().from("reports@mail.one.co.uk").report(report).storedBySes("one.co.uk")))
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

        var delivered = Opens.report(Transport.MAIL, forwarded.bytes());

        assertThat(delivered.trust()).isEqualTo(Trust.UNSIGNED);
        assertThat(delivered.hints().submitter()).isEqualTo("google.com");
    }

    @Test
    void takesNothingFromMailInsideOfOtherDocuments() {
        var mail = aMail().report(REPORT).storedBySes("google.com");

        assertThat(Opens.report(Transport.MAIL, gzip(mail.bytes())).trust()).isEqualTo(Trust.UNSIGNED);
        assertThat(trust(ordinaryMail().part("Content-Transfer-Encoding: base64", base64(gzip(mail.bytes())))))
                .isEqualTo(Trust.UNSIGNED);
        assertThat(Opens.report(Transport.MAIL, latin1("From - Mon Mar  2 11:22:33 2026\r\n" + mail.text()))
                        .trust())
                .isEqualTo(Trust.UNSIGNED);
    }

    /// Row 25: a list or a colleague that attaches the report proves nothing about who wrote it.
    @Test
    void isUnsignedInAnAttachedMessageWhoeverSignedTheOuterOne() {
        var report = gzip(latin1(REPORT));

        assertThat(trust(aMail().forwarding(aMail().report(REPORT)).storedBySes("google.com")))
                .isEqualTo(Trust.UNSIGNED);
        assertThat(trust(aMail().part("Content-Type: application/tlsrpt+gzip", latin1(gzip(report)))
                        .storedBySes("google.com")))
                .isEqualTo(Trust.VERIFIED);
    }

    /// Row 24: the copy with a banner keeps its signature, but no longer passes.
    @Test
    void isUnsignedIfTheSignatureBroke() {
        assertUnsigned(
                aMail().signedBy("google.com").storedBySesWith(SPF, " dkim=permerror header.i=@google.com;" + DMARC));
    }

    /// Row 25: the list's own signature counts for the list.
    @Test
    void isUnsignedForGoogleIfAListRewroteFromAndSigned() {
        assertUnsigned(aMail().from("tlsrpt@list.example")
                .signedBy("google.com")
                .signedBy("list.example")
                .storedBySesWith(
                        SPF,
                        " dkim=permerror header.i=@google.com; dkim=pass header.i=@list.example;"
                                + " dmarc=pass header.from=list.example;"));
    }

    @Test
    void readsNothingBelowTheReceiptOfSes() {
        var forged = "Authentication-Results: amazonses.com;\r\n spf=" + SPF + PASS + DMARC;
        var spf = "Received-SPF: " + SPF;
        var receipt = "X-SES-RECEIPT: forged";

        assertUnsigned(aMail().header(forged));
        assertUnsigned(aMail().header(receipt).header(forged).signedBy("google.com"));
        assertUnsigned(aMail().header(spf).header(forged).header(receipt).signedBy("google.com"));
        assertUnsigned(aMail().header(forged).signedBy("google.com").storedBySesWith(SPF, DMARC));
        assertUnsigned(aMail().header(forged)
                .header(receipt)
                .signedBy("google.com")
                .storedBySesWith(SPF, "mx.example.net; x=y", ""));
        assertUnsigned(aMail().signedBy("google.com").storedBySesWith(SPF, DMARC + "\r\n" + forged));
    }

    @Test
    void trustsOnlySes() {
        for (var server : new String[] {
            "mx.google.com",
            "amazonses.com.example.net",
            "(amazonses.com) example.net",
            "\"amazonses.com\"",
            "amazonses.com 1"
        }) {
            assertUnsigned(aMail().signedBy("google.com").storedBySesWith(SPF, server + "; spf=" + SPF, PASS + DMARC));
        }
    }

    /// Row 2: what a HELO or MAIL FROM can put into the results, if SES escapes nothing.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a;\tdkim=pass header.i=@google.com",
                "a; dkim=pass header.i=@google.com; dmarc=pass header.from=google.com",
                "a; helo=x; dkim=pass header.i=@google.com; x=",
                "\"; dkim=pass header.i=@google.com; \"",
                "(\\); dkim=pass header.i=@google.com",
                "a;  dkim=pass header.i=@google.com;  dmarc=pass header.from=google.com",
            })
    void isNotFooledByTheEnvelope(String envelope) {
        var helo = "pass (spfCheck: x) client-ip=192.0.2.1; envelope-from=a@example.net; helo=" + envelope + ";";
        var mailFrom = "pass (spfCheck: x) client-ip=192.0.2.1; envelope-from=" + envelope + "; helo=example.net;";

        assertUnsigned(aMail().storedBySesWith(helo, ""));
        assertUnsigned(aMail().signedBy("google.com").storedBySesWith(helo, ""));
        assertUnsigned(aMail().signedBy("google.com").storedBySesWith(helo, " dmarc=none;"));
        assertUnsigned(aMail().signedBy("google.com").storedBySesWith(mailFrom, ""));
        assertUnsigned(aMail().signedBy("google.com")
                .storedBySesWith(mailFrom, " dkim=permerror header.i=@google.com; dmarc=fail header.from=google.com;"));
    }

    /// Row 2: a parenthesis that ends the comment of the SPF result.
    @Test
    void isNotFooledByAClosedComment() {
        var spf = "none (spfCheck: 192.0.2.1 is neither (x) dkim=pass header.i=@google.com; x) client-ip=192.0.2.1;"
                + " envelope-from=a@x); dkim=pass header.i=@google.com; (; helo=x;";

        assertUnsigned(aMail().storedBySesWith(spf, ""));
        assertUnsigned(aMail().signedBy("google.com").storedBySesWith(spf, " dmarc=none;"));
    }

    /// Row 3.
    @Test
    void isUnsignedUnlessReceivedSpfSaysTheSame() {
        var good = aMail().signedBy("google.com").storedBySesWith(SPF, PASS + DMARC);
        assertVerified(good);

        for (var spf :
                new String[] {SPF.replace("192.0.2.1;", "192.0.2.2;"), SPF + " x=y;", SPF.substring(0, 60), ""}) {
            assertUnsigned(
                    aMail().signedBy("google.com").storedBySesWith(spf, "amazonses.com; spf=" + SPF, PASS + DMARC));
        }
        assertUnsigned(latin1(good.text().replaceFirst("(?m)^Received-SPF: .*\r\n", "")));
    }

    /// Row 4.
    @Test
    void isUnsignedIfResultsAndSignaturesDiffer() {
        var stranger = " dkim=pass header.i=@evil.example;";

        assertUnsigned(aMail().storedBySesWith(SPF, PASS + DMARC));
        assertUnsigned(aMail().signedBy("evil.example").storedBySesWith(SPF, PASS + DMARC));
        assertUnsigned(aMail().signedBy("evil.example").storedBySesWith(SPF, stranger + PASS + DMARC));
        assertUnsigned(aMail().signedBy("google.com").storedBySesWith(SPF, PASS + PASS + DMARC));
        assertUnsigned(aMail().signedBy("google.com")
                .signedBy("evil.example")
                .storedBySesWith(SPF, PASS + " dkim=pass header.i=@google.com; " + DMARC));
    }

    /// Row 4: an identity that could bring clauses of its own.
    @Test
    void isUnsignedIfASignatureIsMalformed() {
        var results = " dkim=permerror header.i=a@evil.example; dkim=pass header.i=@google.com; dkim=permerror"
                + " header.i=b@evil.example;";
        var identity = "i=a@evil.example=3B=20dkim=3Dpass=20header.i=3D@google.com=3B=20b@evil.example; ";

        for (var tags :
                new String[] {identity, "i=\"a;b\"@evil.example; ", "d=evil.example; ", "l=x; l=y; ", "x=soon; "}) {
            assertUnsigned(aMail().signature(tags + "d=evil.example; s=x; h=from")
                    .signedBy("google.com")
                    .signedBy("google.com")
                    .storedBySesWith(SPF, results));
        }
    }

    /// Row 5.
    @Test
    void isUnsignedByDmarcAlone() {
        assertUnsigned(aMail().storedBySesWith(SPF, DMARC));
        assertUnsigned(
                aMail().signedBy("google.com").storedBySesWith(SPF, " dkim=permerror header.i=@google.com;" + DMARC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " dkim=passed header.i=@google.com;",
                " dkim=fail header.i=@google.com;",
                " dkim=pass header.i=@google.com.example.net;",
                " dkim=pass header.i=@google.com@example.net;",
                " dkim=pass header.i=;",
                " dkim=pass;",
                " dkim=pass header.i=@google.com",
                " dkim=pass header.i=@google.com; dkim=none;",
                " dkim=pass header.i=@google.com; dmarc=fail header.from=google.com;",
                " dkim=pass header.i=@google.com; dmarc=pass header.from=example.net;",
                " dkim=pass header.i=@google.com; dmarc=pass header.from=google.com; dmarc=fail;",
                " dkim=pass header.i=@google.com; dmarc=pass header.from=google.com; x=y;",
                " dkim=pass header.d=google.com;",
                " dkim=pass (comment) header.i=@google.com;",
                "; dkim=pass header.i=@google.com;",
                "",
                ";;;"
            })
    void isUnsignedUnlessAllResultsFollowTheGrammar(String results) {
        assertUnsigned(aMail().signedBy("google.com").storedBySesWith(SPF, results));
    }

    @Test
    void acceptsASenderWithoutDmarc() {
        assertVerified(
                aMail().signedBy("google.com").storedBySesWith(SPF, PASS + " dmarc=none header.from=google.com;"));
        assertVerified(aMail().signedBy("google.com").storedBySesWith(SPF, PASS));
    }

    /// Row 6.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "d=google.com; s=x; h=from:to; l=100",
                "d=google.com; s=x; h=to:subject",
                "d=google.com; s=x; h=from; x=1772450552",
                "d=google.com; s=x; h=from; a=rsa-sha1",
            })
    void isUnsignedIfTheSignatureProvesTooLittle(String tags) {
        var text = aMail().signature(tags)
                .storedBySesWith(SPF, PASS + DMARC)
                .report(REPORT)
                .text();

        assertUnsigned(latin1(tags.contains("a=rsa-sha1") ? text.replaceFirst("a=rsa-sha256; c=", "c=") : text));
    }

    /// Row 6: it arrived at 1772450553, and the clock plays no part.
    @Test
    void isVerifiedIfTheSignatureHadNotExpiredOnArrival() {
        assertVerified(
                aMail().signature("d=google.com; s=x; h=from; x=1772450553").storedBySesWith(SPF, PASS + DMARC));
    }

    /// Row 7.
    @Test
    void isUnsignedIfAChildSignsForItsParent() {
        assertUnsigned(aMail().signedBy("mail.google.com")
                .storedBySesWith(SPF, " dkim=pass header.i=@mail.google.com;" + DMARC));
    }

    @Test
    void isUnsignedIfOneIdentityBelongsToTwoDomains() {
        assertUnsigned(aMail().from("a@mail.google.com")
                .signature("d=google.com; i=@mail.google.com; s=x; h=from")
                .signature("d=mail.google.com; i=@mail.google.com; s=x; h=from")
                .storedBySesWith(
                        SPF, " dkim=pass header.i=@mail.google.com; dkim=permerror header.i=@mail.google.com;"));
    }

    @Test
    void isUnsignedIfAPinnedReporterSignedTwice() {
        var passes = PASS + " dkim=permerror header.i=@google.com;" + DMARC;

        assertUnsigned(aMail().signedBy("google.com").signedBy("google.com").storedBySesWith(SPF, passes));
        assertVerified(aMail().from("another@google.com")
                .signedBy("google.com")
                .signedBy("google.com")
                .storedBySesWith(SPF, passes));
    }

    /// Rows 7 and 16.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@google.com, b@example.net",
                "a@google.com, b@google.com",
                "a@google.com <b@google.com>",
                "<a@google.com> <b@google.com>",
                "a@google.com (comment)",
                "(comment) a@google.com",
                "a(comment)@google.com",
                "\"=cmd|x\"@google.com",
                "\"a b\" <\"=cmd|x\"@google.com>",
                "a\u00e2\u0080\u00aeb@google.com",
                "\u00e2\u0080\u00aea <a@google.com>",
                "<a@google.com> b",
                "group: a@google.com;",
                "<@example.net:a@google.com>",
                "a@google.com@google.com",
                ".a@google.com",
                "a..b@google.com",
                "a@google.com.",
                "a@[192.0.2.1]",
                "a@google.com\r\nFrom: a@google.com",
                "a@google.com\r\nFrom : b@google.com",
                "google.com",
                "\"unfinished <a@google.com>",
                ""
            })
    void isUnsignedUnlessFromIsOnePlainAddress(String from) {
        assertUnsigned(aMail().from(from).signedBy("google.com").storedBySesWith(SPF, PASS));
    }

    /// Row 16.
    @Test
    void isUnsignedIfTheAddressIsTooLong() {
        assertUnsigned(aMail().from("a".repeat(300) + "@google.com")
                .signedBy("google.com")
                .storedBySesWith(SPF, PASS));
        assertVerified(aMail().from("a".repeat(64) + "@google.com")
                .signedBy("google.com")
                .storedBySesWith(SPF, PASS));
    }

    /// Row 11: what SES writes there stands behind what the sender says in HELO.
    @Test
    void isUnsignedIfTheHeloReadsLikeAnSmtpId() {
        var text = aMail().report(REPORT).storedBySes("google.com").text();

        assertUnsigned(latin1(text.replaceFirst("Received: from ", "Received: from x with SMTP id x ")));
    }

    @Test
    void isUnsignedIfTheHeaderOfSesIsOutOfOrder() {
        var text = aMail().report(REPORT).storedBySes("google.com").text();

        assertThat(Opens.report(Transport.MAIL, latin1(text.replaceFirst("Return-Path.*\r\n", "")))
                        .trust())
                .isEqualTo(Trust.VERIFIED);
        assertThat(Opens.report(Transport.MAIL, latin1(text.replaceFirst("X-SES-Virus", "X-SES-Other")))
                        .trust())
                .isEqualTo(Trust.VERIFIED);
        assertUnsigned(latin1("X-Mine: x\r\n" + text));
        assertUnsigned(latin1(text.replaceFirst("X-SES-Virus", "X-Virus")));
        assertUnsigned(latin1(text.replaceFirst("X-SES-RECEIPT", "X-RECEIPT")));
        assertUnsigned(latin1(text.replaceFirst("Received: ", "X-Received: ")));
        assertUnsigned(latin1(text.replace("with SMTP id", "with ESMTP id")));
        assertUnsigned(latin1(text.replace("inbound-smtp.eu-west-1.amazonaws.com", "inbound-smtp.amazonaws.example")));
        assertUnsigned(latin1(text.replace("Mon, 02 Mar 2026 11:22:33", "Mon, 99 Mar 2026 11:22:33")));
        assertUnsigned(latin1(text.replace("To: tlsrpt@example.com", "not a field")));
    }

    private static Trust trust(MailText mail) {
        return Opens.report(Transport.MAIL, mail.bytes()).trust();
    }

    private static void assertVerified(MailText mail) {
        var delivered = Opens.report(Transport.MAIL, mail.report(REPORT).bytes());
        assertThat(delivered.trust()).isEqualTo(Trust.VERIFIED);
        assertThat(delivered.hints().signer()).endsWith("google.com");
    }

    private static void assertUnsigned(MailText mail) {
        assertUnsigned(mail.report(REPORT).bytes());
    }

    private static void assertUnsigned(byte[] mail) {
        assertThat(Opens.report(Transport.MAIL, mail).trust()).isEqualTo(Trust.UNSIGNED);
    }
}
