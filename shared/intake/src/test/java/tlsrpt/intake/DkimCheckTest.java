package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.DkimSigner.GOOGLE;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.intake.Verdict.Why;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Transport;
import tlsrpt.testkit.DkimSigner;

/// The collector's own DKIM check, with key pairs of these tests and DNS that they answer.
@Timeout(60)
class DkimCheckTest {

    private static final Instant ARRIVAL = Instant.parse("2026-03-02T11:22:33Z");
    private static final ReporterId REPORTER = new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com");
    private static final Verdict VERIFIED = new Verdict.Verified(REPORTER, ARRIVAL);
    private static final byte[] MAIL = aMail().report(REPORT).bytes();

    @ParameterizedTest
    @ValueSource(
            strings = {"relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple", "relaxed", "simple"})
    void verifiesEveryCanonicalization(String canonicalization) {
        var signer = GOOGLE.canonicalization(canonicalization);

        assertThat(check(signer.sign(MAIL), signer)).isEqualTo(VERIFIED);
    }

    /// Signed by dkimpy 1.1.8; the keys are those that it signed with.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa-relaxed-relaxed",
                "rsa-relaxed-simple",
                "rsa-simple-relaxed",
                "rsa-simple-simple",
                "ed25519-relaxed-simple",
                "empty-body-relaxed",
                "empty-body-simple",
                "no-line-end"
            })
    void verifiesWhatAnotherProgramSigned(String name) throws IOException {
        var keys = new Keys();
        new String(resource("keys.txt"), StandardCharsets.US_ASCII).lines().forEach(line -> {
            int space = line.indexOf(' ');
            keys.add(line.substring(0, space), line.substring(space + 1));
        });
        var mail = resource(name + ".eml");

        var verified = new Verdict.Verified(new ReporterId("reporter.example", "tlsrpt@reporter.example"), ARRIVAL);
        assertThat(check(mail, keys)).isEqualTo(verified);
        assertThat(check(latin1(latin1(mail).replace("\r\n", "\n")), keys)).isEqualTo(verified);
    }

    @Test
    void verifiesMailStoredWithLineFeedsAlone() {
        assertThat(check(latin1(latin1(GOOGLE.sign(MAIL)).replace("\r\n", "\n")), GOOGLE))
                .isEqualTo(VERIFIED);
    }

    @Test
    void verifiesEd25519AloneAndBesideRsa() {
        var reporter = DkimSigner.ed25519("reporter.example");
        var mail = aMail().from("tlsrpt@reporter.example").report(REPORT).bytes();
        var rsa = GOOGLE.in("reporter.example").selector("r");

        assertThat(check(reporter.sign(mail), reporter)).isInstanceOf(Verdict.Verified.class);
        assertThat(check(rsa.sign(reporter.sign(mail)), reporter)).isInstanceOf(Verdict.Verified.class);
        assertThat(check(reporter.sign(rsa.sign(mail)), rsa)).isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void acceptsFieldsAddedAboveThatWereNotSigned() {
        var delivered = "Return-Path: <x@example.net>\r\nReceived: from a by b; Mon, 02 Mar 2026 11:22:33 +0000\r\n";

        assertThat(check(latin1(delivered + latin1(GOOGLE.sign(MAIL))), GOOGLE)).isEqualTo(VERIFIED);
    }

    @Test
    void refusesEveryChangeOfWhatWasSigned() {
        var signed = latin1(GOOGLE.sign(MAIL));

        assertThat(check(latin1(signed.replace("Subject: Report", "Subject: A report")), GOOGLE))
                .isEqualTo(Verdict.unsigned(Why.SIGNATURE_WRONG));
        assertThat(check(latin1(signed + "x"), GOOGLE)).isEqualTo(Verdict.unsigned(Why.BODY_CHANGED));
        assertThat(check(latin1(signed.replace("H4sI", "H4sJ")), GOOGLE)).isEqualTo(Verdict.unsigned(Why.BODY_CHANGED));
        assertThat(check(latin1(signed.replaceFirst("s=s1;", "s=s1; t=7;")), GOOGLE))
                .isEqualTo(Verdict.unsigned(Why.SIGNATURE_WRONG));
    }

    /// Row 6.
    @Test
    void refusesLengthLimitsUnsignedFromAndExpiry() {
        var fields = DkimSigner.FIELDS.replace("from:", "");

        assertUnsigned(GOOGLE.tags("l=10; "), Why.LENGTH_LIMIT);
        assertUnsigned(GOOGLE.fields(fields), Why.FROM_NOT_SIGNED);
        assertUnsigned(GOOGLE.tags("x=" + (ARRIVAL.getEpochSecond() - 1) + "; "), Why.EXPIRED);
    }

    /// Row 6: whatever the clock says when it is read again.
    @Test
    void verifiesWhatHadNotExpiredOnArrival() {
        var signer = GOOGLE.tags("x=" + ARRIVAL.getEpochSecond() + "; ");

        assertThat(check(signer.sign(MAIL), signer)).isEqualTo(VERIFIED);
    }

    /// Row 7.
    @Test
    void refusesChildrenForTheirParentAndPublicSuffixes() {
        var child = GOOGLE.in("mail.google.com");
        var suffix = GOOGLE.in("co.uk");
        var stranger = GOOGLE.in("evil.example");

        assertUnsigned(child, Why.NOT_ALIGNED);
        assertUnsigned(stranger, Why.NOT_ALIGNED);
        assertThat(check(suffix.sign(from("a@one.co.uk")), suffix)).isEqualTo(Verdict.unsigned(Why.NOT_ALIGNED));
    }

    /// Row 45: `tlsrpt reporters list` prints the address, and operators copy it into a command.
    @ParameterizedTest
    @ValueSource(
            strings = {"x'`reboot`'@google.com", "x'&rm${IFS}-rf${IFS}a&'@google.com", "$x@google.com", "a|b@google.com"
            })
    void refusesAnAddressThatAShellWouldRun(String from) {
        assertThat(check(GOOGLE.sign(from(from)), GOOGLE)).isEqualTo(Verdict.unsigned(Why.FROM));
    }

    /// Row 46: the report is about DANE alone, so it names MX hosts, and the reported domain comes from around it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: attachment; filename=\"google.com!victim.example!1!2.json\"",
                "Content-Description: google.com!victim.example!1!2.json",
                "Content-Type: application/tlsrpt+json; name=\"google.com!victim.example!1!2.json\""
            })
    void takesNoDomainFromAFileNameThatIsNotSigned(String added) {
        var report = aReport().from("google.com").tlsa("mx.evil.example", 5).json();
        var signer = GOOGLE.fields("from:date");
        var genuine = latin1(signer.sign(latin1(aMail().about(null).textOf("X-Last: 1", report))));
        var replayed = latin1(added + "\r\n" + genuine);

        assertThat(check(replayed, signer)).isEqualTo(VERIFIED);
        var found = Opens.report(Transport.INBOX, new Authority.OwnCheck(VERIFIED), replayed);
        assertThat(found.hints().fileNameDomain()).isNull();
        assertThat(ReportedDomain.in(found.report(), found.hints()))
                .extracting(ReportedDomain::domain)
                .containsExactly("mx.evil.example");
    }

    @Test
    void takesTheDomainFromAFileNameThatIsSigned() {
        var report = aReport().from("google.com").tlsa("mx.example.com", 5).json();
        var signer = GOOGLE.fields("from:content-disposition");
        var mail = signer.sign(latin1(aMail().about(null)
                .textOf("Content-Disposition: attachment; filename=\"google.com!example.com!1!2.json\"", report)));

        assertThat(check(mail, signer)).isEqualTo(VERIFIED);
        assertThat(Opens.report(Transport.INBOX, new Authority.OwnCheck(VERIFIED), mail)
                        .hints()
                        .fileNameDomain())
                .isEqualTo("example.com");
    }

    @Test
    void readsTagsAsTheGrammarSays() {
        assertThat(TagList.of("v=1; a_2=b\r\n\tc;d=;")).isEqualTo(Map.of("v", "1", "a_2", "b\r\n\tc", "d", ""));
        assertThat(TagList.of("Az=~ !;")).containsEntry("Az", "~ !");
        for (var text : List.of(
                "",
                ";",
                "v",
                "=1",
                "v=1;;",
                "v=1;;a=2",
                "1v=1",
                "_v=1",
                "v@=1",
                "v{=1",
                "v[=1",
                "v/=1",
                "v:=1",
                "v\u00e9=1",
                "v=\u007f",
                "v=\u0001",
                "v=1; v=1",
                "v w=1")) {
            assertThat(TagList.of(text)).as(text).isNull();
        }
    }

    @Test
    void acceptsTheShortestKey() {
        var shortest = DkimSigner.rsa("google.com", 1024);

        assertThat(check(shortest.sign(MAIL), shortest)).isEqualTo(VERIFIED);
    }

    @Test
    void verifiesAParentForItsChild() {
        assertThat(check(GOOGLE.sign(from("a@mail.google.com")), GOOGLE))
                .isEqualTo(new Verdict.Verified(new ReporterId("google.com", "a@mail.google.com"), ARRIVAL));
    }

    /// Row 7.
    @Test
    void refusesSeveralFromFieldsAndAddresses() {
        var twice = latin1("From: noreply-smtp-tls-reporting@google.com\r\n" + latin1(GOOGLE.sign(MAIL)));

        assertThat(check(twice, GOOGLE)).isEqualTo(Verdict.unsigned(Why.FROM));
        assertThat(check(GOOGLE.sign(from("a@google.com, b@google.com")), GOOGLE))
                .isEqualTo(Verdict.unsigned(Why.FROM));
    }

    /// Row 8.
    @ParameterizedTest
    @ValueSource(strings = {"s=tlsrpt; ", "s=*; ", "", "s=email:tlsrpt; ", "t=s; ", "n=any note; ", "h=sha1:sha256; "})
    void acceptsKeysForTlsReports(String tags) {
        assertThat(check(GOOGLE.sign(MAIL), GOOGLE.keyTags(tags))).isEqualTo(VERIFIED);
    }

    /// Row 8.
    @ParameterizedTest
    @CsvSource({
        "s=email; , KEY_FOR_OTHER_SERVICE",
        "t=y; , KEY_FOR_TESTING",
        "t=s:y; , KEY_FOR_TESTING",
        "h=sha1; , MALFORMED_KEY",
        "k=rsa; , MALFORMED_KEY",
    })
    void refusesKeysForAnythingElse(String tags, Why why) {
        assertThat(check(GOOGLE.sign(MAIL), GOOGLE.keyTags(tags))).isEqualTo(Verdict.unsigned(why));
    }

    /// Row 8.
    @Test
    void refusesShortAndRevokedKeysAndSha1() {
        assertUnsigned(DkimSigner.rsa("google.com", 512), Why.KEY_LENGTH);
        assertUnsigned(GOOGLE.algorithm("rsa-sha1"), Why.ALGORITHM);
        assertThat(check(GOOGLE.sign(MAIL), new Keys().add(GOOGLE.keyName(), "v=DKIM1; p=")))
                .isEqualTo(Verdict.unsigned(Why.KEY_REVOKED));
        assertThat(check(GOOGLE.sign(MAIL), new Keys())).isEqualTo(Verdict.unsigned(Why.NO_KEY));
    }

    @Test
    void acceptsTheShortKeyOfMicrosoft() {
        var microsoft = DkimSigner.rsa("microsoft.com", 1024);

        assertThat(check(microsoft.sign(from("tlsrpt-noreply@microsoft.com")), microsoft))
                .isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void refusesKeysOfAnotherKindAndSeveralKeys() {
        var ed25519 = DkimSigner.ed25519("google.com");
        KeyLookup twice = _ -> new KeyLookup.Answer.Records(List.of(GOOGLE.keyRecord(), GOOGLE.keyRecord()));

        assertThat(check(GOOGLE.sign(MAIL), ed25519)).isEqualTo(Verdict.unsigned(Why.MALFORMED_KEY));
        assertThat(check(ed25519.sign(MAIL), GOOGLE)).isEqualTo(Verdict.unsigned(Why.MALFORMED_KEY));
        assertThat(check(GOOGLE.sign(MAIL), twice)).isEqualTo(Verdict.unsigned(Why.MALFORMED_KEY));
    }

    @Test
    void refusesIdentitiesBelowTheDomainWhereTheKeySaysSo() {
        var signer = GOOGLE.tags("i=@mail.google.com; ");

        assertThat(check(signer.sign(MAIL), signer)).isEqualTo(VERIFIED);
        assertThat(check(signer.sign(MAIL), signer.keyTags("t=s; "))).isEqualTo(Verdict.unsigned(Why.SIGNATURE_WRONG));
    }

    /// Row 9.
    @Test
    void looksUpFiveKeysAtMostAndTriesAgainIfDnsIsSilent() {
        var signed = latin1(GOOGLE.sign(MAIL));
        var signature = signed.substring(0, signed.length() - MAIL.length);
        var signatures = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            signatures.append(signature.replace("s=s1;", "s=s" + i + ';'));
        }
        var keys = Keys.silent();

        var verdict = check(latin1(signatures + latin1(MAIL).replace("-smtp-tls-reporting", "")), keys);

        assertThat(verdict).isEqualTo(new Verdict.TryAgain("s4._domainkey.google.com: timeout"));
        assertThat(keys.lookups()).isEqualTo(5);
    }

    @Test
    void asksDnsNothingAboutDomainsThatCannotSign() {
        var keys = Keys.silent();

        assertThat(check(GOOGLE.in("evil.example").sign(MAIL), keys)).isEqualTo(Verdict.unsigned(Why.NOT_ALIGNED));
        assertThat(check(MAIL, keys)).isEqualTo(Verdict.unsigned(Why.NO_SIGNATURE));
        assertThat(keys.lookups()).isZero();
    }

    @Test
    void refusesTwoSignaturesOfAPinnedReporter() {
        var second = GOOGLE.selector("s2");

        assertThat(check(second.sign(GOOGLE.sign(MAIL)), new Keys(GOOGLE, second)))
                .isEqualTo(Verdict.unsigned(Why.SEVERAL_SIGNATURES));
    }

    @Test
    void refusesHeadersWithLinesThatAreNotFields() {
        var signed = latin1(GOOGLE.sign(MAIL));

        for (var line : List.of("no field", "\u00e4: x", ": x", "X: a\rb", "X: \0")) {
            assertThat(check(latin1(line + "\r\n" + signed), GOOGLE)).isEqualTo(Verdict.unsigned(Why.MALFORMED_HEADER));
        }
        assertThat(check(latin1(" continued\r\n" + signed), GOOGLE)).isEqualTo(Verdict.unsigned(Why.MALFORMED_HEADER));
    }

    @Test
    void refusesHeadersBeyondTheLimitsAtOnce() {
        var signed = latin1(GOOGLE.sign(MAIL));
        var signature = "DKIM-Signature: v=1; a=rsa-sha256; d=google.com; s=s; h=from; bh=x; b=x\n";

        for (var line : List.of("a:\n", "a:\n b\n", signature)) {
            assertThat(check(latin1(line.repeat(900_000 / line.length()) + signed), GOOGLE))
                    .isEqualTo(Verdict.unsigned(Why.MALFORMED_HEADER));
        }
    }

    @Test
    void checksNothingThatIsNotAMail() {
        assertThat(check(new byte[0], GOOGLE)).isEqualTo(Verdict.unsigned(Why.FROM));
        assertThat(check(latin1(REPORT), GOOGLE)).isInstanceOf(Verdict.Unsigned.class);
        assertThat(check(new byte[2 << 20], GOOGLE)).isEqualTo(Verdict.unsigned(Why.MALFORMED_HEADER));
    }

    private static byte[] from(String from) {
        return aMail().from(from).report(REPORT).bytes();
    }

    private static void assertUnsigned(DkimSigner signer, Why why) {
        assertThat(check(signer.sign(MAIL), signer)).isEqualTo(Verdict.unsigned(why));
    }

    private static Verdict check(byte[] mail, DkimSigner... signers) {
        return check(mail, new Keys(signers));
    }

    static Verdict check(byte[] mail, KeyLookup keys) {
        try {
            return new DkimCheck(keys).check(new ByteArrayInputStream(mail), ARRIVAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(DkimCheckTest.class.getResourceAsStream("dkim/" + name))) {
            return in.readAllBytes();
        }
    }
}
