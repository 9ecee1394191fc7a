package tlsrpt.host;

import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.base64;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// Holds any mailbox and any domain but those of pinned reporters, and composes what it likes. Amazon SES is not part
/// of it: above a mail stand the fields that SES would write.
final class Adversary {

    private static final List<String> MAILBOXES = List.of(
            "joe@mail.ru", "joe@gmail.com", "joe4711@outlook.com", "joe@gmx.net", "joe@posteo.de", "joe@live.com");
    private static final List<String> CLAIMS =
            List.of("google.com", "microsoft.com", "corp.mail.ru", "mail.ru", "honest.example", "v.example");
    private static final List<String> PINNED = List.of(
            "noreply-smtp-tls-reporting@google.com",
            "tlsrpt-noreply@microsoft.com",
            "noreply-smtp-tls-reporting@corp.mail.ru",
            "Google <noreply-smtp-tls-reporting@google.com>",
            "tls@honest.example");
    private static final List<String> TYPES = List.of(
            "multipart/report; report-type=tlsrpt",
            "multipart/mixed",
            "multipart/alternative",
            "MULTIPART/REPORT;report-type=\"TLSRPT\"",
            "message/rfc822");
    private static final List<String> RESULTS = List.of(
            "certificate-expired",
            "starttls-not-supported",
            "sts-policy-fetch-error",
            "validation-failure",
            "odd\u202e");

    private final Random random;
    private final List<String> domains;

    /// @param domains that are reported
    Adversary(Random random, List<String> domains) {
        this.random = random;
        this.domains = domains;
    }

    /// An object.
    ///
    /// @param content its bytes, as characters of Latin 1
    record Sent(String key, String content) {}

