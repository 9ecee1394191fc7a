package tlsrpt.alerting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tlsrpt.health.Alert;
import tlsrpt.health.CheckRule;
import tlsrpt.health.CheckState;
import tlsrpt.health.EstablishedRule;
import tlsrpt.health.HeldReportsRule;
import tlsrpt.health.Observation;
import tlsrpt.health.ReportDays;
import tlsrpt.health.RuleEngine;
import tlsrpt.health.RuleResult;
import tlsrpt.health.RuleState;
import tlsrpt.health.Rules;
import tlsrpt.health.SharedIncident;
import tlsrpt.health.SharedRule;
import tlsrpt.health.Threshold;
import tlsrpt.report.Trust;
import tlsrpt.store.AlertItems;
import tlsrpt.store.DamagedItemException;
import tlsrpt.store.Decisions;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.KnownReporters;
import tlsrpt.store.Page;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.StoredPosture;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;
import tlsrpt.table.Table;

/// Evaluates the alert rules for recorded reports and elapsed days, and sends the alerts that follow.
///
/// It reads the rule state of a domain, evaluates it, and writes it back with the resulting messages only if it is
/// unchanged since; then it sends the messages. After a crash, the work is finished by the next one that comes to the
/// domain, at the latest by the daily watch; a report that is judged twice changes nothing the second time.
public final class Alerter {

    /// What was recorded later than this after it first arrived was read again, and is not news.
    private static final Duration NEWS = Duration.ofDays(3);

    private static final int AGAIN_DAYS = 3;

    /// What was seen longer ago keeps nothing open.
    private static final int SEEN_DAYS = 30;

    private static final int MOST_ROUNDS = 50;
    private static final String ALL = "*";

    private final Table table;
    private final Views views;
    private final AlertItems items;
    private final Sender sender;
    private final Clock clock;
    private final RandomGenerator random;
    private final boolean unsignedCounts;

    /// @param unsignedCounts whether unsigned mail counts as verified, as it may where only the operator's own mail
    ///     server can bring any
    public Alerter(Table table, Channel channel, Clock clock, RandomGenerator random, boolean unsignedCounts) {
        this.table = table;
        this.views = new Views(table, clock);
        this.items = new AlertItems(table);
        this.sender = new Sender(items, channel, this::settings, clock, random);
        this.clock = clock;
        this.random = random;
        this.unsignedCounts = unsignedCounts;
    }

    /// The rules that hold; to be read once a batch.
    public Rules rules() {
        return RulesItem.read(table);
    }

    /// Returns whether a report is judged that arrived and was recorded then; if not, no later time makes it news.
    public static boolean isNews(Instant arrival, Instant recorded) {
        return !recorded.isAfter(arrival.plus(NEWS));
    }

    /// Judges a report that was recorded, at the time it was.
    ///
    /// @throws Unfinished if another process is sending a message or died while sending it; retry later
    public void judge(StoredReport report, Instant recorded, Rules rules) {
        if (!isNews(report.provenance().arrival(), recorded)) {
            return;
        }
        var domain = report.ref().domain();
        var lane = Lane.of(report.provenance().trust());
        var observation = Observations.of(report, unsignedCounts);
        var past = past(domain, lane);
        var engine = new RuleEngine(rules);
        apply(domain, lane, rules, report.provenance().arrival(), memory -> engine.evaluate(observation, past, memory));
    }

    /// Takes a report that is gone from the table out of what is remembered, if its reporter was blocked; nothing else
    /// that goes from the table takes back what it said.
    ///
    /// @throws Unfinished as [#judge]
    public void withdraw(StoredReport gone, Rules rules) {
        var from = gone.provenance();
        if (from.reporter() != null
                && from.trust().isSendersOwn(unsignedCounts)
                && Decisions.isBlocked(table, from.reporter())) {
            withdraw(witness(gone), rules);
        }
    }

    /// A reporter, as the rules name it, at a domain.
    private record Witness(String domain, Lane lane, String reporter) {}

    private static Witness witness(StoredReport report) {
        var from = report.provenance();
        return new Witness(report.ref().domain(), Lane.of(from.trust()), from.submitter());
    }

