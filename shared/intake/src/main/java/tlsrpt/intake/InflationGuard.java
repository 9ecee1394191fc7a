package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Reading.Refused.Why;

/// Limits how far a document may inflate.
final class InflationGuard extends Blocks {

    private final InputStream inflating;
    private final Source compressed;
    private final long compressedBefore;
    private final @Nullable Findings budget;
    private final Limits limits;
    private long inflated;

    /// @param budget of the message that this belongs to; `null` for what wraps a whole document, where each message in
    ///     it is held to its own limits
    InflationGuard(InputStream inflating, Source compressed, @Nullable Findings budget, Limits limits) {
        this.inflating = inflating;
        this.compressed = compressed;
        this.compressedBefore = compressed.taken();
        this.budget = budget;
        this.limits = limits;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = inflating.read(into, offset, length);
        if (n > 0) {
            inflated += n;
            if (inflated > limits.ratioFrom() && inflated > (compressed.taken() - compressedBefore) * limits.ratio()) {
                throw new Unreadable(Why.PAST_A_LIMIT, "inflates to more than " + limits.ratio() + " times its length");
            }
            if (budget != null) {
                budget.inflated(n);
            }
        }
        return n;
    }
}
