package tlsrpt.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A report mail as senders write it and as SES stores it, put together step by step.
///
/// ```java
/// aMail().from("noreply@google.com").about("example.com").report(json).storedBySes("google.com").bytes()
/// ```
///
/// Each character is one byte, so that a body may hold any bytes.
public final class MailText {

    private static final DateTimeFormatter RECEIVED = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /// What SES says of SPF, in Received-SPF and again in Authentication-Results.
    public static final String SPF = "pass (spfCheck: domain of bounces.google.com designates 192.0.2.1 as permitted"
            + " sender) client-ip=192.0.2.1; envelope-from=bounce@bounces.google.com; helo=mail-qk1-x746.google.com;";

    private final List<String> topmost = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();
    private String from = "noreply-smtp-tls-reporting@google.com";
    private @Nullable String submitter = "google.com";
    private @Nullable String domain = "example.com";
    private @Nullable String subject;
    private String type = "multipart/report; report-type=tlsrpt";
    private Instant arrival = Instant.parse("2026-03-02T11:22:33Z");
    private String smtpId = "abc123";
    private int depth = 1;

    private MailText() {}

    /// From Google about example.com; without a report until [#report] puts one in.
    public static MailText aMail() {
        return new MailText();
    }

    /// Mail that has nothing to do with reports.
    public static MailText ordinaryMail() {
        var mail = aMail().from("alice@example.org").type("multipart/mixed").subject("Lunch");
        mail.submitter = null;
        mail.domain = null;
        return mail;
    }

    public MailText from(String from) {
        this.from = from;
        return this;
    }

    /// `TLS-Report-Submitter`; `null` leaves the field out.
    public MailText submitter(@Nullable String submitter) {
        this.submitter = submitter;
        return this;
    }

    /// `TLS-Report-Domain` and the domain in subject and file name; `null` leaves them out.
    public MailText about(@Nullable String domain) {
        this.domain = domain;
        return this;
    }

    public MailText subject(String subject) {
        this.subject = subject;
        return this;
    }

    /// The multipart's type and parameters, without the boundary.
    public MailText type(String type) {
        this.type = type;
        return this;
    }

    /// A field of the sender's, as a whole line.
    public MailText header(String line) {
        headers.add(line);
        return this;
    }

    /// A DKIM-Signature with tags as Google writes them. It verifies nowhere, but SES says what it says.
    public MailText signedBy(String domain) {
        return signature("d=" + domain + "; s=20230601; h=from:to:date:message-id:subject:tls-report-domain"
                + ":tls-report-submitter:mime-version:content-type");
    }

    /// A DKIM-Signature with these tags beside those that every signature has.
    public MailText signature(String tags) {
        return header("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n " + tags + ";\r\n bh=RVhBTVBMRQ==;"
                + " b=RVhBTVBMRQ==");
    }

    /// Signatures of these domains, and the fields that SES puts above all others if they passed and DMARC did.
    public MailText storedBySes(String... signers) {
        var results = new StringBuilder();
        for (var signer : signers) {
            signedBy(signer);
            results.append("\r\n dkim=pass header.i=@").append(signer).append(';');
        }
        results.append("\r\n dmarc=pass header.from=")
                .append(from, from.lastIndexOf('@') + 1, from.length() - (from.endsWith(">") ? 1 : 0))
                .append(';');
        return storedBySesWith(SPF, results.toString());
    }

    /// The fields of SES with this SPF result, which SES writes twice, and these further results.
    public MailText storedBySesWith(String spf, String results) {
        return storedBySesWith(spf, "amazonses.com;\r\n spf=" + spf, results);
    }

