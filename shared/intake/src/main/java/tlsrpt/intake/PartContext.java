package tlsrpt.intake;

import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;
import tlsrpt.report.Hints;

/// The position of a part in a document, and the names around it.
///
/// @param place such as `part 2`; empty for the document itself
/// @param message the header of the message that directly holds it
/// @param part the header of the part that it is; of the message itself where that has no parts
/// @param fileName the name it has beside these: a file's, or that of a member of an archive
record PartContext(
        String place,
        @Nullable Entity message,
        @Nullable Entity part,
        @Nullable String fileName) {

    private static final int LONGEST_SUBJECT = 1000;

    PartContext member(int number, String name) {
        return new PartContext(
                place.isEmpty() ? "member " + number : place + ", member " + number, message, part, name);
    }

    boolean isDocument() {
        return part == null && place.isEmpty();
    }

    /// Of a member of an archive nobody says so: a note beside the report is none.
    boolean saysTlsReport() {
        return part != null && fileName == null && part.isTlsReport();
    }

    boolean isText() {
        return part != null && part.isText();
    }

    /// All but the signer, which only the outermost message can name.
    Hints hints() {
        var fileNameDomain = fileNameDomain();
        if (message == null) {
            return new Hints(null, null, null, fileNameDomain, null);
        }
        return new Hints(
                domain(message.get(Field.TLS_REPORT_DOMAIN)),
                domain(message.get(Field.TLS_REPORT_SUBMITTER)),
                subjectDomain(message),
                fileNameDomain,
                null);
    }

    /// Whether the header of a message says that it brings a TLS report. Spec: RFC 8460 §5.3
    static boolean claimed(Entity message) {
        return message.has(Field.TLS_REPORT_DOMAIN)
                || message.has(Field.TLS_REPORT_SUBMITTER)
                || subjectDomain(message) != null
                || isReport(message);
    }

    private static boolean isReport(Entity message) {
        var type = message.contentType();
        return type.value().equals("multipart/report") && "tlsrpt".equalsIgnoreCase(type.get("report-type"));
    }

    /// `Report Domain: example.com Submitter: google.com Report-ID: <…>`, in the order and case of RFC 8460 §5.3.
    private static @Nullable String subjectDomain(Entity message) {
        var subject = message.get(Field.SUBJECT);
        if (subject == null || subject.length() > LONGEST_SUBJECT) {
            return null;
        }
        subject = EncodedText.words(subject);
        int report = find("report", subject, 0);
        int domain = report < 0 ? -1 : find("domain:", subject, report);
        int submitter = domain < 0 ? -1 : find("submitter:", subject, domain);
        return submitter < 0 ? null : domain(subject.substring(domain + "domain:".length(), submitter));
    }

    private static int find(String lowerCase, String text, int from) {
        for (int i = from; i + lowerCase.length() <= text.length(); i++) {
            if (text.regionMatches(true, i, lowerCase, 0, lowerCase.length())) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable String fileNameDomain() {
        var named = fileName == null ? null : fileNameDomain(fileName);
        if (named == null && part != null) {
            var disposition = part.get(Field.CONTENT_DISPOSITION);
            if (disposition != null) {
                named = fileNameDomain(Parameters.of(disposition).get("filename"));
            }
            if (named == null) {
                named = fileNameDomain(part.contentType().get("name"));
            }
            if (named == null) {
                named = fileNameDomain(part.get(Field.CONTENT_DESCRIPTION));
            }
        }
        return named;
    }

    /// `sender!policy-domain!begin!end…`. Spec: RFC 8460 §5.1
    private static @Nullable String fileNameDomain(@Nullable String path) {
        if (path == null || path.length() > LONGEST_SUBJECT) {
            return null;
        }
        var name = EncodedText.words(path);
        var pieces = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .split("!", 5);
        return pieces.length > 3 && isNumber(pieces[2]) ? domain(pieces[1]) : null;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// tlsrpt-reporter up to 0.5 writes an organization's name where a domain belongs: that is not a hint.
    private static @Nullable String domain(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var domain = DomainName.normal(text);
        return DomainName.isDomain(domain) ? domain : null;
    }
}
