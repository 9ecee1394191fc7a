package tlsrpt.store;

import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReporterId;

/// A report that does not count, with the reason.
///
/// @param detail more about the reason, for people; foreign text in it is short and printable
/// @param who whom it came from, as far as it says; cut where it is long
/// @param domain the reported domain, if the reason is that it is not counted
/// @param claims whether it claims to be a report, as far as alerts are concerned
/// @param reporter who provably wrote it, if the operator may approve it
public record HeldReport(
        HeldReason reason,
        String detail,
        @Nullable String who,
        @Nullable String domain,
        boolean claims,
        @Nullable ReporterId reporter) {

    /// Something that claims to be a report.
    public static HeldReport of(HeldReason reason, String detail, @Nullable String who) {
        return new HeldReport(reason, detail, who, null, true, null);
    }

    /// Returns a held report about a domain that is not counted.
    public static HeldReport notOurs(String domain, String detail, String who) {
        return new HeldReport(HeldReason.NOT_OUR_DOMAIN, detail, who, domain, true, null);
    }

    /// Something without any report.
    public static HeldReport noReport(String detail) {
        return new HeldReport(HeldReason.NOT_A_REPORT, detail, null, null, false, null);
    }

    /// The first of several in one object.
    public HeldReport withOthers(int others) {
        return others == 0
                ? this
                : new HeldReport(reason, detail + " (and " + others + " more)", who, domain, claims, reporter);
    }

    /// The same, which no alert names.
    public HeldReport withoutAlert() {
        return new HeldReport(reason, detail, who, domain, false, reporter);
    }

    /// The same, of this reporter.
    public HeldReport by(@Nullable ReporterId reporter) {
        return new HeldReport(reason, detail, who, domain, claims, reporter);
    }
}
