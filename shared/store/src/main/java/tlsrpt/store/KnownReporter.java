package tlsrpt.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;

/// A reporter, and why its reports count or do not.
///
/// @param trust the standing of a report that arrives now
/// @param first the day from which it is known; `null` if nothing counts of it
/// @param until the day from which it is not listed any more unless it reports again; `null` if it stays
/// @param days of arrival that are remembered, before today; those on which it was heard may be more
/// @param reports how many of the last 90 days count that come from its domain; 0 if they were not looked at
/// @param held whether reports of it are held
/// @param approved when the operator approved it, or `null`
/// @param blocked when the operator blocked it, or `null`
/// @param through the blocked domain that it is blocked with, or `null`
public record KnownReporter(
        ReporterId reporter,
        Trust trust,
        @Nullable LocalDate first,
        @Nullable LocalDate until,
        int days,
        long reports,
        boolean held,
        @Nullable Instant approved,
        @Nullable Instant blocked,
        @Nullable String through) {

    /// Returns its standing in a word.
    public String standing() {
        return blocked != null ? "blocked" : approved != null ? "approved" : pinned() ? "pinned" : trust.token();
    }

    /// Returns why its reports count, or what is missing.
    public String why(LocalDate today) {
        if (blocked != null) {
            return through == null
                    ? "You blocked it on " + date(blocked) + ". 'tlsrpt reporters unblock' counts its reports again."
                    : "You blocked " + through + " on " + date(blocked) + ". 'tlsrpt reporters unblock " + through
                            + "' counts its reports again.";
        }
        if (pinned()) {
            return "The known address of this organization's reports.";
        }
        if (approved != null) {
            return "You approved it on " + date(approved) + ".";
        }
        return switch (trust) {
            case ESTABLISHED -> "Reported on at least " + days + " earlier days since " + first + "." + forgotten();
            case NEW ->
                "Does not count yet: " + missing(today) + ". 'tlsrpt reporters approve' counts it from now on."
                        + forgotten();
            default ->
                "Does not count: an address at a mailbox provider, or another one of an organization whose reports "
                        + "come from a known address. 'tlsrpt reporters approve' counts it from now on."
                        + forgotten();
        };
    }

    private String forgotten() {
        return until == null ? "" : " Unless it reports again, it is removed from this list on " + until + ".";
    }

    private boolean pinned() {
        return ReporterId.BUILT_IN.contains(reporter);
    }

    private String missing(LocalDate today) {
        long ago = first == null ? 0 : ChronoUnit.DAYS.between(first, today);
        var missing = "reported on " + days + " of " + ReporterMemory.DAYS + " earlier days";
        return ago >= ReporterMemory.FIRST_DAYS_AGO
                ? missing + " in the last " + ReporterMemory.LAST_DAYS_AGO
                : missing + ", first " + ago + " of " + ReporterMemory.FIRST_DAYS_AGO + " days ago";
    }

    private static LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
