package tlsrpt.alerting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tlsrpt.health.Alert;
import tlsrpt.health.Judge;
import tlsrpt.health.Judgement;
import tlsrpt.health.Memory;
import tlsrpt.health.Observation;
import tlsrpt.health.Rules;
import tlsrpt.health.SharedMemory;
import tlsrpt.health.SharedRule;
import tlsrpt.health.Threshold;
import tlsrpt.health.Traffic;
import tlsrpt.health.UnreadRule;
import tlsrpt.report.Trust;
import tlsrpt.store.AlertItems;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.Page;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;
import tlsrpt.table.Table;

/// Judges reports that were recorded and days that passed, and sends what follows.
///
/// What is remembered of a domain is read, judged after, and written only as it was read, together with the messages
/// that follow; then these are sent. A crash anywhere is finished by the next one that comes to the domain, at the
/// latest by the daily watch; a report that is judged twice changes nothing the second time.
public final class Alerter {

    /// What was recorded later than this after it first arrived was read again, and is not news.
    private static final Duration NEWS = Duration.ofDays(3);

    private static final int AGAIN_DAYS = 3;
    private static final int MOST_ROUNDS = 50;
    private static final String ALL = "*";

    private final Table table;
    private final Views views;
    private final AlertItems items;
    private final Sender sender;
    private final Clock clock;
    private final RandomGenerator random;
    private final boolean unsignedCounts;

