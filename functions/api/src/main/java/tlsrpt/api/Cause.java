package tlsrpt.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Severity;
import tlsrpt.report.Situation;
import tlsrpt.report.Trust;
import tlsrpt.store.FailureDay;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.ReportRef;
import tlsrpt.store.ReporterDay;

/// One thing that goes wrong at one host under one policy, as all reporters see it together.
final class Cause {

    private static final int EXAMPLES = 3;
    private static final Comparator<Cause> WORST_FIRST = Comparator.comparing(Cause::refused)
            .thenComparing(Cause::severity)
            .thenComparingLong(Cause::sessions)
            .reversed();

    private final String domain;
    private final FailureDay like;
    private final TreeMap<LocalDate, Long> days = new TreeMap<>();
    private final Map<String, Long> reporters = new HashMap<>();
    private final LinkedHashMap<String, ReportRef> examples = new LinkedHashMap<>();
    private boolean blocked;

    private Cause(String domain, FailureDay like) {
        this.domain = domain;
        this.like = like;
    }

    private record Key(
            PolicyKind policy,
            @Nullable String diagnosis,
            @Nullable String mx) {}

    /// Who reported, and of which day.
    private record Source(LocalDate day, Trust trust, String submitter) {}

    /// @param days of the same reporters, for what they delivered besides
    static List<Cause> of(String domain, List<FailureDay> rows, List<ReporterDay> days) {
        var blocked = days.stream()
                .filter(day -> day.trust() != Trust.ESTABLISHED
                        && Severity.isBlocked(day.sessions().headline()))
                .map(day -> new Source(day.day(), day.trust(), day.submitter()))
                .collect(Collectors.toSet());
        var causes = new LinkedHashMap<Key, Cause>();
        for (var row : rows.reversed()) {
            causes.computeIfAbsent(new Key(row.policy(), row.diagnosis(), row.mx()), _ -> new Cause(domain, row))
                    .add(row, blocked.contains(new Source(row.day(), row.trust(), row.submitter())));
        }
        var worstFirst = new ArrayList<>(causes.values());
        worstFirst.sort(WORST_FIRST);
        return worstFirst;
    }

    private void add(FailureDay row, boolean deliveredNothing) {
        blocked |= deliveredNothing;
        days.merge(row.day(), row.failed(), Math::addExact);
        reporters.merge(row.submitter(), row.failed(), Math::addExact);
        if (examples.size() < EXAMPLES) {
            examples.putIfAbsent(row.submitter(), row.example());
        }
    }

    PolicyKind policy() {
        return like.policy();
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
        if (refused()) {
            return "refused";
        }
        return like.policy() == PolicyKind.STS_UNKNOWN || like.policy() == PolicyKind.OTHER ? "unknown" : "delivered";
    }

    Severity severity() {
        return Severity.of(situation(), blocked);
    }

    /// `null` where there is nothing to explain.
    @Nullable
    Explanation explanation() {
        return like.diagnosis() == null ? null : Explanation.of(situation());
    }

    private Situation situation() {
        var diagnosis = Diagnosis.of(like.diagnosis() == null ? "unknown" : like.diagnosis());
        return new Situation(domain, type(like.policy()), mode(like.policy()), like.mx(), diagnosis);
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
