package tlsrpt.cli;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Severity;
import tlsrpt.report.Trust;

/// What all reports together say of one domain.
final class DomainTally {

    /// So many kinds of failure of one domain are told apart; a stranger can make up any number.
    private static final int MAX_CAUSES = 50;

    private final String domain;
    private final Map<Reporter, ReporterTally> reporters = new HashMap<>();
    private final Map<Cause, CauseTally> tallyByCause = new HashMap<>();
    private final TreeMap<LocalDate, Long> sessionsByDay = new TreeMap<>();
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

    void add(Found found, ReportedDomain reported) {
        var day = found.report().day();
        var headline = reported.headline();
        sessionsByDay.merge(day, headline.total(), Counter::sum);
        ok = Counter.sum(ok, headline.ok());
        failed = Counter.sum(failed, headline.failed());
        days = days == null ? Days.of(day) : days.with(day);
        reporters
                .computeIfAbsent(
                        new Reporter(found.submitter(), found.delivered().trust()), _ -> new ReporterTally())
                .add(headline, day);
        for (var entry : reported.entries()) {
            entry.failureDetails().stream()
                    .filter(Found::failed)
                    .forEach(detail -> add(found, reported, entry, detail));
            if (entry.failureDetails().isEmpty() && Found.failed(entry)) {
                add(found, reported, entry, null);
            }
        }
    }

    private void add(Found found, ReportedDomain reported, PolicyResult entry, @Nullable FailureDetail detail) {
        var policy = entry.policy();
        var cause = new Cause(
                detail == null ? null : Diagnosis.of(policy, detail),
                policy.type(),
                policy.mode().orElse(null));
        if (tallyByCause.size() >= MAX_CAUSES && !tallyByCause.containsKey(cause)) {
            moreCauses = true;
            return;
        }
        var tally = tallyByCause.computeIfAbsent(cause, CauseTally::new);
        if (Severity.isBlocked(reported.headline())) {
            tally.block();
        }
        if (detail == null) {
            tally.add(found, reported.mxOf(entry), null, null, entry.summary().failed());
        } else {
            var mx = blankToNull(detail.receivingMxHostname());
            tally.add(
                    found,
                    mx != null ? mx : reported.mxOf(entry),
                    blankToNull(detail.receivingIp()),
                    blankToNull(detail.failureReasonCode()),
                    detail.failed());
        }
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
        return sessionsByDay.subMap(some.first(), true, some.last(), true).values().stream()
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
                .sorted(Comparator.comparing(CauseTally::urgency)
                        .thenComparingLong(CauseTally::sessions)
                        .reversed())
                .toList();
    }

    /// Whether there are more than are told apart.
    boolean hasMoreCauses() {
        return moreCauses;
    }

    /// How many reporters there are, at any level of trust.
    long submitters() {
        return reporters.keySet().stream().map(Reporter::submitter).distinct().count();
    }

    private Urgency urgency() {
        return tallyByCause.values().stream()
                .map(CauseTally::urgency)
                .max(Comparator.naturalOrder())
                .orElse(Urgency.NONE);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
