package tlsrpt.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Samples whose days are moved by the same number, so that what was made up once happened lately.
///
/// In mails those of arrival are moved as well, since old mail is not news; names of attachments stay.
record SampleDays(long moved) {

    private static final Pattern DATE = Pattern.compile("\\b20\\d\\d-\\d\\d-\\d\\d(?=T\\d\\d:)");
    private static final Pattern START = Pattern.compile("\"start-datetime\"\\s*:\\s*\"(20\\d\\d-\\d\\d-\\d\\d)T");
    private static final Pattern MAIL_DATE =
            Pattern.compile("[A-Z][a-z]{2}, (\\d\\d [A-Z][a-z]{2} 20\\d\\d)(?= \\d\\d:)");
    private static final DateTimeFormatter IN_MAILS = DateTimeFormatter.ofPattern("dd MMM yyyy", Locale.ROOT);
    private static final DateTimeFormatter IN_MAILS_WHOLE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy", Locale.ROOT);
    /// Gzip in base64, as attachments are.
    private static final Pattern ATTACHMENT = Pattern.compile("^H4sI[A-Za-z0-9+/=\\r\\n]+", Pattern.MULTILINE);

    /// Moves them so that the latest falls on this day.
    static SampleDays ending(LocalDate last, List<Path> files) throws IOException {
        var latest = LocalDate.MIN;
        for (var file : files) {
            var day = day(file);
            latest = day.isAfter(latest) ? day : latest;
        }
        return new SampleDays(latest.equals(LocalDate.MIN) ? 0 : ChronoUnit.DAYS.between(latest, last));
    }

    /// On which its report begins, before it is moved; of several the latest.
    static LocalDate day(Path file) throws IOException {
        var text = new StringBuilder();
        rewrite(file, json -> {
            text.append(json);
            return json;
        });
        return START.matcher(text)
                .results()
                .map(start -> LocalDate.parse(start.group(1)))
                .max(LocalDate::compareTo)
                .orElse(LocalDate.MIN);
    }

    byte[] of(Path file) throws IOException {
        var moved = rewrite(file, this::move);
        if (!file.toString().endsWith(".eml")) {
            return moved;
        }
        return MAIL_DATE
                .matcher(new String(moved, StandardCharsets.ISO_8859_1))
                .replaceAll(date -> LocalDate.parse(date.group(1), IN_MAILS)
                        .plusDays(this.moved)
                        .format(IN_MAILS_WHOLE))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private String move(String json) {
        return DATE.matcher(json)
                .replaceAll(
                        date -> LocalDate.parse(date.group()).plusDays(moved).toString());
    }

    private interface Change {
        String of(String json);
    }

    private static byte[] rewrite(Path file, Change change) throws IOException {
        var bytes = Files.readAllBytes(file);
        var name = file.toString();
        if (name.endsWith(".gz")) {
            return zipped(change.of(unzipped(bytes)));
        }
        if (name.endsWith(".json")) {
            return change.of(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }
        var mail = new String(bytes, StandardCharsets.ISO_8859_1);
        var found = ATTACHMENT.matcher(mail);
        var changed = new StringBuilder();
        while (found.find()) {
            var json = unzipped(Base64.getMimeDecoder().decode(found.group()));
            found.appendReplacement(changed, Base64.getMimeEncoder().encodeToString(zipped(change.of(json))) + "\r\n");
        }
        return found.appendTail(changed).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String unzipped(byte[] bytes) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] zipped(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
