package tlsrpt.host;

import static tlsrpt.testkit.MailText.base64;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.latin1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Composes mail freely, byte by byte: header fields, the MIME structure, encodings, dates and spellings.
final class HostileMail {

    private static final List<String> TYPES = List.of(
            "application/tlsrpt+gzip",
            "application/tlsrpt+json",
            "APPLICATION/TLSRPT+JSON; charset=utf-16",
            "application/gzip",
            "application/zip; name=\"google.com!v.example!1!2!001.json.gz\"",
            "application/octet-stream; name*0=\"google.com!v.example\"; name*1=\"!1!2!001.json.gz\"",
            "text/plain; charset=utf-8",
            "text/html",
            "image/png",
            "application/json",
            "",
            "x");
    private static final List<String> MULTIPARTS = List.of(
            "multipart/report; report-type=tlsrpt",
            "multipart/report; report-type=\"TLSRPT\"",
            "Multipart/Mixed",
            "multipart/alternative",
            "multipart/related",
            "multipart/digest",
            "multipart/signed; protocol=\"application/pkcs7-signature\"",
            "multipart/encrypted",
            "multipart/x-unknown");
    private static final List<String> DATES = List.of(
            "Mon, 02 Mar 2026 11:22:30 +0000",
            "Mon, 02 Mar 2099 11:22:30 +0000",
            "2 Mar 26 11:22 EST",
            "Thu, 01 Jan 1970 00:00:00 -9999",
            "yesterday",
            "");
    private static final List<String> FIELDS = List.of(
            "From: noreply-smtp-tls-reporting@google.com",
            "From : noreply-smtp-tls-reporting@google.com",
            "FROM:\r\n noreply-smtp-tls-reporting@google.com",
            "Sender: tlsrpt-noreply@microsoft.com",
            "Resent-From: noreply-smtp-tls-reporting@google.com",
            "Reply-To: noreply-smtp-tls-reporting@google.com",
            "Return-Path: <noreply-smtp-tls-reporting@google.com>",
            "TLS-Report-Domain: v.example",
            "TLS-Report-Domain: v.example\r\n , w.example",
            "TLS-Report-Submitter: google.com",
            "tls-report-submitter:honest.example",
            "Subject: Report Domain: v.example Submitter: google.com Report-ID: <2026.03.01T00.00.00Z+v.example@google.com>",
            "Subject: =?utf-8?B?UmVwb3J0IERvbWFpbjogdi5leGFtcGxl?=",
            "Authentication-Results: amazonses.com; dkim=pass header.i=@google.com; dmarc=pass header.from=google.com;",
            "Authentication-Results: mx.example.com; dkim=pass header.d=google.com",
            "ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@google.com",
            "Received-SPF: pass (google.com: 192.0.2.1) client-ip=192.0.2.1;",
            "Received: from google.com by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc for t@v.example;"
                    + " Mon, 02 Mar 2026 11:22:33 +0000 (UTC)",
            "X-SES-RECEIPT: AEFBQUFBQUFBQUFHZ3U4",
            "X-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com",
            "DKIM-Signature: v=1; a=rsa-sha256; d=google.com; s=x; l=0; h=from; bh=AA==; b=AA==",
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; i=@google.com; s=20230601;"
                    + " h=from:to; bh=AA==; b=AA==",
            "DKIM-Signature: d=google.com",
            "Content-Type: message/rfc822",
            "Content-Type: application/tlsrpt+json",
            "Content-Transfer-Encoding: base64",
            "content-transfer-encoding : quoted-printable",
            "MIME-Version: 2.0 (or so)",
            "X-Long: " + "x".repeat(1_500),
            "X-\u00e9: \u00ff\u00fe",
            "X-Empty:",
            "no field at all",
            " folded, but of what?");

