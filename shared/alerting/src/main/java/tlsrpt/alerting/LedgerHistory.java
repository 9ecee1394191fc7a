package tlsrpt.alerting;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.ReportHistory;
import tlsrpt.report.Mode;
import tlsrpt.report.Trust;
import tlsrpt.store.Page;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;

/// Earlier reports of a domain from the ledger, read when a rule needs them: one query of its reporters' days.
final class LedgerHistory implements ReportHistory {

    private static final int LATER_DAYS = 10;

    private final Views views;
    private final String domain;
    private final Predicate<Trust> counting;
    private final Map<Integer, List<Day>> known = new HashMap<>();

    /// @param counting the reporters whose reports are included
    LedgerHistory(Views views, String domain, Predicate<Trust> counting) {
        this.views = views;
        this.domain = domain;
        this.counting = counting;
    }

    @Override
    public List<Day> before(LocalDate day, int days) {
        return known.computeIfAbsent(days, _ -> read(day.minusDays(days), day.minusDays(1)));
    }

    @Override
    public boolean overtaken(String reporter, LocalDate day, Instant arrival) {
        return Page.stream(cursor -> views.reports(domain, day.plusDays(1), day.plusDays(LATER_DAYS), cursor))
                .map(StoredReport::provenance)
                .anyMatch(from -> from.submitter().toLowerCase(Locale.ROOT).equals(reporter)
                        && from.transport().isMail()
                        && counting.test(from.trust())
                        && from.arrival().isBefore(arrival));
    }

    private List<Day> read(LocalDate first, LocalDate last) {
        return Page.stream(cursor -> views.reporterDays(domain, first, last, cursor))
                .filter(row -> counting.test(row.trust()))
                .map(LedgerHistory::day)
                .toList();
    }

    private static Day day(ReporterDay row) {
        var kinds = row.byPolicy().keySet();
        return new Day(
                row.submitter().toLowerCase(Locale.ROOT),
                row.day(),
                row.sessions().headline().total(),
                kinds.stream().anyMatch(LedgerHistory::protects),
                kinds.stream()
                        .map(LedgerHistory::mode)
                        .filter(mode -> mode != null)
                        .findFirst()
                        .orElse(null));
    }

    private static boolean protects(PolicyKind kind) {
        return switch (kind) {
            case TLSA, STS_ENFORCE, STS_TESTING, STS_UNKNOWN -> true;
            case STS_NONE, NO_POLICY_FOUND, OTHER -> false;
        };
    }

    static @Nullable Mode mode(PolicyKind kind) {
        return switch (kind) {
            case STS_ENFORCE -> Mode.ENFORCE;
            case STS_TESTING -> Mode.TESTING;
            case STS_NONE -> Mode.NONE;
            case TLSA, STS_UNKNOWN, NO_POLICY_FOUND, OTHER -> null;
        };
    }
}
