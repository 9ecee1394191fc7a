package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Headline;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Severity;

/// The rule state of a domain: its incidents, and little about what works. Clean reports do not change it.
///
/// @param first the first day of a trusted report
/// @param covered whether any reporter ever applied a policy
/// @param bare reporters that have never found a policy
/// @param established reporters that may open alerts although they are small
/// @param troubles incidents, by family
/// @param shares daily shares of failed sessions by reporter and cause, to compute the usual share
/// @param forms revisions of the policy, the current one last
public record RuleState(
        @Nullable LocalDate first,
        boolean covered,
        List<String> bare,
        List<String> established,
        Map<String, FamilyState> troubles,
        Map<String, Map<String, List<Share>>> shares,
        List<Known> forms) {

    /// The state of a domain without any report.
    public static final RuleState NONE =
            new RuleState(null, false, List.of(), List.of(), Map.of(), Map.of(), List.of());

    RuleState with(Map<String, FamilyState> changed) {
        return new RuleState(first, covered, bare, established, changed, shares, forms);
    }

    /// One failure family: the reporters that see it, and the incident, if one is open.
    ///
    /// @param seen by reporter
    /// @param open `null` if no alert was sent, or the incident has recovered
    /// @param closed the day on which the last incident closed
    /// @param clean number of clean reports that the last incident needed to close
    record FamilyState(
            Map<String, ReporterState> seen,
            @Nullable Open open,
            @Nullable LocalDate closed,
            long clean) {

        static final FamilyState NONE = new FamilyState(Map.of(), null, null, 0);

        FamilyState with(String reporter, ReporterState sight) {
            var all = new TreeMap<>(seen);
            all.put(reporter, sight);
            return new FamilyState(all, open, closed, clean);
        }

        FamilyState with(Open changed) {
            return new FamilyState(seen, changed, closed, clean);
        }
    }

    /// What one reporter sees of an incident.
    ///
    /// @param rare whether it reports less than weekly
    /// @param latest the finding of its last significant day
    /// @param steps worsening steps that its days have reached
    record ReporterState(Days days, boolean rare, Finding latest, Steps steps) {

        long failed() {
            return latest.failed();
        }

        long total() {
            return latest.total();
        }

        DeliveryImpact outcome() {
            return latest.outcome();
        }

        List<Cause> causes() {
            return latest.causes();
        }

        boolean alone() {
            return latest.alone();
        }

        Severity severity() {
            return latest.severity();
        }

        LocalDate lastDay() {
            return days.significant().getLast();
        }

        boolean isOnlyOf(LocalDate day) {
            return days.significant().stream().allMatch(day::equals);
        }

        /// Returns the number of clean reports since the last significant day. Other reports for the given day are
        /// ignored, because they may arrive before or after.
        long cleanReports(LocalDate day) {
            var others =
                    days.significant().stream().filter(one -> !one.equals(day)).toList();
            return days.clean().stream()
                    .filter(one -> others.isEmpty() || one.isAfter(others.getLast()))
                    .count();
        }

        ReporterState without(LocalDate day) {
            var clean = new ArrayList<>(days.clean());
            clean.add(day);
            return new ReporterState(new Days(days.significant(), clean, day), rare, latest, steps);
        }

        ReporterState with(Finding finding) {
            return new ReporterState(days, rare, finding, steps);
        }

        ReporterState skipping() {
            return new ReporterState(days, rare, latest, steps.skipping());
        }
    }

    /// Worsening steps that a reporter's days have reached. A step of one report is a step of its day, so the order of
    /// a day's reports does not matter.
    ///
    /// @param ever of all days
    /// @param today of the last significant day
    /// @param before of the significant day that it is compared with; `null` if there is none
    /// @param skipped whether the next day is compared with `before`, because no step was taken on this one
    record Steps(
            List<String> ever, List<String> today, @Nullable List<String> before, boolean skipped) {

        static Steps of(List<String> steps) {
            return new Steps(steps, steps, null, false);
        }

        Steps nextDay(List<String> steps) {
            return new Steps(union(ever, steps), steps, skipped ? before : today, false);
        }

        Steps sameDay(List<String> steps) {
            return new Steps(union(ever, steps), union(today, steps), before, skipped);
        }

        Steps late(List<String> steps) {
            return new Steps(union(ever, steps), today, before, skipped);
        }

        Steps skipping() {
            return new Steps(ever, today, before, true);
        }

        private static List<String> union(List<String> some, List<String> others) {
            var all = new TreeSet<>(some);
            all.addAll(others);
            return List.copyOf(all);
        }
    }

    /// The report days of one reporter.
    ///
    /// @param significant days on which it saw the failure, in order
    /// @param clean days on which it did not, in order, since the last significant day but one
    /// @param last its latest report day
    record Days(List<LocalDate> significant, List<LocalDate> clean, LocalDate last) {

        static Days of(LocalDate day) {
            return new Days(List.of(day), List.of(), day);
        }
    }

    /// What a reporter saw on one day.
    ///
    /// @param alone whether it justifies an alert without a second reporter
    record Finding(long failed, long total, DeliveryImpact outcome, List<Cause> causes, boolean alone) {

        /// The outcome of the most severe cause.
        Severity severity() {
            boolean blocked = outcome == DeliveryImpact.BLOCKED && Severity.isBlocked(new Headline(0, total));
            return causes.stream()
                    .map(cause -> Severity.of(cause.situation(""), blocked))
                    .reduce(Severity.NOTICE, Severity::orAbove);
        }

        Finding orAlone(boolean other) {
            return new Finding(failed, total, outcome, causes, alone || other);
        }
    }

    /// An open incident.
    ///
    /// @param steps worsening steps that were already reported
    /// @param shared the name of the shared incident that it belongs to, or `null`
    record Open(
            String id,
            AlertKind kind,
            Opening opening,
            Grades grades,
            List<String> steps,
            Told told,
            @Nullable String shared) {

        /// Returns an incident that opens with its first alert.
        static Open of(String id, AlertKind kind, Opening opening, Severity grade, List<String> steps) {
            return new Open(
                    id, kind, opening, new Grades(grade, grade), steps, new Told(opening.day(), opening.at()), null);
        }

        Open took(Collection<String> some) {
            var all = new ArrayList<>(steps);
            some.stream().filter(step -> !steps.contains(step)).forEach(all::add);
            return new Open(id, kind, opening, grades, all, told, shared);
        }

        Open heard(LocalDate day) {
            return new Open(id, kind, opening, grades, steps, new Told(day, told.reminded()), shared);
        }

        Open graded(Severity now) {
            return new Open(id, kind, opening, grades.orAbove(now), steps, told, shared);
        }

        Open reminded(Instant now) {
            return new Open(id, kind, opening, grades, steps, new Told(told.heard(), now), shared);
        }

        Open sharing(String id, String name) {
            return new Open(id, kind, opening, grades, steps, told, name);
        }
    }

    /// How an incident opened.
    ///
    /// @param since its first report day
    /// @param day the report day that opened it
    /// @param at when it was opened
    /// @param again whether it returned shortly after it had recovered
    /// @param first whether the first reports of the domain already showed the failure
    /// @param backlog whether it was found in imported reports
    /// @param clean number of clean reports that it needs to close
    record Opening(
            LocalDate since, LocalDate day, Instant at, boolean again, boolean first, boolean backlog, long clean) {}

    /// The current and the highest severity of an incident.
    record Grades(Severity now, Severity worst) {

        Grades orAbove(Severity grade) {
            var most = now.orAbove(grade);
            return new Grades(most, worst.orAbove(most));
        }
    }

    /// When alerts about an incident were last sent.
    ///
    /// @param heard the last report day that an alert contained
    /// @param reminded the time of the last alert
    record Told(LocalDate heard, Instant reminded) {}

    /// A cause as one reporter counted it.
    ///
    /// @param policyType under which most of its sessions failed
    /// @param also other policy types under which it has the same effect
    record Cause(
            @Nullable String policyType,
            List<String> also,
            @Nullable String resultType,
            String diagnosis,
            @Nullable String mx,
            @Nullable Mode mode,
            long failed,
            DeliveryImpact outcome,
            Map<String, Long> addresses) {

        String key() {
            return diagnosis + "/" + mx;
        }

        FailureContext situation(String domain) {
            return new FailureContext(
                    domain, policyType == null ? null : PolicyType.of(policyType), mode, mx, Diagnosis.of(diagnosis));
        }
    }

    /// A cause's share of failed sessions on one day, in millionths.
    record Share(LocalDate day, long millionths) {}

    /// A revision of the MTA-STS policy.
    ///
    /// @param since the first day on which it was seen
    /// @param adopters reporters that apply it, and since when
    /// @param disputed whether an alert said that reporters disagree about it
    record Known(PolicyRevision form, LocalDate since, Map<String, LocalDate> adopters, boolean disputed) {}

    boolean isOpen(String family) {
        return troubles.getOrDefault(family, FamilyState.NONE).open() != null;
    }

    /// Whether an alert about missing reports is open.
    public boolean isSilent() {
        return troubles.getOrDefault(DailyRule.SILENCE, FamilyState.NONE).open() != null;
    }

    /// Returns the shared incidents that its open alerts belong to, by name, with the failed sessions of each.
    public Map<String, Alert.Sessions> shared() {
        var shared = new TreeMap<String, Alert.Sessions>();
        for (var trouble : troubles.values()) {
            var open = trouble.open();
            if (open != null && open.shared() != null) {
                shared.put(open.shared(), SharedRule.sessions(open.shared(), trouble));
            }
        }
        return shared;
    }

    public String json() {
        return RecordJson.write(this);
    }

    public static RuleState of(String json) {
        return RecordJson.read(RuleState.class, json);
    }
}
