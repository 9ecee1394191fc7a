package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the rules over reports in their order of arrival, including the daily checks, and stops at the last report.
public final class Replay {

    /// Time of the daily check, in UTC.
    public static final LocalTime WATCH = LocalTime.of(6, 0);

    private final RuleEngine engine;
    private final Rules rules;
    private final Consumer<Alert> heard;
    private final Consumer<NoAlert> quiet;
    private final Map<String, RuleState> memories = new TreeMap<>();
    private final Map<String, SharedIncident> shared = new TreeMap<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private @Nullable LocalDate watched;

    /// @param heard the alerts that are not muted, in order
    public Replay(Rules rules, Consumer<Alert> heard) {
        this(rules, heard, _ -> {});
    }

    /// @param quiet what sent no alert, for each report and family of failures
    public Replay(Rules rules, Consumer<Alert> heard, Consumer<NoAlert> quiet) {
        this.rules = rules;
        this.heard = heard;
        this.quiet = quiet;
        engine = new RuleEngine(rules);
    }

    /// Evaluates all of them, in their order of arrival.
    public void run(List<Observation> reports) {
        var inOrder = new ArrayList<>(reports);
        inOrder.sort(Comparator.comparing(Observation::arrival)
                .thenComparing(Observation::day)
                .thenComparing(Observation::domain)
                .thenComparing(Observation::reporter));
        inOrder.forEach(this::judge);
    }

    /// Evaluates one that arrives after all before it.
    public void judge(Observation report) {
        watchUpTo(report.arrival());
        var known = seen.computeIfAbsent(report.domain(), _ -> new Seen());
        apply(report.domain(), engine.evaluate(report, known, memory(report.domain())), report.arrival());
        if (report.trusted()) {
            known.add(report);
        }
    }

    /// Takes in what was imported of one domain by now, as the daily check does.
    void catchUp(String domain, List<Observation> imported, Instant now) {
        watchUpTo(now);
        var known = seen.computeIfAbsent(domain, _ -> new Seen());
        imported.forEach(known::add);
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        var last = imported.stream()
                .filter(report -> !report.day().isBefore(today.minusDays(rules.of(Threshold.LATE_DAYS, domain))))
                .map(report -> report.inBacklog(now))
                .toList();
        apply(domain, engine.catchUp(last, _ -> known, memory(domain)), now);
    }

    /// Lets the time pass up to here.
    public void watchUpTo(Instant now) {
        var day = now.atZone(ZoneOffset.UTC).toLocalDate();
        if (watched == null) {
            watched = now.isBefore(at(day)) ? day.minusDays(1) : day;
        }
        while (now.isAfter(at(watched.plusDays(1)))) {
            watched = watched.plusDays(1);
            watch(at(watched));
        }
    }

    private void watch(Instant now) {
        var all = new TreeSet<LocalDate>();
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        seen.values().forEach(one -> all.addAll(one.days(today)));
        apply(
                DailyRule.ALL,
                engine.evaluateDay(DailyRule.ALL, now, new ReportDays(all, false), memory(DailyRule.ALL)),
                now);
        boolean nothing = memory(DailyRule.ALL).isSilent();
        for (var domain : List.copyOf(seen.keySet().stream().sorted().toList())) {
            var known = seen.getOrDefault(domain, new Seen());
            apply(
                    domain,
                    engine.evaluateDay(domain, now, new ReportDays(known.days(today), nothing), memory(domain)),
                    now);
        }
        for (var entry : List.copyOf(shared.entrySet())) {
            if (!entry.getValue().isShared()) {
                continue;
            }
            var passed = SharedRule.pass(entry.getValue(), numbers(entry.getKey()), now, rules);
            shared.put(entry.getKey(), passed.memory());
            passed.message().ifPresent(this::hear);
        }
    }

    private Map<String, Alert.Sessions> numbers(String name) {
        var numbers = new TreeMap<String, Alert.Sessions>();
        memories.forEach((domain, memory) -> {
            var sessions = memory.shared().get(name);
            if (sessions != null) {
                numbers.put(domain, sessions);
            }
        });
        return numbers;
    }

    private void apply(String domain, RuleResult judgement, Instant now) {
        var told = SharedRule.share(
                memory(domain), judgement, name -> shared.getOrDefault(name, SharedIncident.NONE), _ -> true, now);
        memories.put(domain, told.judgement().memory());
        shared.putAll(told.shared());
        told.judgement().messages().forEach(this::hear);
        told.judgement().quiet().forEach(quiet);
    }

    private void hear(Alert alert) {
        if (rules.silences(alert)) {
            quiet.accept(new NoAlert(alert.domain(), alert.family(), NoAlert.Why.MUTED));
        } else {
            heard.accept(alert);
        }
    }

    private RuleState memory(String domain) {
        return memories.getOrDefault(domain, RuleState.NONE);
    }

    private static Instant at(LocalDate day) {
        return day.atTime(WATCH).toInstant(ZoneOffset.UTC);
    }

    /// What was reported of a domain.
    private static final class Seen implements ReportHistory {

        private final Map<String, TreeMap<LocalDate, ReportHistory.Day>> byReporter = new TreeMap<>();
        private final Map<String, Map<String, Observation>> reports = new HashMap<>();

        void add(Observation report) {
            var known = reports.computeIfAbsent(key(report.reporter(), report.day()), _ -> new TreeMap<>())
                    .putIfAbsent(report.source().id(), report);
            if (known != null) {
                return;
            }
            byReporter
                    .computeIfAbsent(report.reporter(), _ -> new TreeMap<>())
                    .merge(
                            report.day(),
                            new ReportHistory.Day(
                                    report.reporter(),
                                    report.day(),
                                    report.headline().total(),
                                    report.policies().protects(),
                                    report.policies().mode()),
                            (a, b) -> new ReportHistory.Day(
                                    a.reporter(),
                                    a.day(),
                                    a.sessions() + b.sessions(),
                                    a.policy() || b.policy(),
                                    b.mode() == null ? a.mode() : b.mode()));
        }

        SortedSet<LocalDate> days(LocalDate today) {
            var days = new TreeSet<LocalDate>();
            byReporter
                    .values()
                    .forEach(one -> days.addAll(
                            one.tailMap(today.minusDays(ReportDays.DAYS)).keySet()));
            return days;
        }

        @Override
        public List<ReportHistory.Day> before(LocalDate day, int days) {
            return byReporter.values().stream()
                    .flatMap(one -> one.subMap(day.minusDays(days), day).values().stream())
                    .toList();
        }

        private static String key(String reporter, LocalDate day) {
            return day + " " + reporter;
        }

        @Override
        public List<Observation> ofDay(String reporter, LocalDate day) {
            return List.copyOf(
                    reports.getOrDefault(key(reporter, day), Map.of()).values());
        }

        @Override
        public boolean overtaken(String reporter, LocalDate day, Instant arrival) {
            var own = byReporter.get(reporter);
            return own != null && own.lastKey().isAfter(day);
        }
    }
}
