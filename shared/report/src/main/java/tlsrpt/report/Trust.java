package tlsrpt.report;

/// How far a report is trusted, weakest first: its standing on arrival, which never changes afterwards.
///
/// The columns are bounds and permissions. A text is the most that holds of each:
///
/// | | who | rows | reports an object | domains a report | in totals | decides |
/// |---|---|---|---|---|---|---|
/// | anonymous | anyone: it was POSTed | 6 | 1 | 1 | no | no |
/// | unsigned | mail that proves no reporter, if the operator counts it | 6 | 1 | 1 | yes | no |
/// | stranger | proven, but only related to a known reporter, if the operator counts it | 6 | 1 | 1 | no | no |
/// | imported | the operator brought it along | 47 | any | any | yes | states, readiness, and alerts for what still
/// continues |
/// | new | proven, and known for a short time | 12 | 4 | 3 | no | no |
/// | established | proven, and heard on 7 days over 14 or more | 47 | 10 | 10 | yes | yes |
/// | verified | proven, and pinned | 47 | 20 | 100 | yes | yes |
public enum Trust {
    ANONYMOUS(6, 1, 1, false),
    UNSIGNED(6, 1, 1, true),
    STRANGER(6, 1, 1, false),
    IMPORTED(47, Integer.MAX_VALUE, Integer.MAX_VALUE, true),
    NEW(12, 4, 3, false),
    ESTABLISHED(47, 10, 10, true),
    VERIFIED(47, 20, 100, true);

    private final int rows;
    private final int reports;
    private final int domains;
    private final boolean counts;

    Trust(int rows, int reports, int domains, boolean counts) {
        this.rows = rows;
        this.reports = reports;
        this.domains = domains;
        this.counts = counts;
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

    /// Whether it is part of totals; else it is shown apart.
    public boolean counts() {
        return counts;
    }

    /// Whether a signature proves the very reporter that is claimed.
    public boolean isProven() {
        return this == VERIFIED || this == ESTABLISHED || this == NEW;
    }

    /// Whether the operator or a known reporter stands behind it.
    public boolean isTrusted() {
        return this == VERIFIED || this == ESTABLISHED || this == IMPORTED;
    }

    /// Returns whether the report is taken for the sender's own: a known reporter signed it, or it is mail without a
    /// signature and such mail counts.
    public boolean isSendersOwn(boolean unsignedCounts) {
        return this == VERIFIED || this == ESTABLISHED || (this == UNSIGNED && unsignedCounts);
    }
}
