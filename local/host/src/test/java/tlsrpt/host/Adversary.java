package tlsrpt.host;

import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tlsrpt.testkit.ReportText;

/// Holds any mailbox and any domain but those of honest reporters, composes what it likes, and has mail that honest
/// reporters signed. Amazon SES and the mail server of one machine are not part of it: above a mail stand the fields
/// that these would write.
final class Adversary {

    private static final List<String> MAILBOXES = List.of(
            "joe@mail.ru", "joe@gmail.com", "joe4711@outlook.com", "joe@gmx.net", "joe@posteo.de", "joe@live.com");
    private static final List<String> DOMAINS = List.of(
            "evil%d.example",
            "evil%d.example",
            "a.evil%d.example",
            "google.com.evil%d.example",
            "honest.example.evil%d.example",
            "patient%d.example",
            "xn--ggle-55da%d.com");
    private static final List<String> CLAIMS =
            List.of("google.com", "microsoft.com", "corp.mail.ru", "mail.ru", "honest.example", "v.example");
    private static final List<String> PINNED = List.of(
            "noreply-smtp-tls-reporting@google.com",
            "tlsrpt-noreply@microsoft.com",
            "noreply-smtp-tls-reporting@corp.mail.ru",
            "Google <noreply-smtp-tls-reporting@google.com>",
            "tls@honest.example");
    private static final List<String> SPELLINGS = List.of(
            "%s",
            "%s",
            "%s",
            "<%s>",
            "\"noreply-smtp-tls-reporting@google.com\" <%s>",
            "noreply-smtp-tls-reporting@google.com <%s>",
            "%s (noreply-smtp-tls-reporting@google.com)",
            "%s, noreply-smtp-tls-reporting@google.com",
            "<noreply-smtp-tls-reporting@google.com> <%s>",
            "reporters: noreply-smtp-tls-reporting@google.com, %s;",
            "=?utf-8?q?noreply-smtp-tls-reporting=40google.com?= <%s>",
            "\"x\\\" <%s>",
            "<@google.com:%s>");
    private static final List<String> RESULTS = List.of(
            "certificate-expired",
            "starttls-not-supported",
            "sts-policy-fetch-error",
            "validation-failure",
            "odd\u202e");

    private final Random random;
    private final List<String> domains;
    private final Receiver receiver;
    private final HostileMail mail;

    /// @param domains that are reported
    /// @param receiver of its mail
    Adversary(Random random, List<String> domains, Receiver receiver) {
        this.random = random;
        this.domains = domains;
        this.receiver = receiver;
        this.mail = new HostileMail(random);
    }

    /// What the adversary has of honest reporters.
    ///
    /// @param signed mails that arrived before
    /// @param reports of the day, whether they arrived or not
    record Stolen(List<String> signed, List<String> reports) {}

    /// Something that arrives then.
    Receiver.Received next(Instant at, String name, Stolen stolen) {
        int kind = random.nextInt(12);
        if (kind == 0) {
            var network = random.nextBoolean() ? "" : "v4-c6336" + random.nextInt(9) + "/";
            return new Receiver.Received(
                    "https/" + day(at, 0) + "/" + network + name, latin1(mail.posted(report(at, stolen))));
        }
        if (kind == 1 && !stolen.signed().isEmpty()) {
            var replayed = any(stolen.signed());
            return receiver.received(at, name, (random.nextBoolean() ? mail.above() : "") + replayed, true, random);
        }
        var reports = new ArrayList<String>();
        for (int n = random.nextInt(random.nextInt(6) == 0 ? 12 : 3); n >= 0; n--) {
            reports.add(report(at, stolen));
        }
        var enclosed = random.nextInt(6) == 0 && !stolen.signed().isEmpty()
                ? List.of(any(stolen.signed()))
                : List.<String>of();
        if (kind < 5) {
            return receiver.received(at, name, mail.of(any(PINNED), reports, enclosed), false, random);
        }
        String signer;
        String from;
        if (kind < 7) {
            from = any(MAILBOXES);
            signer = from.substring(from.indexOf('@') + 1);
        } else {
            signer = any(DOMAINS).formatted(random.nextInt(12));
            from = "x" + random.nextInt(3) + "@" + any(List.of("", "", "", "mail.")) + signer;
        }
        var text =
                Senders.signed(random, receiver, signer, mail.of(any(SPELLINGS).formatted(from), reports, enclosed));
        if (random.nextInt(4) == 0) {
            text = Senders.signed(random, receiver, any(DOMAINS).formatted(random.nextInt(12)), text);
        }
        return receiver.received(at, name, (random.nextInt(4) == 0 ? mail.above() : "") + text, false, random);
    }

