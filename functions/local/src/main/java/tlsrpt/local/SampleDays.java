package tlsrpt.local;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Samples whose days are moved by the same number, so that what was made up once happened lately.
///
/// Only the reports' own JSON is changed: headers and names of mails say what they said.
record SampleDays(long moved) {

    private static final Pattern DATE = Pattern.compile("\\b20\\d\\d-\\d\\d-\\d\\d(?=T\\d\\d:)");
    private static final Pattern START = Pattern.compile("\"start-datetime\"\\s*:\\s*\"(20\\d\\d-\\d\\d-\\d\\d)T");
    /// Gzip in base64, as attachments are.
    private static final Pattern ATTACHMENT = Pattern.compile("^H4sI[A-Za-z0-9+/=\\r\\n]+", Pattern.MULTILINE);

    /// Moves them so that the latest that begins does so on this day.
    static SampleDays ending(LocalDate last, List<Path> files) throws IOException {
        var latest = LocalDate.MIN;
        for (var file : files) {
            var text = new StringBuilder();
            rewrite(file, json -> {
                text.append(json);
                return json;
            });
            var days = START.matcher(text);
            while (days.find()) {
                var day = LocalDate.parse(days.group(1));
                latest = day.isAfter(latest) ? day : latest;
            }
        }
        return new SampleDays(latest.equals(LocalDate.MIN) ? 0 : ChronoUnit.DAYS.between(latest, last));
    }

    byte[] of(Path file) throws IOException {
        return rewrite(file, this::move);
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
