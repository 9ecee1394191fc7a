package tlsrpt.store;

import org.jspecify.annotations.Nullable;
import tlsrpt.table.Key;

/// A cause of failed sessions, as one report counts it.
///
/// @param diagnosis its token; `null` where the rarest failures were folded together
/// @param mx the receiving MX; `null` where none is named or several were folded together
public record CountedFailure(
        PolicyKind policy,
        @Nullable String diagnosis,
        @Nullable String mx,
        long failed) {

    static CountedFailure of(Key failureDay, long failed) {
        var parts = failureDay.sk().split("#", -1);
        return new CountedFailure(
                PolicyKind.named(parts[4]).orElse(PolicyKind.OTHER),
                parts[5].equals(Keys.FOLDED) ? null : parts[5],
                parts[6].equals(Keys.FOLDED) || parts[6].equals(Keys.NOT_NAMED) ? null : parts[6],
                failed);
    }
}