    /// @param unsignedCounts whether mail that nobody signed counts as verified, as it may where only the operator's
    ///     own mail server can bring any
    public Alerter(Table table, Channel channel, Clock clock, RandomGenerator random, boolean unsignedCounts) {
        this.table = table;
        this.views = new Views(table, clock);
        this.items = new AlertItems(table);
        this.sender = new Sender(items, channel, clock, random);
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
    /// @throws Unfinished where a message is being sent by somebody who may have died: to be tried again later
    public void judge(StoredReport report, Instant recorded, Rules rules) {
        if (!isNews(report.provenance().arrival(), recorded)) {
            return;
        }
        var domain = report.ref().domain();
        var observation = Observations.of(report, unsignedCounts);
        var past = new LedgerPast(views, domain, unsignedCounts);
        var judge = new Judge(rules);
        apply(domain, rules, report.provenance().arrival(), memory -> judge.judge(observation, past, memory));
    }

    /// Looks at every domain: what time alone brings, and once more at the reports of the last days, so that what got
    /// lost on the way here is a day late and no more.
    public void watch() {
        var rules = rules();
        var now = clock.instant();
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        var judge = new Judge(rules);
        var domains = domains();
        var traffic = traffic(domains, today);
        for (var domain : domains) {
            judgeAgain(domain, today, rules);
        }
        for (var domain : domains) {
            catchUp(domain, now, rules, judge);
        }
        var all = new TreeSet<LocalDate>();
        traffic.values().forEach(all::addAll);
        pass(ALL, new Traffic(all, false), now, rules, judge);
        var whole = items.read(ALL).text();
        boolean nothing = whole != null && Memory.of(whole).isSilent();
        for (var domain : domains) {
            pass(domain, new Traffic(traffic.getOrDefault(domain, new TreeSet<>()), nothing), now, rules, judge);
        }
        unread(now, rules);
        shared(now, rules);
        sender.sendSummary();
    }

    private void unread(Instant now, Rules rules) {
        var held = Unread.of(new HeldObjects(table, clock), now);
        try {
            apply(ALL, rules, now, memory -> UnreadRule.judge(held, now, memory, rules));
        } catch (Unfinished _) {
            // as with every domain
        }
    }

    /// Sends what was held back in the hours before, in one.
    public void sendSummary() {
        sender.sendSummary();
    }

    private void pass(String domain, Traffic traffic, Instant now, Rules rules, Judge judge) {
        try {
            apply(domain, rules, now, memory -> judge.pass(domain, now, traffic, memory));
        } catch (Unfinished _) {
            // The function that is at it has a function of its own that tries again.
        }
    }

    private void judgeAgain(String domain, LocalDate today, Rules rules) {
        var since = today.minusDays(AGAIN_DAYS).atStartOfDay().toInstant(ZoneOffset.UTC);
        var reports = Page.stream(cursor -> views.reports(domain, today.minusDays(2L * AGAIN_DAYS), today, cursor))
                .filter(report -> report.provenance().arrival().isAfter(since))
                .sorted(Comparator.comparing(report -> report.provenance().arrival()))
                .toList();
        for (var report : reports) {
            try {
                judge(report, report.provenance().arrival(), rules);
            } catch (Unfinished _) {
                // as above
            }
        }
    }

    /// What an imported backlog shows that still continues.
    private void catchUp(String domain, Instant now, Rules rules, Judge judge) {
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        var first = today.minusDays(rules.of(Threshold.LATE_DAYS, domain));
        boolean imported = Page.stream(cursor -> views.reporterDays(domain, first, today, cursor))
                .anyMatch(row -> row.trust() == Trust.IMPORTED);
        if (!imported) {
            return;
        }
        var reports = Page.stream(cursor -> views.reports(domain, first, today, cursor))
                .map(report -> {
                    var observation = Observations.of(report, unsignedCounts);
                    return report.provenance().trust() == Trust.IMPORTED ? observation.inBacklog(now) : observation;
                })
                .filter(Observation::trusted)
                .toList();
        try {
            apply(
                    domain,
                    rules,
                    now,
                    memory -> judge.catchUp(reports, _ -> new LedgerPast(views, domain, unsignedCounts), memory));
        } catch (Unfinished _) {
            // as above
        }
    }

    private void apply(String domain, Rules rules, Instant now, Function<Memory, Judgement> rule) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var item = items.read(domain);
            var before = item.text() == null ? Memory.NONE : Memory.of(item.text());
            var judgement = rule.apply(before);
            var sharedItems = new HashMap<String, AlertItems.Memory>();
            var told = SharedRule.share(before, judgement, name -> shared(sharedItems, name), now);
            if (!told.judgement().changes(before) && told.judgement().messages().isEmpty()) {
                finish(sender.send(domain, item.unsent(), rules), domain);
                return;
            }
            var change = change(item, told.judgement(), rules);
            var changes = new ArrayList<>(List.of(change));
            told.shared()
                    .forEach((name, memory) -> changes.add(new AlertItems.Change(
                            sharedItems.computeIfAbsent(name, items::read),
                            memory.json(),
                            Versions.next(random),
                            List.of(),
                            List.of(),
                            List.of())));
            if (items.write(changes)) {
                var unsent = items.read(domain).unsent();
                finish(sender.send(domain, unsent, rules), domain);
                return;
            }
        }
        throw new IllegalStateException("the memory of " + domain + " changed " + MOST_ROUNDS + " times meanwhile");
    }

    private static void finish(boolean allSent, String domain) {
        if (!allSent) {
            throw new Unfinished(domain);
        }
    }

    private AlertItems.Change change(AlertItems.Memory item, Judgement judgement, Rules rules) {
        var messages = judgement.messages().stream()
                .filter(message -> !rules.silences(message))
                .map(message -> new AlertItems.Message(message.transitionId(), stored(message)))
                .toList();
        var open = new TreeMap<String, StoredAlert>();
        judgement.open().forEach(alert -> open.put(alert.family(), stored(alert)));
        return new AlertItems.Change(
                item,
                judgement.memory().json(),
                Versions.next(random),
                messages,
                List.copyOf(open.values()),
                judgement.closed().stream()
                        .filter(family -> !open.containsKey(family))
                        .toList());
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

    private SharedMemory shared(Map<String, AlertItems.Memory> read, String name) {
        var text = read.computeIfAbsent(name, items::read).text();
        return text == null ? SharedMemory.NONE : SharedMemory.of(text);
    }

    /// What several domains share, of the alerts that are open.
    private void shared(Instant now, Rules rules) {
        var names = new TreeMap<String, Map<String, Alert.Sessions>>();
        for (var domain : domains()) {
            var text = items.read(domain).text();
            if (text != null) {
                Memory.of(text)
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
            var passed = SharedRule.pass(SharedMemory.of(item.text()), entry.getValue(), now, rules);
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
    private Map<String, SortedSet<LocalDate>> traffic(List<String> domains, LocalDate today) {
        var traffic = new HashMap<String, SortedSet<LocalDate>>();
        for (var domain : domains) {
            var first = today.minusDays(Traffic.DAYS);
            SortedSet<LocalDate> days = new TreeSet<>();
            Page.stream(cursor -> views.reporterDays(domain, first, today, cursor))
                    .filter(row -> row.trust().isSendersOwn(unsignedCounts))
                    .forEach(row -> days.add(row.day()));
            traffic.put(domain, days);
        }
        return traffic;
    }
}
