package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.intake.Verdict.Why;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;

/// The results of an operator's own mail server, `mx.example.com`, on mail that it delivered to an inbox.
class MailServerTest {

    private static final Instant ARRIVAL = Instant.parse("2026-03-02T11:22:33Z");
    private static final Verdict VERIFIED =
            new Verdict.Verified(new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com"), ARRIVAL);
    private static final String HOP = "Received: from mail.google.com (mail.google.com [192.0.2.1])\r\n by"
            + " mx.example.com (Postfix) with ESMTPS id 4X; Mon, 02 Mar 2026 11:22:33 +0000\r\n";
    private static final String OTHER_HOP =
            "Received: by mail.google.com with SMTP id 5; Mon, 02 Mar 2026 11:22:31 +0000\r\n";
    private static final String PASS = "Authentication-Results: mx.example.com; dkim=pass header.d=google.com\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.com; dkim=pass header.d=google.com",
                "mx.example.com; dkim=pass header.i=@google.com;",
                "mx.example.com 1; dkim=pass header.i=@google.com",
                "mx.example.com;\r\n\tdkim=pass (2048-bit key; unprotected) header.d=google.com header.i=@google.com"
                        + " header.a=rsa-sha256 header.s=20230601 header.b=\"AbC/+==\"",
                "mx.example.com; dkim=pass header.d=google.com header.s=20230601 header.b=AbC/+1; arc=none;"
                        + " spf=pass (mx.example.com: domain of x@bounces.google.com designates 192.0.2.1 as permitted"
                        + " sender) smtp.mailfrom=x@bounces.google.com; dmarc=pass (policy=reject) header.from=google.com",
                "\"mx.example.com\"; DKIM / 1 = PASS reason=\"good (signature); really\" header.d=google.com",
                "(a (nested\\)) comment) mx.example.com; spf=none smtp.mailfrom=\"a;b\"@evil.example;"
                        + " dkim=pass header.d=google.com",
            })
    void verifiesAsTheServerSays(String results) {
        assertThat(verdict("Authentication-Results: " + results + "\r\n" + HOP)).isEqualTo(VERIFIED);
        assertThat(verdict("Return-Path: <a@b>\r\n" + HOP + "Authentication-Results: " + results + "\r\n" + OTHER_HOP))
                .isEqualTo(VERIFIED);
    }

    @Test
    void readsTheFieldsOfSeveralFiltersAsOneBlock() {
        var dmarc = "Authentication-Results: mx.example.com; dmarc=pass header.from=google.com\r\n";

        assertThat(verdict(dmarc + PASS + HOP)).isEqualTo(VERIFIED);
        assertThat(verdict(dmarc.replace("pass", "fail") + PASS + HOP)).isEqualTo(Verdict.unsigned(Why.DMARC_FAILED));
        assertThat(verdict(dmarc.replace("google", "other") + PASS + HOP))
                .isEqualTo(Verdict.unsigned(Why.DMARC_FAILED));
    }

    /// Row 10.
    @ParameterizedTest
    @ValueSource(strings = {PASS, HOP, HOP + OTHER_HOP, ""})
    void isUnsignedIfTheServerDoesNotRemoveFieldsInItsName(String between) {
        var own = PASS.replace("pass header.d=google.com", "none");

        assertThat(verdict(own + HOP + between + PASS)).isEqualTo(Verdict.unsigned(Why.SECOND_RESULTS));
        assertThat(verdict(HOP + PASS.replace("google.com", "evil.example") + between + PASS))
                .isEqualTo(Verdict.unsigned(Why.SECOND_RESULTS));
    }

    @Test
    void readsNothingBelowAnotherHost() {
        assertThat(verdict(HOP + OTHER_HOP)).isEqualTo(Verdict.unsigned(Why.NO_RESULTS));
        assertThat(verdict(HOP + OTHER_HOP + PASS)).isEqualTo(Verdict.unsigned(Why.SECOND_RESULTS));
        assertThat(verdict(OTHER_HOP + PASS)).isEqualTo(Verdict.unsigned(Why.SECOND_RESULTS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.example.com.evil.example; dkim=pass header.d=google.com | NO_RESULTS",
                "(mx.example.com) mx.evil.example; dkim=pass header.d=google.com | NO_RESULTS",
                "MX.example.com; dkim=pass header.d=google.com | NO_RESULTS",
                "mx.example.com; none | NOT_PASSED",
                "mx.example.com; dkim=none | NOT_PASSED",
                "mx.example.com; dkim=fail header.d=google.com | NOT_PASSED",
                "mx.example.com; dkim=passed header.d=google.com | NOT_PASSED",
                "mx.example.com; dkim=pass | MALFORMED_RESULTS",
                "mx.example.com; dkim=pass header.d=google.com header.d=evil.example | MALFORMED_RESULTS",
                "mx.example.com; dkim=pass header.i=@evil.example header.d=google.com | MALFORMED_RESULTS",
                "mx.example.com; dkim=fail (x; dkim=pass header.d=google.com | MALFORMED_RESULTS",
                "mx.example.com; dkim=fail reason=\"x; dkim=pass header.d=google.com | MALFORMED_RESULTS",
                "mx.example.com; dkim=fail reason=x) header.d=google.com | MALFORMED_RESULTS",
                "mx.example.com; dkim=pass header.d=google.com; | VERIFIED",
                "mx.example.com; dkim=pass header.d=google.com;; | MALFORMED_RESULTS",
                "mx.example.com; dkim=pass header.d=google.com stray | MALFORMED_RESULTS",
                "mx.example.com; dkim=pass header.d=google.com; dkim=pass header.d=google.com | SURPLUS_RESULTS",
                "mx.example.com; dkim=pass header.d=other.example | UNKNOWN_IDENTITY",
                "mx.example.com; spf=pass smtp.mailfrom=google.com; dmarc=pass header.from=google.com | NOT_PASSED",
                "mx.example.com; x=dkim=pass header.d=google.com | MALFORMED_RESULTS",
            })
    void isUnsignedUnlessTheFieldSaysSoUnambiguously(String results, String outcome) {
        var verdict = verdict("Authentication-Results: " + results + "\r\n" + HOP);

        assertThat(verdict).isEqualTo(outcome.equals("VERIFIED") ? VERIFIED : Verdict.unsigned(Why.valueOf(outcome)));
    }

    /// The rules for signatures are those of every other way.
    @Test
    void appliesTheRulesForSignatures() {
        assertThat(verdict(PASS + HOP, "d=google.com; s=x; h=from; l=1")).isEqualTo(Verdict.unsigned(Why.LENGTH_LIMIT));
        assertThat(verdict(PASS + HOP, "d=google.com; s=x; h=to")).isEqualTo(Verdict.unsigned(Why.FROM_NOT_SIGNED));
        assertThat(verdict(PASS + HOP, "d=google.com; s=x; h=from; x=1")).isEqualTo(Verdict.unsigned(Why.EXPIRED));
        assertThat(verdict(PASS + HOP, "d=google.com; h=from")).isEqualTo(Verdict.unsigned(Why.MALFORMED_SIGNATURE));
    }

    private static Verdict verdict(String above) {
        return verdict(above, "d=google.com; s=x; h=from");
    }

    private static Verdict verdict(String above, String signature) {
        var mail = above + aMail().signature(signature).report(REPORT).text();
        var delivered =
                Opens.report(Transport.INBOX, new Authority.MailServer("mx.example.com", ARRIVAL), latin1(mail));
        assertThat(delivered.trust())
                .isEqualTo(delivered.verdict() instanceof Verdict.Verified ? Trust.VERIFIED : Trust.UNSIGNED);
        return delivered.verdict();
    }
}
