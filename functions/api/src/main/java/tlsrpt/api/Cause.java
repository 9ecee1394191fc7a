package tlsrpt.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Severity;
import tlsrpt.report.Trust;
import tlsrpt.store.FailureDay;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.ReportRef;
import tlsrpt.store.ReporterDay;

/// One thing that goes wrong at one host, under one policy or several with the same effect, as all reporters see it
/// together.
final class Cause {

    static final int EXAMPLES = 3;
    private static final Comparator<Cause> WORST_FIRST = Comparator.comparing(Cause::refused)
            .thenComparing(Cause::severity)
            .thenComparingLong(Cause::sessions)
            .reversed();

    private final String domain;
    private final Set<PolicyKind> policies;
    private final FailureDay like;
    private final TreeMap<LocalDate, Long> days = new TreeMap<>();
    private final Map<String, Long> reporters = new HashMap<>();
    private final LinkedHashMap<String, ReportRef> examples = new LinkedHashMap<>();
    private boolean blocked;

    private Cause(String domain, FailureDay like, Set<PolicyKind> policies) {
        this.domain = domain;
        this.like = like;
        this.policies = policies;
    }

    private record Key(
            String outcome,
            @Nullable String diagnosis,
            @Nullable String mx) {}

    /// Who reported, and of which day.
    private record Source(LocalDate day, Trust trust, String submitter) {

        static Source of(FailureDay row) {
            return new Source(row.day(), row.trust(), row.submitter());
        }
    }

    /// @param days of the same reporters, for what they delivered besides
    static List<Cause> of(String domain, List<FailureDay> rows, List<ReporterDay> days) {
        var bySource = days.stream()
                .collect(Collectors.toMap(
                        day -> new Source(day.day(), day.trust(), day.submitter()), day -> day, (a, _) -> a));
        var causes = new LinkedHashMap<Key, Map<Source, List<FailureDay>>>();
        for (var row : rows.reversed()) {
            causes.computeIfAbsent(new Key(outcome(domain, row), row.diagnosis(), row.mx()), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(Source.of(row), _ -> new ArrayList<>())
                    .add(row);
        }
        var all = new ArrayList<Cause>();
        causes.forEach((_, sources) -> all.add(of(domain, sources, bySource)));
        all.sort(WORST_FIRST);
        return all;
    }

    private static Cause of(String domain, Map<Source, List<FailureDay>> sources, Map<Source, ReporterDay> days) {
        var byPolicy = new EnumMap<PolicyKind, Long>(PolicyKind.class);
        sources.values()
                .forEach(rows -> rows.forEach(row -> byPolicy.merge(row.policy(), row.failed(), Math::addExact)));
        var main = byPolicy.entrySet().stream()
                .max(Map.Entry.<PolicyKind, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
        var like = sources.values().stream()
                .flatMap(List::stream)
                .filter(row -> row.policy() == main)
                .findFirst()
                .orElseThrow();
        var cause = new Cause(domain, like, byPolicy.keySet());
        sources.forEach((source, rows) -> cause.add(rows, days.get(source)));
        return cause;
    }

    private void add(List<FailureDay> rows, @Nullable ReporterDay reported) {
        // Sessions that the reporter counted under two policies count once.
        long failed =
                rows.stream().mapToLong(one -> one.failed() - one.overlap()).sum();
        var row = rows.getFirst();
        blocked |= reported != null && Severity.isBlocked(reported.sessions().headline(), row.trust());
        days.merge(row.day(), failed, Math::addExact);
        reporters.merge(row.submitter(), failed, Math::addExact);
        if (examples.size() < EXAMPLES) {
            examples.putIfAbsent(row.submitter(), row.example());
        }
    }

    /// Under which it failed, as tokens, in their order.
    String policy() {
        return policies.stream().map(PolicyKind::token).collect(Collectors.joining(" "));
    }

    /// `null` where rare ones were folded together.
    @Nullable
    String diagnosis() {
        return like.diagnosis();
    }

    @Nullable
    String mx() {
        return like.mx();
    }

    long sessions() {
        return days.values().stream().mapToLong(n -> n).sum();
    }

    /// Sessions by day.
    SortedMap<LocalDate, Long> days() {
        return Collections.unmodifiableSortedMap(days);
    }

    LocalDate first() {
        return days.firstKey();
    }

    LocalDate last() {
        return days.lastKey();
    }

    int reporterCount() {
        return reporters.size();
    }

    /// Most sessions first.
    List<Map.Entry<String, Long>> reporters() {
        return reporters.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    /// Newest first, each of another reporter.
    List<ReportRef> examples() {
        return List.copyOf(examples.values());
    }

    boolean refused() {
        return situation().refused();
    }

    /// Impact on mail, in one word.
    String outcome() {
        return outcome(domain, like);
    }

    private static String outcome(String domain, FailureDay row) {
        var situation = situation(domain, row);
        return situation.refused() ? "refused" : situation.isModeKnown() ? "delivered" : "unknown";
    }

    Severity severity() {
        return Severity.of(situation(), blocked);
    }

    /// `null` where there is nothing to explain.
    @Nullable
    Explanation explanation() {
        return like.diagnosis() == null ? null : Explanation.of(situation());
    }

    private FailureContext situation() {
        return situation(domain, like);
    }

    private static FailureContext situation(String domain, FailureDay row) {
        var diagnosis = Diagnosis.of(row.diagnosis() == null ? "unknown" : row.diagnosis());
        return new FailureContext(domain, type(row.policy()), mode(row.policy()), row.mx(), diagnosis);
    }

    private static @Nullable PolicyType type(PolicyKind policy) {
        return switch (policy) {
            case TLSA -> PolicyType.Registered.TLSA;
            case STS_ENFORCE, STS_TESTING, STS_NONE, STS_UNKNOWN -> PolicyType.Registered.STS;
            case NO_POLICY_FOUND -> PolicyType.Registered.NO_POLICY_FOUND;
            case OTHER -> null;
        };
    }

    private static @Nullable Mode mode(PolicyKind policy) {
        return switch (policy) {
            case STS_ENFORCE -> Mode.ENFORCE;
            case STS_TESTING -> Mode.TESTING;
            case STS_NONE -> Mode.NONE;
            case TLSA, STS_UNKNOWN, NO_POLICY_FOUND, OTHER -> null;
        };
    }
}
