package tlsrpt.report;

import java.util.Locale;

/// How far a report is trusted, weakest first: its standing on arrival, which never changes afterwards.
///
/// The columns are limits and permissions. "Reports a day" are the most of one reporter, and of all reporters of
/// this standing, about one domain and day; half of the latter is kept for
/// [those who reported before][#keepsHalf].
///
/// | | who | rows | reports an object | domains a report | reports a day | in totals | decides |
/// |---|---|---|---|---|---|---|---|
/// | anonymous | anyone: it was POSTed | 6 | 1 | 1 | 2; 200 | no | no |
/// | unsigned | mail that proves no reporter, if the operator counts it | 6 | 1 | 1 | any | yes | no |
/// | stranger | proven, but related to a known reporter, if the operator counts it | 6 | 1 | 1 | 1; 50 | no | no |
/// | imported | the operator brought it along | 47 | any | any | any | yes | all but alerts of what ended |
/// | new | proven, and known for a short time | 12 | 4 | 3 | 4; 200 | no | no |
/// | established | proven, and reported on 7 days over 14 or more | 47 | 10 | 10 | 24; 1,000 | yes | apart |
/// | verified | proven, and pinned or approved | 47 | 20 | 100 | 24; any | yes | yes |
public enum Trust {
    // The 200 of anonymous reports are those of a listed domain with the names below it; the ledger counts them.
    ANONYMOUS(6, 1, 1, 2, Trust.ANY, false),
    UNSIGNED(6, 1, 1, Trust.ANY, Trust.ANY, true),
    STRANGER(6, 1, 1, 1, 50, false),
    IMPORTED(47, Trust.ANY, Trust.ANY, Trust.ANY, Trust.ANY, true),
    NEW(12, 4, 3, 4, 200, false),
    ESTABLISHED(47, 10, 10, 24, 1_000, true),
    VERIFIED(47, 20, 100, 24, Trust.ANY, true);

    /// Stands for no bound.
    public static final int ANY = Integer.MAX_VALUE;

    private final int rows;
    private final int reports;
    private final int domains;
    private final int aDay;
    private final int allADay;
    private final boolean counts;

    Trust(int rows, int reports, int domains, int aDay, int allADay, boolean counts) {
        this.rows = rows;
        this.reports = reports;
        this.domains = domains;
        this.aDay = aDay;
        this.allADay = allADay;
        this.counts = counts;
    }

    /// Returns the standing as documents, commands and JSON have it.
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns the most table rows that a report adds to for one domain.
    public int rows() {
        return rows;
    }

    /// Returns how many reports of one object count.
    public int reports() {
        return reports;
    }

    /// Returns how many domains of one report count.
    public int domains() {
        return domains;
    }

    /// Returns how many reports of one reporter count for one domain and day.
    public int aDay() {
        return aDay;
    }

    /// Returns how many reports of this standing count for one domain and day.
    public int allADay() {
        return allADay;
    }

    /// Whether half of what counts for one domain and day is kept for senders who reported on earlier days, so that a
    /// crowd that appears at once does not take it all.
    public boolean keepsHalf() {
        return this == NEW || this == ANONYMOUS;
    }

    /// Whether it is part of totals; else it is shown apart.
    public boolean counts() {
        return counts;
    }

    /// Whether a signature proves the very reporter that is claimed.
    public boolean isProven() {
        return this == VERIFIED || this == ESTABLISHED || this == NEW;
    }

    /// Whether the operator or a known reporter confirms it.
    public boolean isTrusted() {
        return this == VERIFIED || this == ESTABLISHED || this == IMPORTED;
    }

    /// Returns whether the report is taken for the sender's own: a known reporter signed it, or it is mail without a
    /// signature and such mail counts.
    public boolean isSendersOwn(boolean unsignedCounts) {
        return this == VERIFIED || this == ESTABLISHED || (this == UNSIGNED && unsignedCounts);
    }
}