    /// As [#storedBySesWith], but with the whole text of the Authentication-Results in two parts.
    public MailText storedBySesWith(String spf, String beginning, String results) {
        topmost.add("Return-Path: <bounce@bounces.google.com>");
        topmost.add("Received: from mail-qk1-x746.google.com (mail-qk1-x746.google.com [192.0.2.1])\r\n by"
                + " inbound-smtp.eu-west-1.amazonaws.com with SMTP id " + smtpId + "\r\n for tlsrpt@example.com;\r\n"
                + " " + RECEIVED.format(arrival) + " +0000 (UTC)");
        topmost.add("X-SES-Spam-Verdict: PASS");
        topmost.add("X-SES-Virus-Verdict: PASS");
        topmost.add("Received-SPF: " + spf);
        topmost.add("Authentication-Results: " + beginning + results);
        topmost.add("X-SES-RECEIPT: AEFBQUFBQUFBQUFHZ3U4");
        topmost.add(
                "X-SES-DKIM-SIGNATURE: a=rsa-sha256; q=dns/txt; b=abc=; c=relaxed/simple; s=x; d=amazonses.com; t=1");
        return this;
    }

    /// When SES receives the mail; before [#storedBySes].
    public MailText arrivedAt(Instant time) {
        arrival = time;
        return this;
    }

    /// The SMTP id under which SES stores the mail; before [#storedBySes].
    public MailText smtpId(String id) {
        smtpId = id;
        return this;
    }

    /// A report as nearly all senders attach it: gzip in base64.
    public MailText report(String json) {
        var name = domain == null ? "report.json.gz" : "google.com!" + domain + "!1772323200!1772409599!001.json.gz";
        return part(
                "Content-Type: application/tlsrpt+gzip;\r\n name=\"%s\"\r\nContent-Disposition: attachment;\r\n"
                                .formatted(name)
                        + " filename=\"%s\"\r\nContent-Transfer-Encoding: base64".formatted(name),
                base64(gzip(json.getBytes(StandardCharsets.UTF_8))));
    }

    /// A part by its header lines and its body as it goes over the wire.
    public MailText part(String headers, String body) {
        parts.add(headers + (headers.isEmpty() ? "\r\n" : "\r\n\r\n") + body + "\r\n");
        return this;
    }

    public MailText forwarding(MailText mail) {
        depth = Math.max(depth, mail.depth + 1);
        return part("Content-Type: message/rfc822", mail.text());
    }

    public String text() {
        var boundary = "=_part_" + depth;
        var text = new StringBuilder(head(type + "; boundary=\"" + boundary + '"'));
        text.append("This is a multi-part message in MIME format.\r\n");
        for (var part : parts) {
            text.append("--").append(boundary).append("\r\n").append(part);
        }
        return text.append("--").append(boundary).append("--\r\n").toString();
    }

    /// The mail without parts: header lines of its own body, and that body.
    public String textOf(String bodyHeaders, String body) {
        return head(null) + bodyHeaders + (bodyHeaders.isEmpty() ? "\r\n" : "\r\n\r\n") + body;
    }

    /// The fields of SES alone, to be put above a mail that was composed otherwise; after [#storedBySes].
    public String above() {
        return String.join("\r\n", topmost) + "\r\n";
    }

    public byte[] bytes() {
        return latin1(text());
    }

    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public static byte[] gzip(byte[] bytes) {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    /// In lines, as a transfer encoding.
    public static String base64(byte[] bytes) {
        return Base64.getMimeEncoder().encodeToString(bytes);
    }

    private String head(@Nullable String contentType) {
        var lines = new ArrayList<>(topmost);
        lines.addAll(headers);
        lines.add("From: " + from);
        lines.add("To: tlsrpt@example.com");
        lines.add("Date: Mon, 02 Mar 2026 11:22:30 +0000");
        lines.add("Message-ID: <0000000000008a05c905e8c8905c@google.com>");
        if (domain != null) {
            lines.add("TLS-Report-Domain: " + domain);
        }
        if (submitter != null) {
            lines.add("TLS-Report-Submitter: " + submitter);
        }
        if (subject != null) {
            lines.add("Subject: " + subject);
        } else if (domain != null) {
            lines.add("Subject: Report Domain: %s\r\n Submitter: google.com\r\n Report-ID: <2026.03.01+%s@google.com>"
                    .formatted(domain, domain));
        }
        lines.add("MIME-Version: 1.0");
        if (contentType != null) {
            lines.add("Content-Type: " + contentType);
            lines.add("");
        }
        return String.join("\r\n", lines) + "\r\n";
    }
}
