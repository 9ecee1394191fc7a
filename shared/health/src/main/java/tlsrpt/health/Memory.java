package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Headline;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Severity;

/// What the rules remember of a domain: what is wrong, and little of what is not. Clean reports leave it as it is.
///
/// @param first the first day of a trusted report
/// @param covered whether any reporter ever applied a policy
/// @param bare reporters that find no policy, and found none before
/// @param established reporters that are not large senders and whose word counts all the same
/// @param troubles by family
/// @param shares by reporter and cause, for what is usual
/// @param forms of the policy, the current one last
public record Memory(
        @Nullable LocalDate first,
        boolean covered,
        List<String> bare,
        List<String> established,
        Map<String, Trouble> troubles,
        Map<String, Map<String, List<Share>>> shares,
        List<Known> forms) {

    /// Of a domain of which nothing is known.
    public static final Memory NONE = new Memory(null, false, List.of(), List.of(), Map.of(), Map.of(), List.of());

    Memory with(Map<String, Trouble> changed) {
        return new Memory(first, covered, bare, established, changed, shares, forms);
    }

    /// What is wrong with one thing: who sees it, and the alert, if it is worth one.
    ///
    /// @param seen by reporter
    /// @param open `null` where nothing was sent, or it is over
    /// @param closed the day that ended the last alert
    /// @param clean clean reports that the last alert needed
    record Trouble(
            Map<String, Sight> seen,
            @Nullable Open open,
            @Nullable LocalDate closed,
            long clean) {

        static final Trouble NONE = new Trouble(Map.of(), null, null, 0);

        Trouble with(String reporter, Sight sight) {
            var all = new TreeMap<>(seen);
            all.put(reporter, sight);
            return new Trouble(all, open, closed, clean);
        }

        Trouble with(Open changed) {
            return new Trouble(seen, changed, closed, clean);
        }
    }

    /// What one reporter sees of it.
    ///
    /// @param rare whether it reports less than weekly
    /// @param latest what its last significant day showed
    /// @param steps of all its days
    record Sight(Days days, boolean rare, Finding latest, List<String> steps) {

        long failed() {
            return latest.failed();
        }

        long total() {
            return latest.total();
        }

        Outcome outcome() {
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

        /// Clean reports since it was significant, leaving aside what it says of this day besides: that may come first
        /// or last.
        long cleanReports(LocalDate day) {
            var others =
                    days.significant().stream().filter(one -> !one.equals(day)).toList();
            return days.clean().stream()
                    .filter(one -> others.isEmpty() || one.isAfter(others.getLast()))
                    .count();
        }

        Sight without(LocalDate day) {
            var clean = new ArrayList<>(days.clean());
            clean.add(day);
            return new Sight(new Days(days.significant(), clean, day), rare, latest, steps);
        }
    }

    /// The days of which a reporter told.
    ///
    /// @param significant days on which it saw the trouble, the last one last
    /// @param clean days on which it did not, in order, since the last but one on which it did
    /// @param last the latest day that it reported since
    record Days(List<LocalDate> significant, List<LocalDate> clean, LocalDate last) {

        static Days of(LocalDate day) {
            return new Days(List.of(day), List.of(), day);
        }
    }

    /// What a reporter found on one day.
    ///
    /// @param alone whether it is worth an alert, whatever others say
    record Finding(long failed, long total, Outcome outcome, List<Cause> causes, boolean alone) {

        /// That of the gravest cause.
        Severity severity() {
            boolean blocked = outcome == Outcome.BLOCKED && Severity.isBlocked(new Headline(0, total));
            return causes.stream()
                    .map(cause -> Severity.of(cause.situation(""), blocked))
                    .reduce(Severity.NOTICE, Severity::orAbove);
        }

        Finding orAlone(boolean other) {
            return new Finding(failed, total, outcome, causes, alone || other);
        }
    }

    /// An alert that is open.
    ///
    /// @param steps that it took and does not take again
    /// @param shared the name of what several domains share, or `null`
    record Open(
            String id,
            Kind kind,
            Opening opening,
            Grades grades,
            List<String> steps,
            Told told,
            @Nullable String shared) {

        /// An alert that opens with its first message.
        static Open of(String id, Kind kind, Opening opening, Severity grade, List<String> steps) {
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

    /// How an alert opened.
    ///
    /// @param since its first report day
    /// @param day the one that tipped it
    /// @param at when it was opened
    /// @param again whether it had been over for a few days only
    /// @param first whether it failed already when the first reports came
    /// @param backlog whether it was found in imported reports
    /// @param clean reports that it needs to end
    record Opening(
            LocalDate since, LocalDate day, Instant at, boolean again, boolean first, boolean backlog, long clean) {}

    /// How grave an alert is, and the highest grade it had.
    record Grades(Severity now, Severity worst) {

        Grades orAbove(Severity grade) {
            var most = now.orAbove(grade);
            return new Grades(most, worst.orAbove(most));
        }
    }

    /// What was sent of an alert.
    ///
    /// @param heard the last report day of which it told something new
    /// @param reminded when it was last sent
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
            Outcome outcome,
            Map<String, Long> addresses) {

        String key() {
            return diagnosis + "/" + mx;
        }

        FailureContext situation(String domain) {
            return new FailureContext(
                    domain, policyType == null ? null : PolicyType.of(policyType), mode, mx, Diagnosis.of(diagnosis));
        }
    }

    /// Of a cause on one day, in millionths.
    record Share(LocalDate day, long millionths) {}

    /// A form of the policy.
    ///
    /// @param since the first day on which it was seen
    /// @param adopters reporters that have it, and since when
    /// @param disputed whether it was told that reporters disagree about it
    record Known(PolicyRevision form, LocalDate since, Map<String, LocalDate> adopters, boolean disputed) {}

    boolean isOpen(String family) {
        return troubles.getOrDefault(family, Trouble.NONE).open() != null;
    }

    /// Whether it was told that no reports come.
    public boolean isSilent() {
        return troubles.getOrDefault(DailyRule.SILENCE, Trouble.NONE).open() != null;
    }

    /// What its open alerts share with other domains, by name, with the sessions that failed of it.
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

    public static Memory of(String json) {
        return RecordJson.read(Memory.class, json);
    }
}
