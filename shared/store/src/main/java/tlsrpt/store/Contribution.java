package tlsrpt.store;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tlsrpt.report.DomainName;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Headline;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Trust;
import tlsrpt.table.Key;

/// What one report adds for one domain: rows of the table, and by how much their counters grow.
///
/// It is a pure function of its arguments and holds numbers only, so that contributions add up to the same table in
/// any order, and one is taken back by subtracting it. Counters of zero are left out.
public record Contribution(SortedMap<Key, SortedMap<String, Long>> rows) {

    static final Contribution NONE = new Contribution(new TreeMap<>());

    /// No reporter has a billion sessions a week with one domain; more must not drown the sums.
    static final long MAX_COUNT = 1_000_000_000L;

    private static final int OTHER_ROWS = 2;

    /// Whether its counts, alone and together, are such as can be added up.
    static boolean isCountable(ReportedDomain reported) {
        long summed = 0;
        long detailed = 0;
        for (var entry : reported.entries()) {
            summed = sum(sum(summed, entry.summary().ok()), entry.summary().failed());
            for (var detail : entry.failureDetails()) {
                detailed = sum(detailed, detail.failed());
            }
        }
        return summed <= MAX_COUNT && detailed <= MAX_COUNT;
    }

    /// @param reported whose counts are [countable][#isCountable]
    static Contribution of(ReportedDomain reported, LocalDate day, Trust trust, String submitter) {
        var rows = new TreeMap<Key, SortedMap<String, Long>>();
        var headline = reported.headline();
        var protection = SessionOutcomes.of(reported);

        var reporterDay = counters(Counter::token, headline, protection);
        byPolicy(reported).forEach((policy, counts) -> {
            count(reporterDay, Counter.OK.of(policy), counts.ok());
            count(reporterDay, Counter.FAILED.of(policy), counts.failed());
        });
        PolicyForm.of(reported).forEach(form -> count(reporterDay, form.counter(), 1));
        rows.put(Keys.reporterDay(reported.domain(), day, trust, submitter), reporterDay);
        rows.put(Keys.domainDay(reported.domain(), day), counters(c -> c.of(trust), headline, protection));

        var failures = failures(reported);
        var overlap = reported.underTwoPolicies() ? overlap(failures) : Map.<Failure, Long>of();
        Failure.fold(sessions(failures), trust.rows() - OTHER_ROWS).forEach((failure, sessions) -> {
            var row = new TreeMap<String, Long>();
            row.put(Counter.FAILED.token(), sessions);
            count(row, Counter.OVERLAP.token(), overlap.getOrDefault(failure, 0L));
            rows.put(Keys.failureDay(reported.domain(), day, trust, submitter, failure), row);
        });
        return new Contribution(rows);
    }

    /// Returns the failures among what it adds.
    public List<CountedFailure> failures() {
        return rows.entrySet().stream()
                .filter(row -> Keys.isFailureDay(row.getKey()))
                .map(row -> CountedFailure.of(row.getKey(), row.getValue().getOrDefault(Counter.FAILED.token(), 0L)))
                .toList();
    }

    /// Returns the kinds of policy under which it counts sessions, in one text.
    String policies() {
        return rows.entrySet().stream()
                .filter(row -> Keys.isReporterDay(row.getKey()))
                .flatMap(row -> Stream.of(PolicyKind.values())
                        .filter(kind -> row.getValue().containsKey(Counter.OK.of(kind))
                                || row.getValue().containsKey(Counter.FAILED.of(kind))))
                .map(PolicyKind::token)
                .collect(Collectors.joining(" "));
    }

    /// One report of those that a limit is for.
    static Contribution of(Key row, String counter) {
        return new Contribution(new TreeMap<>(Map.of(row, new TreeMap<>(Map.of(counter, 1L)))));
    }

    Contribution plus(Contribution other) {
        return combined(other, 1);
    }

    /// What is left to add where `other` is in the table already: some of it may be negative.
    Contribution minus(Contribution other) {
        return combined(other, -1);
    }

