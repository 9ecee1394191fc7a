package tlsrpt.health;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The trusted reports of the last four weeks, as evidence about a domain's MTA-STS policy.
///
/// @param mxPatterns of the policy as it was seen last
public record Evidence(
        LocalDate today, List<ReporterPolicyDay> sightings, List<StsFailure> failures, List<String> mxPatterns) {

    /// How many days a verdict looks back on at most.
    public static final int DAYS = 28 + 2;

    public Evidence {
        sightings = List.copyOf(sightings);
        failures = List.copyOf(failures);
        mxPatterns = List.copyOf(mxPatterns);
    }

    /// The first day that counts.
    public static LocalDate first(LocalDate today) {
        return today.minusDays(DAYS - 1);
    }

    /// Of these days only.
    Evidence within(CompleteDays days) {
        return new Evidence(
                today,
                sightings.stream().filter(s -> days.contains(s.day())).toList(),
                failures.stream().filter(f -> days.contains(f.day())).toList(),
                mxPatterns);
    }

    /// Those that say something of the mode.
    List<ReporterPolicyDay> policies() {
        return sightings.stream().filter(s -> !s.modes().isEmpty()).toList();
    }

    /// Whether nobody sees the policy any more: each reporter that stated a mode has since sent reports without one.
    boolean isWithdrawn() {
        var latest = sightings.stream()
                .collect(Collectors.toMap(
                        ReporterPolicyDay::reporter, ReporterPolicyDay::day, (a, b) -> a.isAfter(b) ? a : b));
        return policies().stream().noneMatch(s -> s.day().equals(latest.get(s.reporter())));
    }

    long sessions() {
        return tested().mapToLong(ReporterPolicyDay::sessions).sum();
    }

    Set<String> reporters() {
        return tested().map(ReporterPolicyDay::reporter).collect(Collectors.toCollection(TreeSet::new));
    }

    long daysOf(String reporter) {
        return tested().filter(s -> s.reporter().equals(reporter))
                .map(ReporterPolicyDay::day)
                .distinct()
                .count();
    }

    /// Failures of sessions, which enforce would refuse.
    List<StsFailure> refusable() {
        return failures.stream().filter(f -> !f.isOfThePolicy()).toList();
    }

    /// Failures to read the policy.
    List<StsFailure> policyFailures() {
        return failures.stream().filter(StsFailure::isOfThePolicy).toList();
    }

    static Set<String> reportersOf(Collection<StsFailure> failures) {
        return failures.stream().map(StsFailure::reporter).collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<ReporterPolicyDay> tested() {
        return sightings.stream().filter(s -> s.sessions() > 0);
    }
}
