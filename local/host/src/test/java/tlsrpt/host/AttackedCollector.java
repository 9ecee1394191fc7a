package tlsrpt.host;

import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.api.RawObjects;
import tlsrpt.gateway.Request;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.EstablishedRule;
import tlsrpt.ingest.Counting;
import tlsrpt.ingest.Ingest;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.ingest.ObjectRef;
import tlsrpt.intake.Authority;
import tlsrpt.intake.DkimCheck;
import tlsrpt.intake.Intake;
import tlsrpt.intake.Verdict;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Trust;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.store.Page;
import tlsrpt.store.ReportRef;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Views;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;
import tlsrpt.testkit.MutableClock;

/// Some days of two domains with four honest reporters and an incident, with or without an adversary whose mail is up
/// to nine tenths of all; and what is to be seen in the end. Mail arrives through Amazon SES, or at a mail server of
/// one's own and is verified by the collector.
final class AttackedCollector {

    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final List<String> DOMAINS = List.of("v.example", "w.example");
    private static final Settings SETTINGS = new Settings(DOMAINS, Retention.DEFAULT, false);
    private static final int PATIENT = 3;
    private static final Set<String> SEEN = Set.of("domain", "state", "policy", "last", "verdict");
    private static final JsonFactory JSON = new JsonFactory();

    /// Every so many seeds have weeks instead of days.
    private static final int LONG_ONES = 100;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /// An incident in each, with time enough to recover from it.
    private static final int CYCLE_DAYS = 30;

    private static final int YEAR_DAYS = 360;

    /// The adversary replays what it has of so many days.
    private static final int STOLEN_DAYS = 30;

    private final boolean isYear;
    private final boolean isLong;
    private final Receiver receiver;
    private final Random honest;
    private final Random hostile;
    private final Adversary adversary;
    private final Map<Integer, List<String>> reportsOfDays = new HashMap<>();
    private final List<Event> signed = new ArrayList<>();
    private final DkimCheck check = new DkimCheck(new Senders());
    private MutableClock clock = new MutableClock(Instant.EPOCH);
    private final Map<String, byte[]> objects = new HashMap<>();
    private final Set<String> outcomes = new TreeSet<>();
    private final List<Told> alerts = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private int sent;

    AttackedCollector(long seed) {
        this(seed, false);
    }

    /// Returns twelve months with an incident in each.
    static AttackedCollector ofAYear(long seed) {
        return new AttackedCollector(seed, true);
    }

    private AttackedCollector(long seed, boolean isYear) {
        this.isYear = isYear;
        honest = new Random(seed * SPREAD); // Close seeds begin alike.
        hostile = new Random(~seed * SPREAD);
        isLong = isYear || seed % LONG_ONES == 1;
        receiver = seed % 2 == 0 ? Receiver.SES : Receiver.INBOX;
        adversary = new Adversary(hostile, DOMAINS, receiver);
    }

    /// @param content as in [Receiver.Received]
    private record Event(Instant at, String key, String content) {

        Event(Instant at, Receiver.Received object) {
            this(at, object.key(), object.content());
        }
    }

    private record Told(Instant at, Alert alert) {}

    /// What honest reporters say, by row; the alerts that known ones cause; the states of the domains.
    ///
    /// @param outcomes of all objects
    record Seen(List<String> rows, List<String> alerts, List<String> states, Set<String> outcomes) {}

    /// Returns what is to be seen without the adversary and then with it.
    List<Seen> run() {
        int days = isYear ? YEAR_DAYS : isLong ? 18 + honest.nextInt(5) : 5;
        if (!isLong) {
            beforehand(this::patience);
        }
        days(days);
        var without = take(days);
        if (!isLong) {
            beforehand(at -> patience(at, PATIENT));
        }
        attack(days, hostile.nextDouble() * 0.9);
        return List.of(without, take(days));
    }

    /// Those who are not pinned become established before the first day.
    private static void beforehand(Consumer<Instant> sends) {
        for (int day = -16; day < -2; day += 2) {
            sends.accept(at(day, 1, 0));
        }
    }

    private void patience(Instant at) {
        var report = aReport()
                .from("honest.example")
                .on(LocalDate.ofInstant(at, ZoneOffset.UTC).minusDays(1))
                .sts("w.example", "testing", 100);
        mail(at, "honest.example", Senders.HONEST.getOrDefault("honest.example", ""), "w.example", report.json());
    }

    private void patience(Instant at, int owners) {
        for (int owner = 0; owner < owners; owner++) {
            events.add(new Event(at, adversary.patient(at, "p" + ++sent, owner, false)));
        }
    }

