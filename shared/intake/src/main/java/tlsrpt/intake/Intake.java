package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import tlsrpt.report.Door;
import tlsrpt.report.ReportReader;

/// Opens what reports travel in.
public final class Intake {

    private final ReportReader reader;

    public Intake(ReportReader reader) {
        this.reader = reader;
    }

    /// Reads a document to its end, or to the limit that it breaks, and hands over what it held: one [Opened], or one
    /// for each message of an mbox.
    ///
    /// @param name the file name or key it came under; serves only as a hint (RFC 8460 §5.1)
    /// @throws IOException only where `in` throws it; bad bytes are a [Fault]
    public void open(Door door, String name, InputStream in, Consumer<Opened> found) throws IOException {
        var document = in.readAllBytes();
        reader.read(document);
        throw new UnsupportedOperationException(door + name + found);
    }
}
