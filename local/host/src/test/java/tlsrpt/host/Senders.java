package tlsrpt.host;

import static tlsrpt.testkit.MailText.latin1;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tlsrpt.intake.KeyLookup;
import tlsrpt.testkit.DkimSigner;

/// Everyone who sends mail, their keys, and what DNS says of these. An adversary holds any domain but those of honest
/// reporters.
final class Senders implements KeyLookup {

    /// Honest reporters: signing domain and address.
    static final Map<String, String> HONEST = new TreeMap<>(Map.of(
            "google.com", "noreply-smtp-tls-reporting@google.com",
            "microsoft.com", "tlsrpt-noreply@microsoft.com",
            "corp.mail.ru", "noreply-smtp-tls-reporting@corp.mail.ru",
            "honest.example", "tls@honest.example"));

    private static final Set<String> OF_OTHERS = Set.of("v.example", "w.example");
    private static final Set<String> PROVIDERS =
            Set.of("mail.ru", "gmail.com", "outlook.com", "gmx.net", "posteo.de", "live.com");
    private static final DkimSigner RSA = DkimSigner.rsa("evil.example", 1024);
    private static final DkimSigner ED25519 = DkimSigner.ed25519("evil.example");
    private static final DkimSigner RSA_OF_OTHERS = DkimSigner.rsa("microsoft.com", 1024);
    private static final String MICROSOFTS = "from:date:subject:message-id:content-type:mime-version";
    private static final Pattern FIELD_BREAK = Pattern.compile("\r\n(?![ \t])");
    private static final Pattern DOMAIN_TAG = Pattern.compile("(?i)[:;\\s]d=([a-z0-9.-]+)");
    private static final Pattern IDENTITY_TAG = Pattern.compile("[:;\\s]i=([^;]+)");
    private static final Pattern FROM = Pattern.compile("(?i)^from[ \t]*:.*@([a-z0-9.-]+)");

    private static final Map<String, DkimSigner> SIGNERS = Map.of(
            "google.com",
                    RSA_OF_OTHERS
                            .in("google.com")
                            .fields(DkimSigner.FIELDS + ":tls-report-domain:tls-report-submitter"),
            "microsoft.com", RSA_OF_OTHERS.in("microsoft.com").fields(MICROSOFTS),
            "corp.mail.ru", RSA_OF_OTHERS.in("corp.mail.ru"),
            "honest.example", RSA_OF_OTHERS.in("honest.example"));
    private static final Map<String, String> RECORDS =
            SIGNERS.values().stream().collect(Collectors.toMap(DkimSigner::keyName, DkimSigner::keyRecord));

    /// Whether an adversary may hold the domain, or a mailbox there.
    static boolean owns(String domain) {
        return PROVIDERS.contains(domain)
                || domain.startsWith("xn--")
                || (domain.endsWith(".example") && !HONEST.containsKey(domain) && !OF_OTHERS.contains(domain));
    }

    /// Signs as a domain does that sends reports day by day.
    static String signed(Receiver receiver, String domain, String mail) {
        return signed(receiver, SIGNERS.getOrDefault(domain, RSA.in(domain).selector("rsa")), mail);
    }

    /// What Amazon SES checks is not checked again.
    private static String signed(Receiver receiver, DkimSigner signer, String mail) {
        return latin1(
                switch (receiver) {
                    case SES -> signer.pretend(latin1(mail));
                    case INBOX -> signer.sign(latin1(mail));
                });
    }

    /// An adversary signs for a domain that it holds, as it likes.
    static String signed(Random random, Receiver receiver, String domain, String mail) {
        var signer = (random.nextInt(6) > 0 ? RSA : ED25519).in(domain);
        signer = signer.selector((signer.keyRecord().contains("k=rsa") ? "rsa" : "ed")
                + any(random, List.of("", "", "", "", ".tlsrpt", ".email", ".test", ".two", ".none")));
        signer = signer.canonicalization(any(
                random, List.of("relaxed/relaxed", "relaxed/simple", "simple/simple", "simple/relaxed", "relaxed")));
        signer = signer.fields(any(
                random,
                List.of(
                        DkimSigner.FIELDS,
                        DkimSigner.FIELDS,
                        "from",
                        "From : To : from : subject",
                        "from:from:to:to:tls-report-domain:tls-report-domain:content-type:content-transfer-encoding",
                        "date")));
        signer = signer.tags(any(
                random,
                List.of(
                        "",
                        "",
                        "",
                        "t=1; x=4102444800; ",
                        "x=1; ",
                        "l=0; ",
                        "i=@" + domain + "; ",
                        "i=noreply@a." + domain + "; ",
                        "i=noreply-smtp-tls-reporting@google.com; ",
                        "i=\"; dkim=pass header.i=@google.com; \"@" + domain + "; ",
                        "d=google.com; ")));
        return signed(receiver, signer, mail);
    }

    @Override
    public Answer find(String name) {
        var record = RECORDS.get(name);
        if (record != null) {
            return new Answer.Records(List.of(record));
        }
        var parts = name.split("\\._domainkey\\.", 2);
        if (parts.length < 2 || !owns(parts[1])) {
            return new Answer.Records(List.of());
        }
        var signer = parts[0].startsWith("rsa") ? RSA : ED25519;
        return switch (parts[0].substring(parts[0].indexOf('.') + 1)) {
            case "tlsrpt" ->
                new Answer.Records(List.of(signer.keyTags("s=tlsrpt; ").keyRecord()));
            case "email" ->
                new Answer.Records(List.of(signer.keyTags("s=email; ").keyRecord()));
            case "test" -> new Answer.Records(List.of(signer.keyTags("t=y; ").keyRecord()));
            case "two" -> new Answer.Records(List.of(signer.keyRecord(), "v=DKIM1; p="));
            case "none" -> new Answer.Failed("SERVFAIL");
            default -> new Answer.Records(List.of(signer.keyRecord()));
        };
    }

    /// Returns what SES says of the signatures of a mail and of DMARC.
    ///
    /// @param replayed whether the last signature is an honest reporter's
    static String results(Random random, String mail, boolean replayed) {
        int end = mail.indexOf("\r\n\r\n");
        var fields = FIELD_BREAK.split(end < 0 ? mail : mail.substring(0, end), -1);
        int last = -1;
        for (int i = 0; i < fields.length; i++) {
            last = fields[i].toLowerCase(Locale.ROOT).startsWith("dkim-signature") ? i : last;
        }
        var results = new StringBuilder();
        var dmarc = "none";
        for (int i = 0; i < fields.length; i++) {
            var field = fields[i];
            var from = FROM.matcher(field);
            if (from.find()) {
                var domain = from.group(1).toLowerCase(Locale.ROOT);
                dmarc = (replayed || owns(domain) ? "pass" : any(random, List.of("fail", "none", "permerror")))
                        + " header.from=" + domain;
            }
            var domain = DOMAIN_TAG.matcher(field);
            if (field.toLowerCase(Locale.ROOT).startsWith("dkim-signature") && domain.find()) {
                boolean passes = (replayed && i == last) || owns(domain.group(1).toLowerCase(Locale.ROOT));
                var identity = IDENTITY_TAG.matcher(field);
                results.append("\r\n dkim=")
                        .append(passes ? "pass" : "permerror")
                        .append(" header.i=")
                        .append(identity.find() ? identity.group(1) : "@" + domain.group(1))
                        .append(';');
            }
        }
        return results + "\r\n dmarc=" + dmarc + ";";
    }

    static <T> T any(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
