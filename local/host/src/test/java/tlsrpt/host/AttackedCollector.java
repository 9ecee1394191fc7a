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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.api.RawObjects;
import tlsrpt.api.Request;
import tlsrpt.health.Alert;
import tlsrpt.health.EstablishedRule;
import tlsrpt.health.Kind;
import tlsrpt.ingest.Counting;
import tlsrpt.ingest.Ingest;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.ingest.ObjectRef;
import tlsrpt.intake.Intake;
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

/// Some weeks of two domains with four honest reporters and an incident, with or without an adversary whose mail is up
/// to nine tenths of all; and what is to be seen in the end.
final class AttackedCollector {

    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final List<String> DOMAINS = List.of("v.example", "w.example");
    private static final Map<String, String> HONEST = new TreeMap<>(Map.of(
            "google.com", "noreply-smtp-tls-reporting@google.com",
            "microsoft.com", "tlsrpt-noreply@microsoft.com",
            "corp.mail.ru", "noreply-smtp-tls-reporting@corp.mail.ru",
            "honest.example", "tls@honest.example"));
    private static final Settings SETTINGS = new Settings(DOMAINS, Retention.DEFAULT, false);
    private static final Set<String> SEEN = Set.of("domain", "state", "policy", "last", "verdict");
    private static final JsonFactory JSON = new JsonFactory();

    private final boolean attacked;
    private final Random honest;
    private final Random hostile;
    private final Adversary adversary;
    private final MutableClock clock = new MutableClock(Instant.EPOCH);
    private final Map<String, byte[]> objects = new HashMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private int sent;

    AttackedCollector(long seed, boolean attacked) {
        this.attacked = attacked;
        honest = new Random(seed);
        hostile = new Random(~seed);
        adversary = new Adversary(hostile, DOMAINS);
    }

    /// @param content as in [Adversary.Sent]
    private record Event(Instant at, String key, String content) {}

    /// What honest reporters say, by row; the alerts that known ones cause; the states of the domains.
    record Seen(List<String> rows, List<String> alerts, List<String> states) {}

    Seen run() {
        int days = 18 + honest.nextInt(5);
        weeks(days);
        if (attacked) {
            attack(days, hostile.nextDouble() * 0.9);
        }
        events.sort(Comparator.comparing(Event::at));
        try (var database = Database.inMemory(Schema.ITEMS)) {
            return take(database.table(), days);
        }
    }

    private void weeks(int days) {
        int breaks = 8 + honest.nextInt(4);
        int repaired = breaks + 1 + honest.nextInt(4);
        for (int day = 0; day < days; day++) {
            int hour = 1;
            for (var reporter : HONEST.entrySet()) {
                hour++;
                for (var domain : DOMAINS) {
                    var report = aReport()
                            .from(reporter.getKey())
                            .on(FIRST.plusDays(day))
                            .id(FIRST.plusDays(day) + "T00:00:00Z_" + domain);
                    boolean fails = domain.startsWith("v") && day >= breaks && day < repaired;
                    report.sts(
                            domain,
                            domain.startsWith("v") ? "enforce" : "testing",
                            fails && honest.nextBoolean() ? 0 : 100 + honest.nextInt(100));
                    if (fails) {
                        report.failed("certificate-expired", "mx1.v.example", 20 + honest.nextInt(200));
                    }
                    var at = at(day, hour, honest.nextInt(60));
                    mail(at, reporter, domain, report.json());
                    if (honest.nextInt(6) == 0) {
                        mail(at.plusSeconds(600), reporter, domain, report.json());
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

    private void mail(Instant at, Map.Entry<String, String> reporter, String domain, String json) {
        var id = "h" + ++sent;
        events.add(new Event(
                at,
                "mail/" + id,
                aMail().arrivedAt(at)
                        .smtpId(id)
                        .from(reporter.getValue())
                        .submitter(reporter.getKey())
                        .about(domain)
                        .report(json)
                        .storedBySes(reporter.getKey())
                        .text()));
    }

    private void attack(int days, double share) {
        int mails = (int) (HONEST.size() * DOMAINS.size() * share / (1 - share));
        for (int day = 0; day < days; day++) {
            for (int n = 0; n < mails; n++) {
                var at = at(day, hostile.nextInt(11), hostile.nextInt(60));
                var object = adversary.next(at, "a" + ++sent);
                events.add(new Event(at, object.key(), object.content()));
            }
            for (int owner = 0; owner < 3; owner++) {
                var at = at(day, hostile.nextInt(11), hostile.nextInt(60));
                var object = adversary.patient(at, "p" + ++sent, owner, day > 14 && hostile.nextBoolean());
                events.add(new Event(at, object.key(), object.content()));
            }
        }
    }

    /// On the day after the reported one.
    private static Instant at(int day, int hour, int minute) {
        return FIRST.plusDays(day + 1L).atTime(hour, minute).toInstant(ZoneOffset.UTC);
    }

    private Seen take(Table table, int days) {
        SETTINGS.write(table);
        var bucket = new Objects();
        var ingest = new Ingest(bucket, new Intake(new ReportReader(clock)));
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
        return new Seen(rows(views), told(), states(table, bucket));
    }

    private void watch(Alerter alerter, Instant at) {
        clock.advanceTo(at);
        alerter.watch();
    }

    private static void note(IngestEvent event, List<ReportRef> news) {
        switch (event) {
            case IngestEvent.Recorded recorded -> news.add(recorded.report().ref());
            case IngestEvent.Replaced replaced -> news.add(replaced.report().ref());
            default -> {}
        }
    }

    private List<String> rows(Views views) {
        var rows = new ArrayList<String>();
        for (var domain : DOMAINS) {
            var last = FIRST.plusDays(60);
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
        return trust.isProven() && HONEST.containsKey(submitter);
    }

    /// What known reporters cause. What is unreadable is told too, and that is the adversary's own mail.
    private List<String> told() {
        return alerts.stream()
                .filter(alert -> !EstablishedRule.isApart(alert) && alert.kind() != Kind.UNREAD)
                .filter(alert -> !alert.family().equals("summary"))
                .map(alert -> alert.transitionId() + " " + alert.severity() + " " + alert.subject() + " "
                        + alert.reporters() + " " + alert.sessions())
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
            alerts.add(alert);
        }

        @Override
        public void chat(Alert alert) {}
    }

    private final class Objects implements Bucket {

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