    private void days(int days) {
        int breaks = isLong ? 8 + honest.nextInt(4) : 1 + honest.nextInt(2);
        int repaired = breaks + 1 + honest.nextInt(isLong ? 4 : 2);
        for (int day = 0; day < days; day++) {
            int hour = 1;
            for (var reporter : Senders.HONEST.entrySet()) {
                hour++;
                for (var domain : DOMAINS) {
                    var report = aReport()
                            .from(reporter.getKey())
                            .on(FIRST.plusDays(day))
                            .id(FIRST.plusDays(day) + "T00:00:00Z_" + domain);
                    int inCycle = isYear ? day % CYCLE_DAYS : day;
                    boolean fails = domain.startsWith("v") && inCycle >= breaks && inCycle < repaired;
                    report.sts(
                            domain,
                            domain.startsWith("v") ? "enforce" : "testing",
                            fails && honest.nextBoolean() ? 0 : 100 + honest.nextInt(100));
                    if (fails) {
                        report.failed("certificate-expired", "mx1.v.example", 20 + honest.nextInt(200));
                    }
                    var at = at(day, hour, honest.nextInt(60));
                    reportsOfDays.computeIfAbsent(day, _ -> new ArrayList<>()).add(report.json());
                    mail(at, reporter.getKey(), reporter.getValue(), domain, report.json());
                    if (honest.nextInt(6) == 0) {
                        mail(at.plusSeconds(600), reporter.getKey(), reporter.getValue(), domain, report.json());
                    }
                    if (honest.nextInt(6) == 0) {
                        var json = latin1(report.bytes());
                        events.add(new Event(
                                at.minusSeconds(honest.nextInt(3_000)),
                                "https/" + FIRST.plusDays(day + 1) + "/h" + ++sent,
                                json));
                    }
                }
            }
        }
    }

    private void mail(Instant at, String signer, String from, String domain, String json) {
        var mail =
                aMail().from(from).submitter(signer).about(domain).report(json).text();
        var text = Senders.signed(receiver, signer, mail);
        signed.add(new Event(at, "", text));
        events.add(new Event(at, receiver.received(at, "h" + ++sent, text, true, honest)));
    }

    private void attack(int days, double share) {
        int mails = (int) (Senders.HONEST.size() * DOMAINS.size() * share / (1 - share));
        for (int day = 0; day < days; day++) {
            var reports = reportsOfDays.getOrDefault(day, List.of());
            for (int n = 0; n < mails; n++) {
                var at = at(day, hostile.nextInt(11), hostile.nextInt(60));
                var before = signed.stream()
                        .filter(mail ->
                                mail.at().isBefore(at) && mail.at().isAfter(at.minus(STOLEN_DAYS, ChronoUnit.DAYS)))
                        .map(Event::content)
                        .toList();
                events.add(new Event(at, adversary.next(at, "a" + ++sent, new Adversary.Stolen(before, reports))));
            }
            for (int owner = 0; owner < PATIENT; owner++) {
                var at = at(day, hostile.nextInt(11), hostile.nextInt(60));
                boolean lies = (day > 14 || !isLong) && hostile.nextBoolean();
                events.add(new Event(at, adversary.patient(at, "p" + ++sent, owner, lies)));
            }
        }
    }

    /// On the day after the reported one.
    private static Instant at(int day, int hour, int minute) {
        return FIRST.plusDays(day + 1L).atTime(hour, minute).toInstant(ZoneOffset.UTC);
    }

    private Seen take(int days) {
        events.sort(Comparator.comparing(Event::at));
        alerts.clear();
        objects.clear();
        outcomes.clear();
        clock = new MutableClock(Instant.EPOCH);
        try (var database = Database.inMemory(Schema.ITEMS)) {
            return take(database.table(), days);
        }
    }

    private Seen take(Table table, int days) {
        SETTINGS.write(table);
        var bucket = new ObjectStore();
        var ingest = new Ingest(bucket, new Intake(new ReportReader(clock)), this::authority);
        var views = new Views(table, clock);
        var alerter = new Alerter(table, new RecordingChannel(), clock, new Random(7), false);
        var random = new Random(11);
        int watched = 0;
        for (var event : events) {
            for (; event.at().isAfter(at(watched, 12, 0)); watched++) {
                watch(alerter, at(watched, 12, 0));
            }
            clock.advanceTo(event.at());
            objects.put(event.key(), latin1(event.content()));
            var news = new ArrayList<ReportRef>();
            ingest.ingest(
                    new ObjectRef(event.key(), false, "m", 1),
                    chunk -> chunk.count(Counting.of(table, SETTINGS, clock, random, one -> note(one, news))));
            for (var ref : news) {
                views.report(ref).ifPresent(report -> alerter.judge(report, clock.instant(), alerter.rules()));
            }
        }
        watch(alerter, at(days, 12, 0));
        return new Seen(rows(views), told(), states(table, bucket), Set.copyOf(outcomes));
    }

