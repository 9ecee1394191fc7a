package tlsrpt.intake;

import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Lends inflaters. One is kept from document to document, since its memory outside of the heap costs more to get than
/// a small report to inflate; others that come while that is lent get one of their own, freed at once when given back.
final class Inflaters {

    private final AtomicReference<@Nullable Inflater> spare = new AtomicReference<>();

    Loan borrow() {
        var kept = spare.getAndSet(null);
        return new Loan(kept != null ? kept : new Inflater(true));
    }

    final class Loan implements AutoCloseable {

        private final Inflater inflater;

        private Loan(Inflater inflater) {
            this.inflater = inflater;
        }

        Inflater inflater() {
            return inflater;
        }

        @Override
        public void close() {
            inflater.reset();
            if (!spare.compareAndSet(null, inflater)) {
                inflater.end();
            }
        }
    }
}
