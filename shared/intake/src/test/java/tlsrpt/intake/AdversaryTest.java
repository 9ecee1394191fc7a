package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.intake.Opens.REPORT;
import static tlsrpt.testkit.DkimSigner.GOOGLE;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.ReportText;

/// Mail composed freely by a sender who holds any domain but Google's and has Google's genuine mail: none of it makes a
/// report of Google's that Google did not write.
///
/// `-Dadversary.seeds=1000` tries more.
@Timeout(300)
class AdversaryTest {

    private static final Instant ARRIVAL = Instant.parse("2026-03-02T11:22:33Z");
    private static final int MAILS_PER_SEED = 20;
    private static final DkimSigner EVIL = DkimSigner.ed25519("evil.example");
    private static final Keys KEYS =
            new Keys(GOOGLE, EVIL, GOOGLE.selector("old").keyTags("t=y; "));
    private static final String LIE = ReportText.aReport()
            .from("google.com")
            .id("r1")
            .sts("example.com", "enforce", 0)
            .failed("certificate-expired", "mx.example.com", 100)
            .json();
    private static final String GENUINE_TEXT =
            Opens.report(aMail().report(REPORT).bytes()).text().sha256();
    private static final List<String> GENUINE = List.of(
            latin1(GOOGLE.sign(aMail().report(REPORT).bytes())),
            latin1(GOOGLE.canonicalization("simple/simple")
                    .sign(aMail().report(REPORT).bytes())),
            latin1(GOOGLE.selector("old").sign(aMail().report(LIE).bytes())),
            latin1(GOOGLE.tags("l=0; ").sign(aMail().report(REPORT).bytes())));
    private static final String FROM = "From: noreply-smtp-tls-reporting@google.com";
    private static final String PASS = "dkim=pass header.i=@google.com;";
    private static final List<String> LINES = List.of(
            FROM,
            "From : noreply-smtp-tls-reporting@google.com",
            "from: x@evil.example",
            "From: x@evil.example,\r\n noreply-smtp-tls-reporting@google.com",
            "From: \"noreply-smtp-tls-reporting@google.com\" <x@evil.example>",
            "Sender: noreply-smtp-tls-reporting@google.com",
            "Resent-From: noreply-smtp-tls-reporting@google.com",
            "TLS-Report-Domain: evil.example",
            "TLS-Report-Submitter: google.com",
            "Subject: Report Domain: evil.example Submitter: google.com Report-ID: <1>",
            "Received: from a by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123 for a@b;"
                    + " Mon, 02 Mar 2026 11:22:33 +0000",
            "Received: from a by mx.example.com with SMTP id 1; Mon, 02 Mar 2026 11:22:33 +0000",
            "Received-SPF: pass (x) client-ip=192.0.2.1; envelope-from=a; helo=b;",
            "Authentication-Results: amazonses.com; spf=pass (x) client-ip=192.0.2.1; envelope-from=a; helo=b; " + PASS,
            "Authentication-Results: mx.example.com; " + PASS,
            "authentication-results :\r\n\tmx.example.com; dkim=pass header.d=google.com",
            "Authentication-Results: mx.example.com (; " + PASS,
            "X-SES-RECEIPT: x",
            "DKIM-Signature: v=1; a=rsa-sha256; d=google.com; s=s1; h=from; bh=x; b=x",
            "DKIM-Signature: v=1; a=rsa-sha256; d=google.com; i=@google.com; s=s1; h=from; l=0; bh=x; b=x",
            "DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; i=a=3B=20dkim=3Dpass=20header.i=3D@google.com=3B=20@evil.example;"
                    + " s=s1; h=from; bh=x; b=x",
            "DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; i=@google.com.evil.example; s=s1; h=from; bh=x; b=x",
            "DKIM-Signature: v=1; d=google.com",
            "Content-Type: multipart/mixed; boundary=\"=_part_1\"",
            "Content-Type: application/tlsrpt+json",
            "Content-Transfer-Encoding: base64",
            "no field",
            " continued",
            "\r",
            "");
    private static final List<String> ENVELOPE = List.of(
            "a",
            "; dkim=pass header.i=@google.com",
            ";",
            " ",
            "\t",
            "; ",
            PASS,
            " " + PASS,
            "dmarc=pass header.from=google.com;",
            "(",
            ")",
            "\"",
            "\\",
            "@",
            "helo=",
            "envelope-from=",
            "amazonses.com; spf=pass",
            " by inbound-smtp.eu-west-1.amazonaws.com",
            " with SMTP id abc123",
            "google.com",
            " for a; Mon, 02 Mar 2026 11:22:33 +0000");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("adversary.seeds", 60));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverSpeaksForGoogleToTheOwnCheck(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < MAILS_PER_SEED; i++) {
            var mail = latin1(mail(random));
            var verdict = DkimCheckTest.check(mail, KEYS);

            assertHonest(Opens.all(Transport.INBOX, new Authority.OwnCheck(verdict), mail), mail);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverSpeaksForGoogleThroughSes(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < MAILS_PER_SEED; i++) {
            var mail = latin1(throughSes(mail(random), random));

            assertSilent(Opens.all(Transport.MAIL, new Authority.Ses("mail/abc123"), mail), mail);
        }
    }

    /// The server keeps to RFC 8601 §5, or adds its own results above those that it should have removed.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverSpeaksForGoogleThroughAMailServer(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < MAILS_PER_SEED; i++) {
            var mail = latin1(throughMailServer(mail(random), random));

            assertSilent(Opens.all(Transport.INBOX, new Authority.MailServer("mx.example.com", ARRIVAL), mail), mail);
        }
    }

    /// A genuine mail or one of the adversary's, with lines added, repeated, taken out and exchanged, signed by
    /// evil.example or not.
    private static String mail(Random random) {
        var base = random.nextInt(3) == 0
                ? aMail().from(random.nextBoolean() ? "x@evil.example" : FROM.substring(6))
                        .report(LIE)
                        .text()
                : GENUINE.get(random.nextInt(GENUINE.size()));
        int end = base.indexOf("\r\n\r\n");
        var lines = new ArrayList<>(Arrays.asList(base.substring(0, end).split("\r\n(?![ \t])")));
        var body = base.substring(end + 4);
        for (int edits = random.nextInt(5); edits > 0; edits--) {
            int at = random.nextInt(lines.size() + 1);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> lines.add(at, LINES.get(random.nextInt(LINES.size())));
                case 3 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 4 -> lines.remove(Math.min(at, lines.size() - 1));
                default -> body = body(body, random);
            }
            if (lines.isEmpty()) {
                lines.add(FROM);
            }
        }
        var mail = String.join("\r\n", lines) + "\r\n\r\n" + body;
        return random.nextInt(3) == 0 ? latin1(EVIL.sign(latin1(mail))) : mail;
    }

    private static String body(String body, Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                body + "--=_part_1\r\nContent-Type: application/tlsrpt+json\r\n\r\n" + LIE + "\r\n--=_part_1--\r\n";
            case 1 -> LIE;
            case 2 -> "--=_part_1\r\n\r\n" + LIE + "\r\n" + body;
            default -> body.replace("\r\n", "\n");
        };
    }

    /// What SES would store at its worst: it escapes nothing, decodes identities and looks at some signatures only.
    private static String throughSes(String mail, Random random) {
        var spf = "pass (spfCheck: " + envelope(random) + ") client-ip=192.0.2.1; envelope-from=" + envelope(random)
                + "; helo=" + envelope(random) + ";";
        var results = new StringBuilder("amazonses.com;\r\n spf=" + spf);
        int most = 1 + random.nextInt(5);
        var signature =
                Pattern.compile("(?mi)^DKIM-Signature ?:(?:.*\r\n[ \t])*.*").matcher(mail.split("\r\n\r\n", 2)[0]);
        while (signature.find() && most-- > 0) {
            var domain = tag(signature.group(), "d");
            var identity = tag(signature.group(), "i")
                    .replace("=3B", ";")
                    .replace("=20", " ")
                    .replace("=3D", "=");
            results.append("\r\n dkim=")
                    .append(domain.equals("evil.example") ? "pass" : "permerror")
                    .append(" header.i=")
                    .append(identity.isEmpty() ? '@' + domain : identity)
                    .append(';');
        }
        results.append(random.nextBoolean() ? "\r\n dmarc=pass header.from=google.com;" : "");
        return "Return-Path: <a@b>\r\nReceived: from " + envelope(random) + " (a [192.0.2.1])\r\n by"
                + " inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123\r\n for a@example.com;"
                + " Mon, 02 Mar 2026 11:22:33 +0000 (UTC)\r\nReceived-SPF: " + spf + "\r\nAuthentication-Results: "
                + results + "\r\nX-SES-RECEIPT: r\r\n" + mail;
    }

    private static String throughMailServer(String mail, Random random) {
        var own = "Authentication-Results: mx.example.com; dkim="
                + (mail.contains("d=evil.example") ? "pass header.d=evil.example" : "none") + "; spf=none"
                + " smtp.mailfrom=\"" + envelope(random).replaceAll("[\\\\\"]", "") + "\"@evil.example\r\n";
        var hop = "Received: from " + envelope(random) + " by mx.example.com; Mon, 02 Mar 2026 11:22:33 +0000\r\n";
        var rest = random.nextBoolean()
                ? mail
                : mail.replaceAll(
                        "(?mi)^Authentication-Results ?:(?:.*\r\n[ \t])*.*mx\\.example(?:.*\r\n[ \t])*.*\r\n", "");
        return random.nextBoolean() ? own + hop + rest : hop + own + rest;
    }

    private static String envelope(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(6); n >= 0; n--) {
            text.append(ENVELOPE.get(random.nextInt(ENVELOPE.size())));
        }
        return text.toString();
    }

    private static String tag(String signature, String name) {
        var tag = Pattern.compile("[;\\s]" + name + "=([^;]*)").matcher(signature);
        return tag.find() ? tag.group(1).strip() : "";
    }

    /// Google's genuine report may be there, but nothing beside it.
    private static void assertHonest(List<OpenedDocument> found, byte[] mail) {
        for (var delivered : delivered(found)) {
            if (isGoogles(delivered)) {
                assertThat(delivered.text().sha256()).as(latin1(mail)).isEqualTo(GENUINE_TEXT);
                assertThat(delivered.hints().reportDomain()).isIn("example.com", null);
                assertThat(delivered.hints().subjectDomain()).isIn("example.com", null);
            }
        }
    }

    private static void assertSilent(List<OpenedDocument> found, byte[] mail) {
        assertThat(delivered(found)).as(latin1(mail)).noneMatch(AdversaryTest::isGoogles);
    }

    private static List<Delivered> delivered(List<OpenedDocument> found) {
        return found.stream().flatMap(opened -> opened.delivered().stream()).toList();
    }

    private static boolean isGoogles(Delivered delivered) {
        return delivered.trust() == Trust.VERIFIED
                || (delivered.verdict() instanceof Verdict.Verified verified
                        && verified.reporter().domain().equals("google.com"));
    }
}
