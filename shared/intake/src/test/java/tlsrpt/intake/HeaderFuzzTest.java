package tlsrpt.intake;

import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.DkimSigner.GOOGLE;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Transport;

/// Decides who sent whatever a fuzzer thinks of: the header parsers, DKIM keys and the DKIM check. Without
/// `JAZZER_FUZZ=1` it reads the seeds.
class HeaderFuzzTest {

    private static final Instant ARRIVAL = Instant.parse("2026-03-02T11:22:33Z");

    private static final byte[] SIGNED = GOOGLE.sign(aMail().bytes());

    /// Where the fuzzer begins.
    static Stream<byte[]> seeds() {
        var mail = aMail().report(REPORT);
        return Stream.of(
                mail.bytes(),
                GOOGLE.sign(mail.bytes()),
                latin1("Authentication-Results: mx.example.com 1; dkim=pass (ok) reason=\"x\" header.d=google.com\r\n"
                        + latin1(GOOGLE.sign(mail.bytes()))),
                mail.storedBySes("google.com").bytes(),
                latin1("From: \"a \\\" b\" <a.b@google.com>\r\n\r\n"),
                latin1("v=DKIM1; k=ed25519; t=s; s=tlsrpt; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void decidesAnything(byte[] mail) {
        var record = latin1(mail);
        var recordLookup = new Keys().add(GOOGLE.keyName(), record);
        assertSound(DkimCheckTest.check(mail, new Keys(GOOGLE)));
        if (!(DkimCheckTest.check(SIGNED, recordLookup) instanceof Verdict.Unsigned)
                && !record.contains(
                        GOOGLE.keyRecord().substring(GOOGLE.keyRecord().indexOf("p=")))) {
            throw new IllegalStateException("another key verifies");
        }
        for (var authority : List.of(
                new Authority.Ses("mail/abc123"),
                Authority.AssumedSes.ASSUMED_SES,
                new Authority.MailServer("mx.example.com", ARRIVAL),
                Authority.None.NONE)) {
            for (var opened : Opens.all(Transport.MAIL, authority, mail)) {
                opened.delivered().forEach(delivered -> assertSound(delivered.verdict()));
            }
        }
    }

    private static void assertSound(Verdict verdict) {
        if (verdict instanceof Verdict.Verified verified
                && (verified.reporter().from().length() > 254
                        || !verified.reporter()
                                .from()
                                .endsWith(verified.reporter().domain()))) {
            throw new IllegalStateException("signed by another domain than that of From");
        }
    }
}
