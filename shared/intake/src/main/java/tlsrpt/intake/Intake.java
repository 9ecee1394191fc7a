package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;

/// Opens what reports travel in: mail, mbox, gzip, zip and bare JSON, in one another, told apart by their bytes.
///
/// Memory is bounded whatever the input. One intake may serve many threads.
public final class Intake {

    private final ReportReader reader;
    private final Limits limits;
    private final Inflaters inflaters = new Inflaters();

    public Intake(ReportReader reader) {
        this(reader, Limits.DEFAULT);
    }

    Intake(ReportReader reader, Limits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /// Reads a file that the operator shows, taking the headers of SES in a mail at their word; see the other `open`.
    public void open(Transport transport, String name, InputStream in, Consumer<OpenedDocument> found)
            throws IOException {
        open(
                transport,
                name,
                in,
                transport == Transport.MAIL ? Authority.AssumedSes.ASSUMED_SES : Authority.None.NONE,
                found);
    }

    /// Reads a document as far as a report may be in it, or to the limit that it breaks, and hands over what it held:
    /// one [OpenedDocument], or one for each message of an mbox.
    ///
    /// @param name the file name or key it came under; serves only as a hint (RFC 8460 §5.1)
    /// @param authority who says which signatures are good, if the document is a mail
    /// @throws IOException only where `in` throws it; bad bytes are a [Fault]
    public void open(
            Transport transport, String name, InputStream in, Authority authority, Consumer<OpenedDocument> found)
            throws IOException {
        try {
            new DocumentOpener(reader, limits, inflaters, transport, authority)
                    .document(new Source(SourceFailed.marking(in)), name, found);
        } catch (SourceFailed e) {
            throw e.original();
        }
    }
}