    private void withdraw(Witness witness, Rules rules) {
        var domain = witness.domain();
        var today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        boolean others = Page.stream(
                        cursor -> views.reporterDays(domain, today.minusDays(SEEN_DAYS), today.plusDays(1), cursor))
                .anyMatch(row ->
                        row.submitter().equalsIgnoreCase(witness.reporter()) && isIn(witness.lane(), row.trust()));
        if (others) {
            return; // Another address of the same organization, whose reports stay.
        }
        var engine = new RuleEngine(rules);
        var now = clock.instant();
        apply(domain, witness.lane(), rules, now, memory -> engine.withdraw(domain, witness.reporter(), now, memory));
    }

    /// Also what was recorded and evaluated while its reporter was being blocked.
    private void withdrawBlocked(Rules rules, Consumer<String> damaged) {
        var decisions = new Decisions(table, clock, random);
        new KnownReporters(table, clock)
                .blocked().stream()
                        .flatMap(reporter -> decisions.withdrawn(reporter, damaged).stream())
                        .filter(report -> report.provenance().trust().isSendersOwn(unsignedCounts))
                        .map(Alerter::witness)
                        .distinct()
                        .forEach(witness -> {
                            try {
                                withdraw(witness, rules);
                            } catch (SendInProgressException _) {
                                // as with every domain
                            }
                        });
    }

    /// Looks at every domain: what time alone brings, and once more at the reports of the last days, so that what got
    /// lost on the way here is a day late and no more.
    ///
    /// @throws DamagedItemException if recent reports cannot be read; everything else is done then
    public void watch() {
        var rules = rules();
        var now = clock.instant();
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        var engine = new RuleEngine(rules);
        var damaged = new LinkedHashSet<String>();
        withdrawBlocked(rules, damaged::add);
        var domains = domains();
        var traffic = traffic(Lane.KNOWN, domains, today);
        var established = traffic(Lane.ESTABLISHED, domains, today);
        for (var domain : domains) {
            judgeAgain(domain, today, rules, damaged::add);
        }
        for (var domain : domains) {
            catchUp(domain, now, rules, engine);
        }
        var all = new TreeSet<LocalDate>();
        traffic.values().forEach(all::addAll);
        if (all.isEmpty()) {
            established.values().forEach(all::addAll);
        }
        pass(ALL, Lane.KNOWN, new ReportDays(all, false), now, rules, engine);
        var whole = items.read(ALL).text();
        boolean nothing = whole != null && RuleState.of(whole).isSilent();
        for (var domain : domains) {
            var days = traffic.getOrDefault(domain, new TreeSet<>());
            pass(domain, Lane.KNOWN, new ReportDays(days, nothing), now, rules, engine);
            var others = established.getOrDefault(domain, new TreeSet<>());
            if (!others.isEmpty()) {
                // They miss no reports while known reporters send any.
                var missed = days.isEmpty() ? others : new TreeSet<LocalDate>();
                pass(domain, Lane.ESTABLISHED, new ReportDays(missed, nothing), now, rules, engine);
            }
        }
        unread(now, rules);
        shared(now, rules);
        sender.sendSummaries();
        DamagedItemException.throwIfAny(List.copyOf(damaged));
    }

