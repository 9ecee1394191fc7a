package tlsrpt.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.DomainName;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Headline;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Severity;
import tlsrpt.report.Trust;

/// The totals of all reports about one domain.
final class DomainTally {

    /// The maximum number of causes per domain, because reports are untrusted.
    private static final int MAX_CAUSES = 50;

    private final String domain;
    private final Map<Reporter, ReporterTally> reporters = new HashMap<>();
    private final Map<Key, CauseTally> tallyByCause = new HashMap<>();
    private final TreeMap<LocalDate, Long> sessionsByDay = new TreeMap<>();
    private final TreeMap<LocalDate, Long> failedByDay = new TreeMap<>();
    private final Map<ReporterDay, Headline> headlines = new HashMap<>();
    private long ok;
    private long failed;
    private @Nullable Days days;
    private boolean moreCauses;

    DomainTally(String domain) {
        this.domain = domain;
    }

    static final Comparator<DomainTally> MOST_URGENT_FIRST = Comparator.comparing(DomainTally::hasFailures)
            .thenComparing(DomainTally::urgency)
            .thenComparingLong(DomainTally::failed)
            .reversed()
            .thenComparing(DomainTally::domain);

    record Reporter(String submitter, Trust trust) {}

    void add(MatchedReport found, ReportedDomain reported) {
        var day = found.report().day();
        var headline = reported.headline();
        sessionsByDay.merge(day, headline.total(), Counter::sum);
        failedByDay.merge(day, headline.failed(), Counter::sum);
        headlines.merge(reporterDay(found), headline, Headline::plus);
        ok = Counter.sum(ok, headline.ok());
        failed = Counter.sum(failed, headline.failed());
        days = days == null ? Days.of(day) : days.with(day);
        reporters
                .computeIfAbsent(
                        new Reporter(found.submitter(), found.delivered().trust()), _ -> new ReporterTally())
                .add(headline, day);
        var byKey = new LinkedHashMap<Key, List<Row>>();
        for (var entry : reported.entries()) {
            for (var detail : entry.failureDetails()) {
                if (MatchedReport.failed(detail)) {
                    add(byKey, new Row(entry, detail));
                }
            }
            if (entry.failureDetails().isEmpty() && MatchedReport.failed(entry)) {
                add(byKey, new Row(entry, null));
            }
        }
        byKey.forEach((key, rows) -> add(found, reported, key, rows));
    }

    private static void add(Map<Key, List<Row>> byKey, Row row) {
        byKey.computeIfAbsent(row.key(), _ -> new ArrayList<>()).add(row);
    }

    /// The same under two policies with the same effect is one cause.
    private record Key(@Nullable Diagnosis diagnosis, Cause.Effect effect) {}

    /// @param detail `null` where the reporter counts failures and gives none
    private record Row(PolicyResult entry, @Nullable FailureDetail detail) {

        Cause cause() {
            var policy = entry.policy();
            return new Cause(
                    detail == null ? null : Diagnosis.of(policy, detail),
                    policy.type(),
                    policy.mode().orElse(null));
        }

        Key key() {
            return new Key(cause().diagnosis(), cause().effect());
        }

        long failed() {
            return detail == null ? entry.summary().failed() : detail.failed();
        }

        boolean isDane() {
            return entry.policy().type() == PolicyType.Registered.TLSA;
        }
    }

    private void add(MatchedReport found, ReportedDomain reported, Key key, List<Row> rows) {
        if (tallyByCause.size() >= MAX_CAUSES && !tallyByCause.containsKey(key)) {
            moreCauses = true;
            return;
        }
        var tally = tallyByCause.computeIfAbsent(key, _ -> new CauseTally());
        tally.sawOn(reporterDay(found));
        rows.forEach(row -> tally.add(row.cause(), row.failed()));
        var byHost = rows.stream().collect(Collectors.groupingBy(row -> host(reported, row)));
        byHost.forEach((mx, some) -> {
            for (var row : once(reported, some)) {
                var detail = row.detail();
                tally.add(
                        found,
                        mx,
                        detail == null ? null : blankToNull(detail.receivingIp()),
                        detail == null ? null : blankToNull(detail.failureReasonCode()),
                        row.failed());
            }
        });
    }

    /// The receiving MX host, or an empty text.
    private static String host(ReportedDomain reported, Row row) {
        var detail = row.detail();
        var named = detail == null ? null : blankToNull(detail.receivingMxHostname());
        var mx = named != null ? named : reported.mxOf(row.entry());
        return mx == null ? "" : DomainName.normal(mx);
    }

    private static ReporterDay reporterDay(MatchedReport found) {
        return new ReporterDay(
                found.submitter(), found.delivered().trust(), found.report().day());
    }

    /// All reports of a reporter for a day.
    record ReporterDay(String submitter, Trust trust, LocalDate day) {}

    /// Each session once: of both policies the larger sum, where the reporter counted the same under both.
    private static List<Row> once(ReportedDomain reported, List<Row> rows) {
        if (!reported.underTwoPolicies()) {
            return rows;
        }
        var byDane = rows.stream().collect(Collectors.partitioningBy(Row::isDane));
        var dane = byDane.getOrDefault(true, List.of());
        var others = byDane.getOrDefault(false, List.of());
        return sum(dane) > sum(others) ? dane : others;
    }

    private static long sum(List<Row> rows) {
        return rows.stream().mapToLong(Row::failed).reduce(0, Counter::sum);
    }

    String domain() {
        return domain;
    }

    long failed() {
        return failed;
    }

    long sessions() {
        return Counter.sum(ok, failed);
    }

    /// Those of some days.
    long sessions(Days some) {
        return sum(sessionsByDay, some);
    }

    /// The failed sessions of some days, by the summaries.
    long failed(Days some) {
        return sum(failedByDay, some);
    }

    private static long sum(NavigableMap<LocalDate, Long> byDay, Days some) {
        return byDay.subMap(some.first(), true, some.last(), true).values().stream()
                .reduce(0L, Counter::sum);
    }

    /// Whether something failed, by a summary or a detail.
    boolean hasFailures() {
        return failed > 0 || !tallyByCause.isEmpty();
    }

    Days days() {
        return Objects.requireNonNull(days, "a tally without a report");
    }

    Map<Reporter, ReporterTally> reporters() {
        return Map.copyOf(reporters);
    }

    /// What went wrong, the most urgent first.
    List<CauseTally> causes() {
        return tallyByCause.values().stream()
                .sorted(Comparator.comparing(this::urgencyOf)
                        .thenComparingLong(CauseTally::sessions)
                        .reversed())
                .toList();
    }

    /// Whether there are more causes than are kept.
    boolean hasMoreCauses() {
        return moreCauses;
    }

    /// How many reporters there are, at any level of trust.
    long submitters() {
        return reporters.keySet().stream().map(Reporter::submitter).distinct().count();
    }

    private Urgency urgency() {
        return tallyByCause.values().stream()
                .map(this::urgencyOf)
                .max(Comparator.naturalOrder())
                .orElse(Urgency.NONE);
    }

    Urgency urgencyOf(CauseTally tally) {
        return tally.cause().urgency(tally.days(headlines).anyMatch(Severity::isBlocked));
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