    private Contribution combined(Contribution other, int sign) {
        var sum = new TreeMap<Key, SortedMap<String, Long>>();
        rows.forEach((key, counters) -> sum.put(key, new TreeMap<>(counters)));
        other.rows.forEach((key, counters) -> {
            var row = sum.computeIfAbsent(key, _ -> new TreeMap<>());
            counters.forEach((name, n) -> row.merge(name, sign * n, Math::addExact));
        });
        sum.values().forEach(row -> row.values().removeIf(n -> n == 0));
        sum.values().removeIf(Map::isEmpty);
        return new Contribution(sum);
    }

    private static SortedMap<String, Long> counters(
            Function<Counter, String> name, Headline headline, SessionOutcomes protection) {
        var row = new TreeMap<String, Long>();
        count(row, name.apply(Counter.REPORTS), 1);
        count(row, name.apply(Counter.OK), headline.ok());
        count(row, name.apply(Counter.FAILED), headline.failed());
        count(row, name.apply(Counter.UNPROTECTED), protection.unprotected());
        count(row, name.apply(Counter.REFUSED), protection.refused());
        count(row, name.apply(Counter.UNKNOWN), protection.unknown());
        return row;
    }

    private static void count(Map<String, Long> row, String counter, long n) {
        if (n != 0) {
            row.put(counter, n);
        }
    }

    private static Map<PolicyKind, Headline> byPolicy(ReportedDomain reported) {
        var counts = new EnumMap<PolicyKind, Headline>(PolicyKind.class);
        for (var entry : reported.entries()) {
            counts.merge(
                    PolicyKind.of(entry.policy()),
                    new Headline(entry.summary().ok(), entry.summary().failed()),
                    Headline::plus);
        }
        return counts;
    }

    /// @param effect whether the sender refused, as far as the report says it
    private record Sessions(Effect effect, long failed) {

        Sessions plus(Sessions other) {
            return new Sessions(effect, Math.addExact(failed, other.failed));
        }
    }

    private enum Effect {
        REFUSED,
        DELIVERED,
        UNKNOWN;

        static Effect of(FailureContext situation) {
            return situation.refused() ? REFUSED : situation.isModeKnown() ? DELIVERED : UNKNOWN;
        }
    }

    private static Map<Failure, Sessions> failures(ReportedDomain reported) {
        var sessions = new HashMap<Failure, Sessions>();
        for (var entry : reported.entries()) {
            for (var detail : entry.failureDetails()) {
                if (detail.failed() > 0) {
                    var situation = FailureContext.of(reported, entry, detail);
                    sessions.merge(
                            failure(entry, situation),
                            new Sessions(Effect.of(situation), detail.failed()),
                            Sessions::plus);
                }
            }
        }
        return sessions;
    }

    private static Map<Failure, Long> sessions(Map<Failure, Sessions> failures) {
        var sessions = new HashMap<Failure, Long>();
        failures.forEach((failure, one) -> sessions.put(failure, one.failed()));
        return sessions;
    }

    /// Returns how many sessions under DANE also failed under another policy, with the same diagnosis, host and effect.
    private static Map<Failure, Long> overlap(Map<Failure, Sessions> failures) {
        var overlap = new HashMap<Failure, Long>();
        failures.forEach((failure, dane) -> {
            if (failure.policy() == PolicyKind.TLSA) {
                long others = failures.entrySet().stream()
                        .filter(other -> other.getKey().policy() != PolicyKind.TLSA
                                && other.getKey().diagnosis().equals(failure.diagnosis())
                                && other.getKey().mx().equals(failure.mx())
                                && other.getValue().effect() == dane.effect())
                        .mapToLong(other -> other.getValue().failed())
                        .sum();
                overlap.put(failure, Math.min(dane.failed(), others));
            }
        });
        return overlap;
    }

    private static Failure failure(PolicyResult entry, FailureContext situation) {
        var mx = situation.mx();
        return new Failure(
                PolicyKind.of(entry.policy()),
                Keys.diagnosisPart(situation.diagnosis().token()),
                mx == null ? Keys.NOT_NAMED : Keys.domainPart(DomainName.normal(mx)));
    }

    /// The sum, or what is beyond the limit for certain, so that nothing overflows.
    private static long sum(long sum, long n) {
        return sum > MAX_COUNT || n > MAX_COUNT || n < 0 ? MAX_COUNT + 1 : sum + n;
    }
}
