package tlsrpt.health;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.FamilyState;

/// Mutable context for evaluating one report: the domain's stored state, and the alerts and changes that result.
final class EvaluationContext {

    private static final int MOST_BARE = 100;

    final Observation report;
    final ReportHistory past;
    final Rules rules;
    final Map<String, FamilyState> troubles;
    final List<RuleState.Known> forms;
    final List<String> bare;
    boolean covered;

    private final RuleState before;
    private final List<String> established;
    private final Map<String, Map<String, List<RuleState.Share>>> shares;
    private final List<Alert> messages = new ArrayList<>();
    private final List<Alert> open = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final List<NoAlert> quiet = new ArrayList<>();
    private @Nullable LocalDate first;
    private @Nullable Boolean counts;
    private @Nullable Boolean overtaken;
    private @Nullable List<Observation> day;

    EvaluationContext(Observation report, ReportHistory past, RuleState memory, Rules rules) {
        this.report = report;
        this.past = past;
        this.rules = rules;
        before = memory;
        troubles = new TreeMap<>(memory.troubles());
        forms = new ArrayList<>(memory.forms());
        bare = new ArrayList<>(memory.bare());
        established = new ArrayList<>(memory.established());
        shares = new TreeMap<>(memory.shares());
        covered = memory.covered();
        first = memory.first();
    }

    long limit(Threshold threshold) {
        return rules.of(threshold, report.domain());
    }

    void rememberFirstDay() {
        if (first == null) {
            first = report.day();
        }
    }

    boolean isFirstDay() {
        return first == null || !report.day().isAfter(first);
    }

    /// Whether the report day is less than this many days after the first.
    boolean isWithinFirst(long days) {
        return first == null || report.day().isBefore(first.plusDays(days));
    }

    /// Whether the reporter may open alerts: anyone can own a domain and sign with it.
    boolean isReporterEstablished() {
        if (counts == null) {
            counts = report.source().known() || established.contains(report.reporter()) || becomesEstablished();
        }
        return counts;
    }

    private boolean becomesEstablished() {
        long days = past.before(report.day(), 90).stream()
                .filter(day -> day.reporter().equals(report.reporter()))
                .map(ReportHistory.Day::day)
                .distinct()
                .count();
        if (days < limit(Threshold.ESTABLISHED_DAYS)) {
            return false;
        }
        established.add(report.reporter());
        return true;
    }

    /// Returns the reporter's reports of the day, as far as they have arrived, with this one.
    List<Observation> day() {
        if (day == null) {
            var all = new ArrayList<>(past.ofDay(report.reporter(), report.day()));
            all.removeIf(one -> one.source().id().equals(report.source().id()));
            all.add(report);
            day = List.copyOf(all);
        }
        return day;
    }

    /// Whether a report of the same reporter for a later day arrived before this one.
    boolean isOutOfOrder() {
        if (overtaken == null) {
            overtaken = past.overtaken(report.reporter(), report.day(), report.arrival());
        }
        return overtaken;
    }

    FamilyState trouble(String family) {
        return troubles.getOrDefault(family, FamilyState.NONE);
    }

    /// Returns the usual daily share of this cause in the reporter's sessions, in millionths.
    long usualShare(String cause, long days) {
        var from = report.day().minusDays(limit(Threshold.SPIKE_DAYS));
        long sum = shares.getOrDefault(report.reporter(), Map.of()).getOrDefault(cause, List.of()).stream()
                .filter(share -> !share.day().isBefore(from) && share.day().isBefore(report.day()))
                .mapToLong(RuleState.Share::millionths)
                .sum();
        return sum / Math.max(1, days);
    }

    void rememberShare(String cause, long millionths) {
        var from = report.day().minusDays(limit(Threshold.SPIKE_DAYS));
        var own = new TreeMap<>(shares.getOrDefault(report.reporter(), Map.of()));
        var days = new ArrayList<>(own.getOrDefault(cause, List.of()));
        days.removeIf(share -> share.day().isBefore(from) || share.day().equals(report.day()));
        days.add(new RuleState.Share(report.day(), millionths));
        days.sort(Comparator.comparing(RuleState.Share::day));
        own.put(cause, days);
        own.values().removeIf(list -> list.getLast().day().isBefore(from));
        shares.put(report.reporter(), own);
    }

    void rememberBare() {
        if (bare.size() < MOST_BARE) {
            bare.add(report.reporter());
        }
    }

    void staysQuiet(String family, NoAlert.Why why) {
        quiet.add(new NoAlert(report.domain(), family, why));
    }

    void emit(Alert message) {
        messages.add(message);
    }

    void addOpen(Alert alert) {
        open.add(alert);
    }

    void addClosed(String family) {
        closed.add(family);
    }

    RuleResult result() {
        var memory = new RuleState(first, covered, bare, established, troubles, shares, forms);
        return new RuleResult(memory.equals(before) ? before : memory, mergeFirstDayAlerts(), open, closed, quiet);
    }

    /// Combines the failures of a domain's first day into one alert, that of the most severe.
    private List<Alert> mergeFirstDayAlerts() {
        var openings =
                messages.stream().filter(m -> m.kind() == AlertKind.FAILING).toList();
        if (!isFirstDay() || openings.size() < 2) {
            return messages;
        }
        var gravest =
                openings.stream().max(Comparator.comparing(Alert::severity)).orElseThrow();
        var rest = new ArrayList<>(openings);
        rest.remove(gravest);
        return List.of(AlertFactory.alsoFailing(gravest, rest));
    }
}