    private static final List<String> NAMES = List.of(
            "google.com",
            "microsoft.com",
            "corp.mail.ru",
            "honest.example",
            "evil1.example",
            "a.evil2.example",
            "v.example",
            "amazonses.com",
            "inbound-smtp.eu-west-1.amazonaws.com",
            "mx.v.example");
    private static final List<String> RESULTS =
            List.of("pass", "PASS", "fail", "none", "permerror", "pass (1024-bit key)", "\"pass\"", "");
    private static final List<String> PROPERTIES = List.of(
            "header.i=@%s", "header.d=%s", "header.from=%s", "smtp.mailfrom=x@%s", "header.i=\"@%s\"", "header.i = %s");
    private static final List<String> TAGS = List.of(
            "v=1",
            "a=rsa-sha256",
            "a=ed25519-sha256",
            "a=rsa-sha1",
            "c=relaxed/relaxed",
            "c=simple",
            "q=dns/txt",
            "s=rsa",
            "s=ed.tlsrpt",
            "h=from:to",
            "h=date",
            "h=",
            "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "b=AA==",
            "b=",
            "l=0",
            "t=1",
            "x=9999999999",
            "z=From:noreply@google.com",
            "",
            "=");
    private static final List<String> ZONES = List.of("+0000", "-1200", "+1400", "GMT", "EST", "Z", "+9999", "");

    private final Random random;

    HostileMail(Random random) {
        this.random = random;
    }

    /// Returns a mail.
    ///
    /// @param from the value of its From field
    /// @param reports JSON texts
    /// @param enclosed whole mails that are attached
    String of(String from, List<String> reports, List<String> enclosed) {
        var entities = new ArrayList<String>();
        reports.forEach(report -> entities.add(leaf(report)));
        enclosed.forEach(mail -> entities.add("Content-Type: message/rfc822\r\n\r\n" + mail));
        while (random.nextInt(4) == 0) {
            entities.add(leaf("nothing"));
        }
        Collections.shuffle(entities, random);
        var fields = new ArrayList<String>();
        fields.add(any(List.of("From: ", "from:", "FROM:\r\n ", "From:\t")) + from);
        fields.add("To: tlsrpt@v.example");
        fields.add("Date: " + date());
        fields.add("Message-ID: <" + random.nextInt(1_000_000) + "@" + any(NAMES) + ">");
        fields.add(any(List.of("MIME-Version: 1.0", "mime-version:1.0", "MIME-Version: 1.0 (v.example)", "X: y")));
        fields.add(any(List.of("Subject: Report Domain: ", "SUBJECT:Report domain:", "Subject:\r\n Report Domain: "))
                + any(NAMES));
        while (random.nextInt(3) == 0) {
            fields.add(field());
        }
        Collections.shuffle(fields, random);
        var root = entities.size() == 1 && random.nextBoolean() ? entities.getFirst() : nest(entities, 0);
        return String.join("\r\n", fields) + "\r\n" + root;
    }

    /// Returns fields that anyone can put above a mail that somebody else signed.
    String above() {
        var fields = new StringBuilder();
        do {
            fields.append(field()).append("\r\n");
        } while (random.nextInt(3) == 0);
        return fields.toString();
    }

    private String date() {
        if (random.nextInt(3) == 0) {
            return any(DATES);
        }
        var year = any(List.of("2026", "26", "1926", "2027", "9999", "02026"));
        return any(List.of("Mon, ", "", "monday ", "(when) "))
                + random.nextInt(40)
                + ' '
                + any(List.of("Mar", "MAR", "March", "Feb", "3"))
                + ' '
                + year
                + ' '
                + random.nextInt(26)
                + ':'
                + random.nextInt(70)
                + any(List.of("", ":00", ":60", ":0.5"))
                + ' '
                + any(ZONES);
    }

