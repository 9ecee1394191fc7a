package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Situation;

/// What the rules remember of a domain: what is wrong, and little of what is not. Clean reports leave it as it is.
///
/// @param first the first report day that somebody vouched for
/// @param covered whether any reporter ever applied a policy
/// @param bare reporters that find no policy, and found none before
/// @param established reporters that are no large senders and whose word counts all the same
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
    /// @param days on which it was significant, the last one last
    /// @param clean later days, in order, on which it was not
    /// @param last the latest day that it reported since
    /// @param rare whether it reports less than weekly
    /// @param causes of the last significant day
    record Sight(
            List<LocalDate> days,
            List<LocalDate> clean,
            LocalDate last,
            boolean rare,
            long failed,
            long total,
            Outcome outcome,
            List<Cause> causes) {

        LocalDate lastDay() {
            return days.getLast();
        }
    }

    /// An alert that is open.
    ///
    /// @param since its first report day
    /// @param day the one that tipped it
    /// @param at when it was opened
    /// @param worst the highest grade it had
    /// @param steps that it took and does not take again
    /// @param clean reports that it needs to end
    /// @param reminded when somebody last heard of it
    /// @param shared the name of what several domains share, or `null`
    record Open(
            String id,
            Kind kind,
            LocalDate since,
            LocalDate day,
            Instant at,
            Grade grade,
            Grade worst,
            List<String> steps,
            boolean again,
            boolean first,
            long clean,
            Instant reminded,
            @Nullable String shared) {

        Open took(String step) {
            var all = new ArrayList<>(steps);
            all.add(step);
            return new Open(id, kind, since, day, at, grade, worst, all, again, first, clean, reminded, shared);
        }

        Open graded(Grade now) {
            var most = grade.orAbove(now);
            return new Open(
                    id, kind, since, day, at, most, worst.orAbove(most), steps, again, first, clean, reminded, shared);
        }

        Open reminded(Instant now) {
            return new Open(id, kind, since, day, at, grade, worst, steps, again, first, clean, now, shared);
        }

        Open sharing(String id, String name) {
            return new Open(id, kind, since, day, at, grade, worst, steps, again, first, clean, reminded, name);
        }
    }

    /// A cause as one reporter counted it.
    record Cause(
            @Nullable String policyType,
            @Nullable String resultType,
            String diagnosis,
            @Nullable String mx,
            @Nullable Mode mode,
            long failed,
            Outcome outcome,
            Map<String, Long> addresses) {

        String key() {
            return policyType + "/" + diagnosis + "/" + mx;
        }

        Situation situation(String domain) {
            return new Situation(
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
    record Known(Form form, LocalDate since, Map<String, LocalDate> adopters, boolean disputed) {}

    /// Whether it was told that no reports come.
    public boolean isSilent() {
        return troubles.getOrDefault(WatchRule.SILENCE, Trouble.NONE).open() != null;
    }

    /// The names of what its open alerts share with other domains.
    public List<String> shared() {
        return troubles.values().stream()
                .map(Trouble::open)
                .filter(open -> open != null && open.shared() != null)
                .map(open -> String.valueOf(open.shared()))
                .toList();
    }

    public String json() {
        return RecordJson.write(this);
    }

    public static Memory of(String json) {
        return RecordJson.read(Memory.class, json);
    }
}
