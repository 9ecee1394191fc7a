package tlsrpt.alerting;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Observation;
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
    private final boolean unsignedCounts;
    private final Map<Integer, List<Day>> known = new HashMap<>();
    private final Map<LocalDate, List<StoredReport>> since = new HashMap<>();

    /// @param counting the reporters whose reports are included
    /// @param unsignedCounts whether unsigned mail counts as verified
    LedgerHistory(Views views, String domain, Predicate<Trust> counting, boolean unsignedCounts) {
        this.views = views;
        this.domain = domain;
        this.counting = counting;
        this.unsignedCounts = unsignedCounts;
    }

    @Override
    public List<Day> before(LocalDate day, int days) {
        return known.computeIfAbsent(days, _ -> read(day.minusDays(days), day.minusDays(1)));
    }

    @Override
    public List<Observation> ofDay(String reporter, LocalDate day) {
        return reports(reporter, day)
                .filter(report -> report.ref().day().equals(day))
                .map(report -> Observations.of(report, unsignedCounts))
                .toList();
    }

    @Override
    public boolean overtaken(String reporter, LocalDate day, Instant arrival) {
        return reports(reporter, day)
                .filter(report -> report.ref().day().isAfter(day))
                .map(StoredReport::provenance)
                .anyMatch(from -> from.transport().isMail() && from.arrival().isBefore(arrival));
    }

    /// Of a day and later, in one query for both questions.
    private Stream<StoredReport> reports(String reporter, LocalDate day) {
        return since
                .computeIfAbsent(
                        day,
                        _ -> Page.stream(cursor -> views.reports(domain, day, day.plusDays(LATER_DAYS), cursor))
                                .filter(report ->
                                        counting.test(report.provenance().trust()))
                                .toList())
                .stream()
                .filter(report ->
                        report.provenance().submitter().toLowerCase(Locale.ROOT).equals(reporter));
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
