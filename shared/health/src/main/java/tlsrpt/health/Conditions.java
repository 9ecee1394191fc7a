package tlsrpt.health;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.report.MxPattern;

/// The readiness conditions other than the policy itself, each with its finding.
record Conditions(Evidence all, Evidence seen, EvidenceRequirement enough) {

    private static final int POLICY_DAYS = 7;
    /// The share of sessions that may fail temporarily, as one in this number.
    private static final int PASSING = 1000;

    private static final int NAMES = 5;

    Conditions(Evidence all, EvidenceRequirement enough) {
        this(all, all.within(CompleteDays.latest(enough.days(), all.today())), enough);
    }

    Condition enoughSeen() {
        var asks = String.format(
                Locale.ROOT,
                "At least %2$d reporters%3$s and %4$d sessions in %1$d days.",
                enough.days(),
                enough.reporters(),
                enough.daysEach() > 1 ? ", each on " + enough.daysEach() + " days" : "",
                enough.sessions());
        var days = seen.reporters().stream()
                .map(seen::daysOf)
                .sorted(Comparator.reverseOrder())
                .toList();
        long regular = days.stream().filter(n -> n >= enough.daysEach()).count();
        var found = count(seen.reporters().size(), "reporter")
                + (enough.daysEach() > 1 ? ", " + regular + " of them on " + enough.daysEach() + " days or more" : "")
                + "; " + count(seen.sessions(), "session") + ".";
        if (regular >= enough.reporters() && seen.sessions() >= enough.sessions()) {
            return new Condition(asks, true, found, null);
        }
        long missing = 1;
        for (int i = 0; i < enough.reporters(); i++) {
            missing = Math.max(missing, enough.daysEach() - (i < days.size() ? days.get(i) : 0));
        }
        return new Condition(asks, false, found, all.today().plusDays(missing));
    }

    Condition nothingToRefuse() {
        var asks = "`enforce` mode would have refused no session. Allowed: time-outs and closed connections of one "
                + "reporter, up to 0.1% of sessions.";
        var failures = seen.refusable();
        var lasting = failures.stream().filter(f -> !f.isTransient()).toList();
        long passing = sessions(failures) - sessions(lasting);
        var failing = lasting.isEmpty() ? failures : lasting;
        if (failures.isEmpty()) {
            return new Condition(asks, true, "None failed.", null);
        }
        if (lasting.isEmpty()
                && passing * PASSING <= seen.sessions()
                && Evidence.reportersOf(failures).size() == 1) {
            return new Condition(
                    asks, true, count(passing, "session") + " timed out or closed, which is allowed.", null);
        }
        return new Condition(
                asks,
                false,
                "Enforce mode would have refused " + count(sessions(failing), "session") + ", last on " + last(failing)
                        + ": " + causes(failing) + ".",
                CompleteDays.seenWhole(last(failing).plusDays(1), enough.days()));
    }

    Condition policyReadable() {
        var asks = "No repeated failure to read the policy in " + POLICY_DAYS
                + " days: not by two reporters, and not on two days.";
        var failures = all.within(CompleteDays.latest(POLICY_DAYS, all.today())).policyFailures();
        var days = failures.stream().map(StsFailure::day).distinct().count();
        int reporters = Evidence.reportersOf(failures).size();
        if (failures.isEmpty()) {
            return new Condition(asks, true, "Every reporter could read it.", null);
        }
        var found = count(reporters, "reporter") + " could not read it on " + count(days, "day") + ": "
                + causes(failures) + ".";
        return reporters < 2 && days < 2
                ? new Condition(asks, true, found, null)
                : new Condition(
                        asks,
                        false,
                        found,
                        CompleteDays.seenWhole(last(failures).plusDays(1), POLICY_DAYS));
    }

    Condition mxsCovered() {
        var asks = "The patterns of the policy cover every MX host named in reports.";
        var patterns = all.mxPatterns().stream().map(MxPattern::new).toList();
        var uncovered = seen.refusable().stream()
                .map(StsFailure::mx)
                .filter(Objects::nonNull)
                .filter(mx -> !patterns.isEmpty() && patterns.stream().noneMatch(pattern -> pattern.matches(mx)))
                .collect(Collectors.toCollection(TreeSet::new));
        return uncovered.isEmpty()
                ? new Condition(asks, true, "Every MX host named in reports is covered.", null)
                : new Condition(asks, false, "Not covered: " + some(uncovered) + ".", null);
    }

    private static long sessions(Collection<StsFailure> failures) {
        return failures.stream().mapToLong(StsFailure::sessions).sum();
    }

    private static LocalDate last(List<StsFailure> failures) {
        return failures.stream().map(StsFailure::day).max(LocalDate::compareTo).orElseThrow();
    }

    private static String causes(List<StsFailure> failures) {
        return some(failures.stream()
                .map(f -> (f.diagnosis() == null
                                ? "several rare causes"
                                : f.diagnosis().token())
                        + (f.mx() == null ? "" : " at " + f.mx()))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static String some(TreeSet<String> texts) {
        var named = texts.stream().limit(NAMES).collect(Collectors.joining(", "));
        return texts.size() <= NAMES ? named : named + " and " + (texts.size() - NAMES) + " more";
    }

    private static String count(long n, String thing) {
        return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? thing : thing + "s");
    }
}