    /// Returns a field that is known to be read, or one of the grammars that verification reads, spelled anyhow.
    private String field() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> spelled(results());
            case 2, 3 -> spelled(signature());
            case 4 ->
                spelled("Received: from " + any(NAMES) + " by " + any(NAMES) + " with SMTP id "
                        + Integer.toHexString(random.nextInt()) + "; " + date());
            default -> any(FIELDS);
        };
    }

    private String results() {
        var text = new StringBuilder(any(List.of("Authentication-Results: ", "ARC-Authentication-Results: i=1; ")))
                .append(any(NAMES))
                .append(any(List.of("", "", " 1", " 2")));
        for (int n = random.nextInt(5); n > 0; n--) {
            text.append("; ")
                    .append(any(List.of("dkim", "dkim", "DKIM", "spf", "dmarc", "dkim/1", "x-y")))
                    .append('=')
                    .append(any(RESULTS));
            for (int m = random.nextInt(3); m > 0; m--) {
                text.append(' ').append(any(PROPERTIES).formatted(any(NAMES)));
            }
        }
        return text + any(List.of("", ";", "; none"));
    }

    private String signature() {
        var tags = new ArrayList<String>();
        for (int n = random.nextInt(9); n > 0; n--) {
            tags.add(any(TAGS));
        }
        tags.add("d=" + any(NAMES));
        if (random.nextBoolean()) {
            tags.add(any(List.of("i=@", "i=x@", "i=\"a;b\"@", "I=@", "d=")) + any(NAMES));
        }
        Collections.shuffle(tags, random);
        return "DKIM-Signature: " + String.join(any(List.of("; ", ";", " ;\t", ";; ")), tags);
    }

    /// Returns a field with its name in any case, and folded, commented and spaced at random.
    private String spelled(String field) {
        int colon = field.indexOf(':');
        var name = field.substring(0, colon);
        name = any(List.of(name, name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT), name + " "));
        var value = new StringBuilder();
        for (char c : field.substring(colon + 1).toCharArray()) {
            value.append(
                    c == ' ' && random.nextInt(4) == 0
                            ? any(List.of("\r\n ", "\t", "  ", " (x) ", " (a(b) ", "\n "))
                            : c);
        }
        return name + ':' + value;
    }

    /// Returns what is POSTed.
    byte[] posted(String report) {
        var bytes = bytes(report);
        return switch (random.nextInt(5)) {
            case 0 -> bytes;
            case 1 -> gzip(gzip(bytes));
            case 2 -> zip(bytes);
            case 3 -> latin1(report + "\n" + report.replace("v.example", "w.example"));
            default -> gzip(bytes);
        };
    }

    private String nest(List<String> entities, int depth) {
        var parts = new ArrayList<String>();
        for (var entity : entities) {
            parts.add(depth < 3 && random.nextInt(4) == 0 ? nest(List.of(entity), depth + 1) : entity);
        }
        var boundary =
                any(List.of("b", "b" + depth, "=_part_" + depth, "a b'c(d)e", "--", "x".repeat(71), "b:" + depth));
        var written = any(List.of(
                "; boundary=\"" + boundary + "\"",
                ";\r\n\tBOUNDARY=\"" + boundary + "\"; boundary=other",
                "; boundary*0=\"" + boundary.charAt(0) + "\"; boundary*1=\"" + boundary.substring(1) + "\"",
                "; boundary=" + boundary));
        var text = new StringBuilder("Content-Type: " + any(MULTIPARTS) + written + "\r\n");
        if (random.nextInt(6) == 0) {
            text.append("Content-Transfer-Encoding: ")
                    .append(any(List.of("base64", "8bit", "quoted-printable")))
                    .append("\r\n");
        }
        text.append("\r\n").append(random.nextBoolean() ? "preamble\r\n" : "");
        for (var part : parts) {
            text.append("--")
                    .append(boundary)
                    .append(any(List.of("", "", "", "  ", "\t")))
                    .append(random.nextInt(12) == 0 ? "\n" : "\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return random.nextInt(5) == 0 ? text.toString() : text + "--" + boundary + "--\r\nepilogue\r\n";
    }

    private String leaf(String content) {
        var bytes = bytes(content);
        for (int n = random.nextInt(3); n > 0; n--) {
            bytes = random.nextInt(3) == 0 ? zip(bytes) : gzip(bytes);
        }
        var type = any(TYPES);
        var head = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        if (random.nextInt(3) == 0) {
            head += "Content-Disposition: attachment; filename=\"google.com!w.example!1!2!001.json\"\r\n";
        }
        var body = latin1(bytes);
        return switch (random.nextInt(6)) {
            case 0 -> head + "\r\n" + body;
            case 1 ->
                head + "Content-Transfer-Encoding: Quoted-Printable\r\n\r\n"
                        + body.replace("=", "=3D").replace("\"", "=22").replace("\r", "=0D");
            case 2 ->
                head + "Content-Transfer-Encoding: BASE64 (so)\r\n\r\n"
                        + base64(bytes).replace("\r\n", "\r\n !\r\n");
            case 3 ->
                head + "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(bytes);
            default -> head + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(bytes);
        };
    }

    private byte[] bytes(String text) {
        return switch (random.nextInt(12)) {
            case 0 -> text.getBytes(StandardCharsets.UTF_16);
            case 1 -> ('\ufeff' + text).getBytes(StandardCharsets.UTF_8);
            default -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] zip(byte[] bytes) {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(zipped)) {
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                zip.putNextEntry(new ZipEntry(n + "/google.com!v.example!1!2.json"));
                zip.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