    /// Something that arrives then.
    Sent next(Instant at, String name) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            var network = random.nextBoolean() ? "" : "v4-c6336" + random.nextInt(9) + "/";
            return new Sent(
                    "https/" + day(at, 0) + "/" + network + name,
                    latin1(report(at).bytes()));
        }
        var mail = aMail().arrivedAt(at).smtpId(name);
        compose(mail, at);
        if (kind == 1) {
            return new Sent(
                    "inbox/" + name,
                    mail.from(any(PINNED)).storedBySes("google.com").text());
        }
        if (kind < 4) {
            return new Sent("mail/" + name, forged(mail).text());
        }
        if (kind < 6) {
            var mailbox = any(MAILBOXES);
            return new Sent("mail/" + name, signed(mail, mailbox.substring(mailbox.indexOf('@') + 1), mailbox));
        }
        if (kind == 6) {
            var inner = aMail().report(report(at).json());
            mail.forwarding(random.nextBoolean() ? inner.storedBySes("google.com") : inner.signedBy("google.com"));
        }
        int owner = random.nextInt(12);
        var domain = (random.nextInt(4) == 0 ? "a" + random.nextInt(9) + "." : "") + "evil" + owner + ".example";
        return new Sent("mail/" + name, signed(mail, domain, "x" + random.nextInt(3) + "@" + domain));
    }

    /// A patient reporter's mail of the day: it becomes established, and then lies.
    Sent patient(Instant at, String name, int owner, boolean lies) {
        var domain = "patient" + owner + ".example";
        var report = aReport().from(domain).on(day(at, 1)).id(name);
        for (var about : domains) {
            if (lies) {
                lie(report, about);
            } else {
                report.sts(about, about.startsWith("v") ? "enforce" : "testing", 50);
            }
        }
        var mail = aMail().arrivedAt(at).smtpId(name).from("tls@" + domain).submitter(domain);
        return new Sent(
                "mail/" + name, mail.report(report.json()).storedBySes(domain).text());
    }

    private String signed(MailText mail, String signer, String from) {
        mail.from(random.nextInt(5) == 0 ? "\"noreply@google.com\" <" + from + ">" : from);
        return mail.storedBySes(signer).text();
    }

    /// In a pinned reporter's name, which no signature proves.
    private MailText forged(MailText mail) {
        mail.from(any(PINNED));
        var result = any(List.of(
                "\r\n dmarc=fail header.from=google.com;",
                "\r\n dkim=permerror header.i=@google.com;\r\n dmarc=pass header.from=google.com;",
                "\r\n dkim=pass header.i=@evil1.example;\r\n dmarc=fail header.from=google.com;"));
        if (result.contains("permerror")) {
            mail.signedBy("google.com");
        }
        if (result.contains("evil1")) {
            mail.signedBy("evil1.example");
        }
        return mail.storedBySesWith(spf(), result);
    }

    private String spf() {
        var helo = any(List.of(
                "mail.evil.example",
                "x;\t dkim=pass header.i=@google.com",
                "x) dkim=pass header.i=@google.com; (",
                "\"; dmarc=pass header.from=google.com; \""));
        return "pass (spfCheck: domain of " + helo + " designates 192.0.2.9 as permitted sender) client-ip=192.0.2.9;"
                + " envelope-from=x@evil.example; helo=" + helo + ";";
    }

    private void compose(MailText mail, Instant at) {
        mail.submitter(random.nextInt(3) == 0 ? null : any(CLAIMS));
        mail.about(random.nextInt(3) == 0 ? null : any(domains));
        mail.type(any(TYPES));
        if (random.nextInt(3) == 0) {
            mail.subject(any(List.of(
                    "Report Domain: v.example Submitter: google.com Report-ID: <2026.03.01T00.00.00Z+v.example@google.com>",
                    "=?utf-8?B?UmVwb3J0IERvbWFpbjogdi5leGFtcGxl?=",
                    "x".repeat(2_000))));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            mail.header(any(List.of(
                    "Authentication-Results: amazonses.com; dkim=pass header.i=@google.com; dmarc=pass",
                    "Received: from google.com by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc;"
                            + " Mon, 02 Mar 2026 11:22:33 +0000 (UTC)",
                    "From: noreply-smtp-tls-reporting@google.com",
                    "X-SES-RECEIPT: AEFBQUFBQUFBQUFHZ3U4",
                    "DKIM-Signature: v=1; a=rsa-sha256; d=google.com; s=x; l=0; h=from; bh=AA==; b=AA==",
                    "Sender: noreply-smtp-tls-reporting@google.com",
                    "TLS-Report-Domain: v.example",
                    "Date: " + (random.nextBoolean() ? "yesterday" : "Mon, 02 Mar 2099 11:22:30 +0000"))));
        }
        for (int n = 1 + random.nextInt(random.nextInt(6) == 0 ? 12 : 2); n > 0; n--) {
            part(mail, report(at).json());
        }
    }

    private void part(MailText mail, String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(6)) {
            case 0 -> mail.part("Content-Type: application/tlsrpt+json", latin1(bytes));
            case 1 ->
                mail.part("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: BASE64", base64(bytes));
            case 2 ->
                mail.part(
                        "Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: quoted-printable",
                        latin1(bytes).replace("=", "=3D").replace("\"", "=22"));
            case 3 ->
                mail.part(
                        "Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64",
                        base64(gzip(gzip(bytes))));
            case 4 -> mail.part("", json.substring(0, random.nextInt(json.length())));
            default -> mail.report(json);
        }
    }

    /// With the day's predictable ids of others, or ids of its own.
    private ReportText report(Instant at) {
        int back = random.nextInt(8) == 0 ? random.nextInt(40) - 3 : 1;
        var day = day(at, back);
        var about = any(domains);
        var report = aReport()
                .from(random.nextInt(3) == 0 ? "evil" + random.nextInt(12) + ".example" : any(CLAIMS))
                .on(day)
                .id(random.nextBoolean() ? day + "T00:00:00Z_" + about : "e" + random.nextInt(1_000_000));
        if (random.nextInt(6) == 0) {
            about = "n" + random.nextInt(50) + "." + about;
        }
        lie(report, about);
        return report;
    }

    private void lie(ReportText report, String about) {
        switch (random.nextInt(6)) {
            case 0 -> report.noPolicyFound(about, 1 + random.nextInt(1_000_000));
            case 1 -> report.sts(about, "enforce", 1_000_000_000_000L);
            case 2 -> report.sts(about, any(List.of("enforce", "testing", "none")), random.nextInt(1_000_000));
            default -> {
                report.sts(about, any(List.of("enforce", "testing")), random.nextInt(3) * 1_000L);
                for (int n = random.nextInt(random.nextInt(9) == 0 ? 80 : 3); n >= 0; n--) {
                    var mx = random.nextInt(3) == 0 ? null : "mx" + n + "." + any(domains);
                    report.failed(any(RESULTS), mx, 1 + random.nextInt(10_000));
                }
            }
        }
    }

    private static LocalDate day(Instant at, int back) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).minusDays(back);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
