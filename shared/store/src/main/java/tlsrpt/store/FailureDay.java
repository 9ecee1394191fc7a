package tlsrpt.store;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;

/// One cause of failure, as one reporter saw it on one day.
///
/// @param diagnosis its token; `null` where the rarest failures were folded together
/// @param mx the receiving MX; `null` where none is named or several were folded together
/// @param folded whether it stands for several rare ones
/// @param overlap how many of these sessions failed under a policy other than DANE too, with the same effect, and are
///     counted there
/// @param example a report that named it, for reason codes and addresses; it may have been forgotten since
public record FailureDay(
        LocalDate day,
        Trust trust,
        String submitter,
        PolicyKind policy,
        @Nullable String diagnosis,
        @Nullable String mx,
        boolean folded,
        long failed,
        long overlap,
        ReportRef example) {

    static FailureDay of(String domain, Item item) {
        var parts = item.key().sk().split("#", -1);
        var day = LocalDate.parse(parts[1]);
        var mx = parts[6];
        return new FailureDay(
                day,
                Trust.valueOf(parts[2]),
                parts[3],
                PolicyKind.named(parts[4]).orElse(PolicyKind.OTHER),
                parts[5].equals(Keys.FOLDED) ? null : parts[5],
                mx.equals(Keys.FOLDED) || mx.equals(Keys.NOT_NAMED) ? null : mx,
                mx.equals(Keys.FOLDED),
                item.number(Counter.FAILED.token()),
                item.number(Counter.OVERLAP.token()),
                new ReportRef(domain, day, item.text("example")));
    }
}