    /// What the collector stores beside a mail when it arrives.
    private Authority authority(String key) {
        var mail = new ByteArrayInputStream(objects.getOrDefault(key, new byte[0]));
        try {
            return StoredAuthority.of(
                    switch (check.check(mail, clock.instant())) {
                        case Verdict.Verified verified -> StoredAuthority.verified(verified);
                        case Verdict.Unsigned unsigned -> StoredAuthority.unsigned(unsigned.why());
                        case Verdict.TryAgain _ -> StoredAuthority.unsigned(Verdict.Why.NO_ANSWER);
                    },
                    clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void watch(Alerter alerter, Instant at) {
        clock.advanceTo(at);
        alerter.watch();
    }

    private void note(IngestEvent event, List<ReportRef> news) {
        switch (event) {
            case IngestEvent.Recorded recorded -> {
                news.add(recorded.report().ref());
                outcomes.add("recorded " + recorded.report().provenance().trust());
            }
            case IngestEvent.Replaced replaced -> {
                news.add(replaced.report().ref());
                outcomes.add("replaced " + replaced.before());
            }
            case IngestEvent.Duplicate duplicate -> outcomes.add("duplicate of " + duplicate.known());
            case IngestEvent.Held held -> outcomes.add("held " + held.why().reason());
            default -> {}
        }
    }

    private List<String> rows(Views views) {
        var rows = new ArrayList<String>();
        for (var domain : DOMAINS) {
            var last = FIRST.plusDays(YEAR_DAYS + 60L);
            Page.stream(cursor -> views.reporterDays(domain, FIRST.minusDays(60), last, cursor))
                    .filter(row -> isHonest(row.trust(), row.submitter()))
                    .forEach(row -> rows.add(domain + " " + row.day() + " " + row.trust() + " " + row.submitter() + " "
                            + row.sessions() + " " + new TreeMap<>(row.byPolicy())));
            Page.stream(cursor -> views.failures(domain, FIRST.minusDays(60), last, cursor))
                    .filter(row -> isHonest(row.trust(), row.submitter()))
                    .forEach(row -> rows.add(domain + " " + row.day() + " " + row.submitter() + " " + row.diagnosis()
                            + " " + row.mx() + " " + row.failed()));
        }
        return rows;
    }

    private static boolean isHonest(Trust trust, String submitter) {
        return trust.isProven() && Senders.HONEST.containsKey(submitter);
    }

    /// What known reporters cause. What is unreadable is told too, and that is the adversary's own mail.
    private List<String> told() {
        return alerts.stream()
                .filter(told -> !EstablishedRule.isApart(told.alert()))
                .filter(told -> told.alert().kind() != AlertKind.UNREAD)
                .filter(told -> !told.alert().family().equals("summary"))
                .map(told -> told.at() + " " + told.alert().transitionId() + " "
                        + told.alert().severity() + " "
                        + told.alert().subject() + " " + told.alert().reporters() + " "
                        + told.alert().sessions())
                .toList();
    }

    private List<String> states(Table table, Bucket bucket) {
        var api = new Api(table, new RawObjects(bucket, "raw"), Access.OPEN, clock, false, "", _ -> false, List::of);
        var states = new ArrayList<String>();
        for (var path : List.of("/v1/domains", "/v1/domains/v.example", "/v1/domains/w.example")) {
            var answer = api.answer(new Request("GET", path, "", Map.of(), Map.of()));
            try (var json = JSON.createParser(answer.body())) {
                while (json.nextToken() != null) {
                    if (json.currentToken() == JsonToken.FIELD_NAME) {
                        var name = json.currentName();
                        json.nextToken();
                        if (name.equals("alerts") || name.equals("conditions")) {
                            json.skipChildren(); // They are told apart.
                        } else if (SEEN.contains(name)) {
                            states.add(path + " " + name + " " + json.getText());
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return states;
    }

    private final class RecordingChannel implements Channel {

        @Override
        public void publish(Alert alert) {
            alerts.add(new Told(clock.instant(), alert));
        }

        @Override
        public void chat(Alert alert) {}
    }

    private final class ObjectStore implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            return objects.put(key, content) == null;
        }

        @Override
        public Optional<StoredObject> open(String key) {
            return Optional.ofNullable(objects.get(key))
                    .map(bytes ->
                            new StoredObject(new ByteArrayInputStream(bytes), bytes.length, clock.instant(), Map.of()));
        }
    }
}
