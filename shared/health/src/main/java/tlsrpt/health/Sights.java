package tlsrpt.health;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Memory.Sight;
import tlsrpt.health.Memory.Trouble;
import tlsrpt.report.Family;

/// Who sees a trouble, since when, and who does not see it any more.
final class Sights {

    private static final int MOST_DAYS = 10;
    private static final int MOST_CAUSES = 8;
    private static final int REMEMBERED_DAYS = 7;
    private static final int CADENCE_DAYS = 28;

    private final Sitting sitting;
    private final Observation report;

    Sights(Sitting sitting) {
        this.sitting = sitting;
        this.report = sitting.report;
    }

    /// The reporter sees it on the report's day, too.
    Sight failing(@Nullable Sight before, long failed, Outcome outcome, List<Memory.Cause> causes) {
        var day = report.day();
        var few = causes.subList(0, Math.min(MOST_CAUSES, causes.size()));
        long total = report.headline().total();
        if (before == null) {
            return new Sight(List.of(day), List.of(), day, isRare(), failed, total, outcome, few);
        }
        var days = new TreeSet<>(before.days());
        days.add(day);
        while (days.size() > MOST_DAYS) {
            days.removeFirst();
        }
        var clean = before.clean().stream().filter(one -> one.isAfter(day)).toList();
        var last = before.last().isAfter(day) ? before.last() : day;
        boolean news = day.isAfter(before.lastDay()) || (day.equals(before.lastDay()) && failed > before.failed());
        return news
                ? new Sight(List.copyOf(days), clean, last, before.rare(), failed, total, outcome, few)
                : new Sight(
                        List.copyOf(days),
                        clean,
                        last,
                        before.rare(),
                        before.failed(),
                        before.total(),
                        before.outcome(),
                        before.causes());
    }

    /// The reporter sees it no more; where all who saw it do not for long enough, it is over.
    void clean(String family) {
        var trouble = sitting.trouble(family);
        var sight = trouble.seen().get(report.reporter());
        if (trouble.open() == null || sight == null || !report.day().isAfter(sight.last())) {
            return;
        }
        var clean = new ArrayList<>(sight.clean());
        clean.add(report.day());
        var cleaner = trouble.with(
                report.reporter(),
                new Sight(
                        sight.days(),
                        clean,
                        report.day(),
                        sight.rare(),
                        sight.failed(),
                        sight.total(),
                        sight.outcome(),
                        sight.causes()));
        long needed = trouble.open().clean();
        if (cleaner.seen().values().stream().allMatch(one -> one.clean().size() >= needed)) {
            sitting.say(message(Kind.RECOVERED, family, cleaner, ""));
            sitting.closes(family);
            sitting.troubles.put(family, new Trouble(new TreeMap<>(), null, report.day(), needed));
        } else {
            sitting.troubles.put(family, cleaner);
        }
    }

    /// Without what was seen too long ago to open anything.
    Trouble withoutOld(Trouble trouble) {
        var young = new TreeMap<>(trouble.seen());
        young.values().removeIf(sight -> ChronoUnit.DAYS.between(sight.lastDay(), report.day()) > REMEMBERED_DAYS);
        return new Trouble(young, trouble.open(), trouble.closed(), trouble.clean());
    }

    Grade grade(String family, Trouble trouble) {
        if (family.equals(ProtectionRule.FAMILY)) {
            return Grade.HIGH;
        }
        var outcome = Wording.outcome(trouble.seen().values());
        if (outcome == Outcome.BLOCKED) {
            return isCritical(trouble) ? Grade.CRITICAL : Grade.HIGH;
        }
        if (outcome == Outcome.REFUSED_IN_PART) {
            return Grade.HIGH;
        }
        boolean policy = family.equals(Family.MTA_STS_POLICY.token());
        return policy && isWidespread(trouble, report.day(), sitting.limit(Threshold.HIGH_AFTER_DAYS))
                ? Grade.HIGH
                : Grade.MEDIUM;
    }

    /// Whether two reporters lack protection, or one for days.
    static boolean isWidespread(Trouble trouble, LocalDate day, long days) {
        var since = trouble.seen().values().stream()
                .map(sight -> sight.days().getFirst())
                .min(LocalDate::compareTo)
                .orElse(day);
        var open = trouble.open();
        var first = open != null && open.since().isBefore(since) ? open.since() : since;
        return Reporters.voices(trouble.seen().keySet()) >= 2 || ChronoUnit.DAYS.between(first, day) >= days;
    }

    private boolean isCritical(Trouble trouble) {
        var blocked = new ArrayList<String>();
        long failed = 0;
        for (var seen : trouble.seen().entrySet()) {
            if (seen.getValue().outcome() == Outcome.BLOCKED) {
                blocked.add(seen.getKey());
                failed += seen.getValue().failed();
            }
        }
        return Reporters.voices(blocked) >= 2
                || failed * 100.0 >= (double) sitting.limit(Threshold.CRITICAL_PERCENT) * sessionsADay();
    }

    /// What all reporters together usually see in a day.
    private double sessionsADay() {
        long sessions = 0;
        for (var day : sitting.past.before(report.day(), REMEMBERED_DAYS)) {
            sessions += Math.min(day.sessions(), Long.MAX_VALUE / 4_096);
        }
        return Math.max(
                (double) sessions / REMEMBERED_DAYS, (double) report.headline().total());
    }

    /// Whether the reporter reports less than weekly.
    private boolean isRare() {
        var days = new TreeSet<LocalDate>();
        for (var day : sitting.past.before(report.day(), 2 * CADENCE_DAYS)) {
            if (day.reporter().equals(report.reporter())) {
                days.add(day.day());
            }
        }
        var recent = days.tailSet(report.day().minusDays(CADENCE_DAYS));
        return recent.size() < CADENCE_DAYS / 7
                && !days.isEmpty()
                && days.first().isBefore(report.day().minusDays(CADENCE_DAYS - 7));
    }

    Alert message(Kind kind, String family, Trouble trouble, String step) {
        return Wording.alert(report.domain(), family, trouble, kind, step, report.day(), report.arrival(), true);
    }
}
