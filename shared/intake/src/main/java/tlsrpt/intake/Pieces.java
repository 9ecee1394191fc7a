package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The parts of a document that can be opened one by one: the messages of an mbox, else the document itself.
public final class Pieces {

    private final Source document;
    private final @Nullable Mbox mbox;
    private boolean given;

    public Pieces(InputStream in) throws IOException {
        document = new Source(in);
        mbox = DocumentFormat.of(document) == DocumentFormat.MBOX ? new Mbox(document, Limits.DEFAULT) : null;
    }

    /// The next one, to be read before the one behind it is asked for; `null` at the end.
    public @Nullable InputStream next() throws IOException {
        if (mbox != null) {
            return mbox.next();
        }
        boolean first = !given;
        given = true;
        return first ? document : null;
    }
}
