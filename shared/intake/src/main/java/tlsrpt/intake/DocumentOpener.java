package tlsrpt.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tlsrpt.report.Reading;
import tlsrpt.report.Reading.Refused.Why;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;

/// Opens one document and, recursively, the documents in it.
final class DocumentOpener {

    private static final int ORDINARY_REPORT = 2048;

    private final ReportReader reader;
    private final Limits limits;
    private final Inflaters inflaters;
    private final Transport transport;
    private final Authority authority;

    DocumentOpener(ReportReader reader, Limits limits, Inflaters inflaters, Transport transport, Authority authority) {
        this.reader = reader;
        this.limits = limits;
        this.inflaters = inflaters;
        this.transport = transport;
        this.authority = authority;
    }

    /// A whole document. A gzip's content is one as well, so that a long mbox may be a gzip. Each message of an mbox
    /// has limits of its own, so that years of mail can be read; but nobody POSTs years of mail.
    void document(Source in, String name, Consumer<OpenedDocument> found) throws IOException {
        document(in, name, 0, found);
    }

    private void document(Source in, String name, int wraps, Consumer<OpenedDocument> found) throws IOException {
        var findings = new Findings("", transport, authority, wraps == 0, limits);
        try {
            switch (DocumentFormat.of(in)) {
                case MBOX -> {
                    if (transport != Transport.HTTPS) {
                        mbox(in, found);
                        return;
                    }
                    open(new Source(new CountingStream(in, findings)), new PartContext("", null, null, name), findings);
                }
                case GZIP -> {
                    if (wraps == limits.nesting()) {
                        throw new LimitBroken("is nested more than " + limits.nesting() + " deep");
                    }
                    try (var inflater = inflaters.borrow()) {
                        var budget = transport == Transport.HTTPS ? findings : null;
                        var inflating =
                                new InflationGuard(new Gunzip(in, inflater.inflater(), limits), in, budget, limits);
                        document(new Source(inflating), name, wraps + 1, found);
                    }
                    return;
                }
                case MAIL -> mail(in, findings);
                default -> open(in, new PartContext("", null, null, name), findings);
            }
        } catch (Unreadable e) {
            findings.fault(e.why(), "", e.reason());
        } catch (LimitBroken e) {
            findings.limitBroken("", e.reason());
        }
        found.accept(findings.opened());
    }

    private void mbox(Source in, Consumer<OpenedDocument> found) throws IOException {
        var mbox = new Mbox(in, limits);
        var message = mbox.next();
        for (int number = 1; message != null; number++) {
            var findings = new Findings("message " + number, transport, authority, false, limits);
            try {
                mail(message, findings);
            } catch (Unreadable e) {
                findings.fault(e.why(), "", e.reason());
            } catch (LimitBroken e) {
                findings.limitBroken("", e.reason());
            }
            found.accept(findings.opened());
            message = mbox.next();
        }
    }

    /// Reads the header ahead, since who sent the message depends on every field of it.
    private void mail(InputStream in, Findings findings) throws IOException {
        var message = in;
        if (in instanceof Source source && findings.needsHeader()) {
            var header = Header.bytes(source, limits);
            findings.header(Header.of(header, limits));
            message = new SequenceInputStream(new ByteArrayInputStream(header), in);
        }
        new MailWalk(this, findings, limits).document(new CountingStream(message, findings));
    }

    /// A part of a mail that is not a multipart.
    void part(Source in, PartContext wrapping, Findings findings) throws IOException {
        if (wrapping.part() != null && wrapping.part().isMessage()) {
            mail(in, wrapping, findings);
        } else if (!wrapping.isText() || DocumentFormat.of(in) != DocumentFormat.MAIL) {
            // A text that begins with a word and a colon is hardly a mail.
            open(in, wrapping, findings);
        }
    }

    private void open(Source in, PartContext wrapping, Findings findings) throws IOException {
        findings.enter(0);
        try {
            switch (DocumentFormat.of(in)) {
                case JSON -> report(in, wrapping, findings);
                case GZIP -> {
                    try (var inflater = inflaters.borrow()) {
                        var inflating =
                                new InflationGuard(new Gunzip(in, inflater.inflater(), limits), in, findings, limits);
                        open(new Source(inflating), wrapping, findings);
                    }
                }
                case ZIP -> zip(in, wrapping, findings);
                case BASE64_GZIP -> open(new Source(Encoding.BASE64.decoding(in)), wrapping, findings);
                case MBOX -> {
                    var mbox = new Mbox(in, limits);
                    for (var message = mbox.next(); message != null; message = mbox.next()) {
                        findings.part();
                        mail(message, wrapping, findings);
                    }
                }
                case MAIL -> mail(in, wrapping, findings);
                case EMPTY -> unknown("is empty", wrapping);
                case OTHER -> unknown("is neither JSON nor gzip, zip or mail", wrapping);
            }
        } finally {
            findings.leave(0);
        }
    }

    private static void unknown(String reason, PartContext wrapping) throws Unreadable {
        if (wrapping.saysTlsReport() || wrapping.isDocument()) {
            throw new Unreadable(reason);
        }
    }

    private void mail(InputStream in, PartContext wrapping, Findings findings) throws IOException {
        new MailWalk(this, findings, limits).nested(in, wrapping.place());
    }

    private void zip(Source in, PartContext wrapping, Findings findings) throws IOException {
        try (var zip = new ZipInputStream(in, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            ZipEntry entry;
            do {
                entry = zip.getNextEntry();
                number++;
            } while (entry != null && member(zip, in, wrapping.member(number, entry.getName()), findings));
        } catch (SourceFailed | LimitBroken | Unreadable e) {
            throw e;
        } catch (IOException e) {
            throw new Unreadable("is a zip that is damaged or encrypted");
        }
    }

    /// @return whether it was read to its end, where the next one begins
    private boolean member(InputStream zip, Source zipped, PartContext wrapping, Findings findings) throws IOException {
        findings.part();
        var member = new Source(new InflationGuard(zip, zipped, findings, limits));
        try {
            open(member, wrapping, findings);
            member.passAll();
            return true;
        } catch (Unreadable e) {
            findings.fault(e.why(), wrapping.place(), e.reason());
        }
        try {
            member.passAll();
            return true;
        } catch (Unreadable e) {
            return false;
        }
    }

    private void report(Source in, PartContext wrapping, Findings findings) throws IOException {
        int most = findings.document();
        var document = new byte[Math.min(ORDINARY_REPORT, most + 1)];
        int length = 0;
        for (int n = 0; n >= 0; length += Math.max(n, 0)) {
            if (length > most) {
                throw new Unreadable(
                        Why.PAST_A_LIMIT,
                        (in.inflates() ? "inflates to more than " : "is longer than ") + most + " bytes");
            }
            if (length == document.length) {
                document = Arrays.copyOf(document, Math.min(2 * length, most + 1));
            }
            n = in.read(document, length, document.length - length);
        }
        findings.documentRead(length);
        var text = new JsonText(document, length);
        for (var reading : reader.read(document, 0, length)) {
            switch (reading) {
                case Reading.Read read -> findings.deliver(wrapping, text, read);
                case Reading.Refused refused -> refused(refused, document, length, wrapping, findings);
            }
        }
    }

    private static void refused(
            Reading.Refused refused, byte[] document, int length, PartContext wrapping, Findings findings) {
        if (ReportKeys.in(document, length)) {
            findings.claims();
        } else if (wrapping.isText()) {
            // A text such as "[External] Your report" is not JSON that went wrong.
            return;
        }
        findings.fault(refused.why(), wrapping.place(), refused.message());
    }
}