    /// Judges the latest check of a domain, and finishes what an earlier one left unsent.
    ///
    /// @throws Unfinished as [#judge]
    public void judgeCheck(StoredPosture posture) {
        var domain = posture.look().domain();
        var rules = rules();
        var name = CheckState.nameOf(domain);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var item = items.read(name);
            var text = item.text();
            var before = text == null || text.isEmpty() ? CheckState.NONE : CheckState.of(text);
            var look =
                    Checks.of(posture, () -> views.domain(domain).flatMap(known -> Optional.ofNullable(known.last())));
            var result = CheckRule.judge(look, before, memory(items.read(domain)), rules);
            var done = result.memory().equals(before)
                    || items.write(List.of(change(
                            item, result.memory().json(), result.messages(), result.open(), result.closed(), rules)));
            if (done) {
                finish(sender.send(name, items.read(name).unsent(), rules), domain);
                return;
            }
        }
        throw changedTooOften(domain);
    }

    private void unread(Instant now, Rules rules) {
        var held = HeldReports.of(new HeldObjects(table, clock), now);
        try {
            apply(ALL, Lane.KNOWN, rules, now, memory -> HeldReportsRule.judge(held, now, memory, rules));
        } catch (SendInProgressException _) {
            // as with every domain
        }
    }

    /// Sends what was held back in the hours before, in one.
    public void sendSummary() {
        sender.sendSummaries();
    }

    private void pass(String domain, Lane lane, ReportDays traffic, Instant now, Rules rules, RuleEngine engine) {
        try {
            apply(domain, lane, rules, now, memory -> engine.evaluateDay(domain, now, traffic, memory));
        } catch (SendInProgressException _) {
            // The function that is at it has a function of its own that tries again.
        }
    }

    private void judgeAgain(String domain, LocalDate today, Rules rules, Consumer<String> damaged) {
        var since = today.minusDays(AGAIN_DAYS).atStartOfDay().toInstant(ZoneOffset.UTC);
        var reports = Page.stream(
                        cursor -> views.reports(domain, today.minusDays(2L * AGAIN_DAYS), today, cursor), damaged)
                .filter(report -> report.provenance().arrival().isAfter(since))
                .sorted(Comparator.comparing(report -> report.provenance().arrival()))
                .toList();
        for (var report : reports) {
            try {
                judge(report, report.provenance().arrival(), rules);
            } catch (SendInProgressException _) {
                // as above
            }
        }
    }

    /// What an imported backlog shows that still continues.
    private void catchUp(String domain, Instant now, Rules rules, RuleEngine engine) {
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        var first = today.minusDays(rules.of(Threshold.LATE_DAYS, domain));
        boolean imported = Page.stream(cursor -> views.reporterDays(domain, first, today, cursor))
                .anyMatch(row -> row.trust() == Trust.IMPORTED);
        if (!imported) {
            return;
        }
        var reports = Page.stream(cursor -> views.reports(domain, first, today, cursor))
                .filter(report -> report.provenance().trust() == Trust.IMPORTED
                        || isIn(Lane.KNOWN, report.provenance().trust()))
                .map(report -> {
                    var observation = Observations.of(report, unsignedCounts);
                    return report.provenance().trust() == Trust.IMPORTED ? observation.inBacklog(now) : observation;
                })
                .filter(Observation::trusted)
                .toList();
        try {
            apply(
                    domain,
                    Lane.KNOWN,
                    rules,
                    now,
                    memory -> engine.catchUp(reports, _ -> past(domain, Lane.KNOWN), memory));
        } catch (SendInProgressException _) {
            // as above
        }
    }

    private void apply(String domain, Lane lane, Rules rules, Instant now, Function<RuleState, RuleResult> rule) {
        var name = lane.memoryOf(domain);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var item = items.read(name);
            var before = memory(item);
            var judgement = rule.apply(before);
            var sharedItems = new HashMap<String, AlertItems.Memory>();
            var told = switch (lane) {
                case KNOWN ->
                    SharedRule.share(
                            before,
                            judgement,
                            shared -> shared(sharedItems, shared),
                            one -> settings().lists(one),
                            now);
                case ESTABLISHED -> new SharedRule.Told(apart(domain, before, judgement), Map.of());
            };
            if (!told.judgement().changes(before) && told.judgement().messages().isEmpty()) {
                finish(sender.send(name, item.unsent(), rules), domain);
                return;
            }
            var change = change(item, told.judgement(), rules);
            var changes = new ArrayList<>(List.of(change));
            told.shared()
                    .forEach((shared, memory) -> changes.add(new AlertItems.Change(
                            sharedItems.computeIfAbsent(shared, items::read),
                            memory.json(),
                            Versions.next(random),
                            List.of(),
                            List.of(),
                            List.of())));
            if (items.write(changes)) {
                var unsent = items.read(name).unsent();
                finish(sender.send(name, unsent, rules), domain);
                return;
            }
        }
        throw changedTooOften(domain);
    }

    private static IllegalStateException changedTooOften(String domain) {
        return new IllegalStateException("the memory of " + domain + " changed " + MOST_ROUNDS + " times meanwhile");
    }

    private Settings settings() {
        return Settings.read(table);
    }

    private RuleResult apart(String domain, RuleState before, RuleResult judgement) {
        return judgement.messages().isEmpty() && judgement.open().isEmpty()
                ? judgement
                : EstablishedRule.apart(before, judgement, memory(items.read(domain)));
    }

    private static RuleState memory(AlertItems.Memory item) {
        var text = item.text();
        return text == null || text.isEmpty() ? RuleState.NONE : RuleState.of(text);
    }

    /// What was imported is part of the past of those who are known.
    private LedgerHistory past(String domain, Lane lane) {
        return new LedgerHistory(
                views,
                domain,
                trust -> isIn(lane, trust) || (lane == Lane.KNOWN && trust == Trust.IMPORTED),
                unsignedCounts);
    }

    private boolean isIn(Lane lane, Trust trust) {
        return trust.isSendersOwn(unsignedCounts) && Lane.of(trust) == lane;
    }

    private static void finish(boolean allSent, String domain) {
        if (!allSent) {
            throw new SendInProgressException(domain);
        }
    }

    private AlertItems.Change change(AlertItems.Memory item, RuleResult judgement, Rules rules) {
        return change(
                item, judgement.memory().json(), judgement.messages(), judgement.open(), judgement.closed(), rules);
    }

    private AlertItems.Change change(
            AlertItems.Memory item,
            String memory,
            List<Alert> messages,
            List<Alert> standing,
            List<String> closed,
            Rules rules) {
        var open = new TreeMap<String, StoredAlert>();
        standing.forEach(alert -> open.put(alert.family(), stored(alert)));
        return new AlertItems.Change(
                item,
                memory,
                Versions.next(random),
                messages.stream()
                        .filter(message -> !rules.silences(message))
                        .map(message -> new AlertItems.Message(message.transitionId(), stored(message)))
                        .toList(),
                List.copyOf(open.values()),
                closed.stream().filter(family -> !open.containsKey(family)).toList());
    }

    private static StoredAlert stored(Alert alert) {
        return new StoredAlert(
                alert.domain(),
                alert.id(),
                alert.family(),
                alert.kind().token(),
                alert.severity().token(),
                alert.at(),
                null,
                alert.json());
    }

    private SharedIncident shared(Map<String, AlertItems.Memory> read, String name) {
        var text = read.computeIfAbsent(name, items::read).text();
        return text == null ? SharedIncident.NONE : SharedIncident.of(text);
    }

    /// What several domains share, of the alerts that are open.
    private void shared(Instant now, Rules rules) {
        var names = new TreeMap<String, Map<String, Alert.Sessions>>();
        for (var domain : domains()) {
            var text = items.read(domain).text();
            if (text != null) {
                RuleState.of(text)
                        .shared()
                        .forEach((name, sessions) -> names.computeIfAbsent(name, _ -> new TreeMap<>())
                                .put(domain, sessions));
            }
        }
        for (var entry : names.entrySet()) {
            var name = entry.getKey();
            var item = items.read(name);
            if (item.text() == null) {
                continue;
            }
            var passed = SharedRule.pass(SharedIncident.of(item.text()), entry.getValue(), now, rules);
            var messages = passed.message().stream()
                    .filter(message -> !rules.silences(message))
                    .map(message -> new AlertItems.Message(message.transitionId(), stored(message)))
                    .toList();
            if (passed.message().isPresent()) {
                items.write(List.of(new AlertItems.Change(
                        item, passed.memory().json(), Versions.next(random), messages, List.of(), List.of())));
            }
            sender.send(name, items.read(name).unsent(), rules);
        }
    }

    private List<String> domains() {
        return Page.stream(views::domains).map(KnownDomain::domain).toList();
    }

    /// The days with a trusted report, by domain; one query a domain.
    private Map<String, SortedSet<LocalDate>> traffic(Lane lane, List<String> domains, LocalDate today) {
        var traffic = new HashMap<String, SortedSet<LocalDate>>();
        for (var domain : domains) {
            var first = today.minusDays(ReportDays.DAYS);
            SortedSet<LocalDate> days = new TreeSet<>();
            Page.stream(cursor -> views.reporterDays(domain, first, today, cursor))
                    .filter(row -> isIn(lane, row.trust()))
                    .forEach(row -> days.add(row.day()));
            traffic.put(domain, days);
        }
        return traffic;
    }
}