    /// A patient reporter's mail of the day: it becomes established, and then lies.
    Receiver.Received patient(Instant at, String name, int owner, boolean lies) {
        var domain = "patient" + owner + ".example";
        var report = aReport().from(domain).on(day(at, 1)).id(name);
        for (var about : domains) {
            if (lies) {
                lie(report, about);
            } else {
                report.sts(about, about.startsWith("v") ? "enforce" : "testing", 50);
            }
        }
        var text = aMail().from("tls@" + domain)
                .submitter(domain)
                .report(report.json())
                .text();
        return receiver.received(at, name, Senders.signed(receiver, domain, text), false, random);
    }

    /// A report of an honest reporter, or one with the day's predictable ids of others, or with ids of its own.
    private String report(Instant at, Stolen stolen) {
        if (random.nextInt(4) == 0) {
            var copy = any(stolen.reports());
            return random.nextBoolean() ? copy : changed(copy, "v.example");
        }
        int back = random.nextInt(8) == 0 ? random.nextInt(40) - 3 : 1;
        var day = day(at, back);
        var about = any(domains);
        var report = aReport()
                .from(random.nextInt(3) == 0 ? "evil" + random.nextInt(12) + ".example" : any(CLAIMS))
                .on(day)
                .id(random.nextBoolean() ? day + "T00:00:00Z_" + about : "e" + random.nextInt(1_000_000));
        var named = random.nextInt(6) == 0 ? "n" + random.nextInt(50) + "." + about : about;
        lie(report, named);
        return random.nextBoolean() ? report.json() : changed(report.json(), named);
    }

    /// Spells a report otherwise, or says more.
    private String changed(String json, String about) {
        var text = json;
        do {
            text = switch (random.nextInt(9)) {
                case 0 ->
                    text.replace(
                            '"' + about + '"',
                            '"'
                                    + any(List.of(
                                                    "%s.",
                                                    "*.%s",
                                                    " %s",
                                                    "x@%s",
                                                    "%s\\u0000",
                                                    "\\u0076.example",
                                                    "v\u3002example",
                                                    "%s\",\"policy-domain\":\"w.example"))
                                            .formatted(about)
                                    + '"');
                case 1 -> text.toUpperCase(Locale.ROOT);
                case 2 ->
                    text.replace(
                            "T00:00:00Z",
                            any(List.of("T00:00:00", "T00:00:00+14:00", " 00:00:00Z", "t00:00:00.000000001z", "")));
                case 3 ->
                    text.replaceFirst(
                            "count\":\\d+",
                            "count\":"
                                    + any(List.of("-1", "1e3", "1.0", "\"5\"", "9223372036854775808", "null", "[7]")));
                case 4 -> "{\"report-id\":\"" + text.hashCode() + "\"," + text.substring(1);
                case 5 -> "{\"contact-info\":\"" + any(PINNED) + "\"," + text.substring(1);
                case 6 -> text.replaceAll("count\":\\d+", "count\":" + random.nextInt(100_000));
                case 7 ->
                    any(List.of("[%s]", "{\"report\":%s}", "\n\n%s\n", "%s%<s", "/* */ %s", "%s x"))
                            .formatted(text.replace("%", ""));
                default -> text.substring(0, random.nextInt(text.length()) + 1);
            };
        } while (random.nextInt(3) == 0);
        return text;
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
        return Senders.any(random, choices);
    }
}
