package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tlsrpt.alerting.Digest;
import tlsrpt.alerting.DigestHtml;
import tlsrpt.alerting.DigestText;
import tlsrpt.store.SessionOutcomes;
import tlsrpt.store.Sessions;

/// The digests of the best and the worst week of a simulated year of five domains, word for word. With
/// `-Dgolden.write=true` what they are now becomes what they must be.
class DigestOfAYearTest {

    private static final Path GOLDEN = Path.of("src/test/resources/tlsrpt/health");
    private static final int DOMAINS = 5;
    private static final int DAYS = 7;

    private final Map<String, TreeMap<LocalDate, Sessions>> sessions = new TreeMap<>();
    private final Map<LocalDate, TreeSet<String>> reporters = new HashMap<>();
    private final List<Alert> alerts = new ArrayList<>();

    @Test
    void ofItsBestAndItsWorstWeek() throws IOException {
        var year = new Year(1, DOMAINS);
        new Replay(Rules.DEFAULT, alerts::add).run(year.reports);
        year.reports.forEach(this::count);
        // The first weeks have no week before, and the last ones no end.
        var weeks = Stream.iterate(LocalDate.of(2026, 1, 19), monday -> monday.plusDays(DAYS))
                .limit(46)
                .map(this::digest)
                .sorted(Comparator.comparingDouble(DigestOfAYearTest::secured)
                        .thenComparing(Comparator.comparingInt(
                                        (Digest digest) -> digest.open().size())
                                .reversed())
                        .thenComparing(Digest::monday))
                .toList();

        compare("worst", weeks.getFirst());
        compare("best", weeks.getLast());
    }

    private static double secured(Digest digest) {
        return (double) digest.sum().protection().secured()
                / digest.sum().protection().total();
    }

    private static void compare(String name, Digest digest) throws IOException {
        compare(name + ".txt", DigestText.of(digest, "https://reports.example.com/"));
        compare(name + ".html", DigestHtml.of(digest, "https://reports.example.com/"));
    }

    private static void compare(String name, String is) throws IOException {
        var file = GOLDEN.resolve("digest-" + name);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, is);
        }
        assertThat(is).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    }

    private void count(Observation report) {
        var headline = report.headline();
        // Every policy of the year is enforced, or there is none; one that cannot be read does not bind.
        long unread = report.failures().stream()
                .filter(failure -> String.valueOf(failure.resultType()).matches("sts-(policy|webpki).*"))
                .mapToLong(Observation.Failure::failed)
                .sum();
        var outcomes = report.policies().noneFound()
                ? new SessionOutcomes(0, headline.total(), 0, 0)
                : new SessionOutcomes(headline.ok(), unread, headline.failed() - unread, 0);
        sessions.computeIfAbsent(report.domain(), _ -> new TreeMap<>())
                .merge(report.day(), new Sessions(1, headline, outcomes), Sessions::plus);
        reporters.computeIfAbsent(report.day(), _ -> new TreeSet<>()).add(report.reporter());
    }

    private Digest digest(LocalDate monday) {
        var domains = new ArrayList<Digest.DomainWeeks>();
        sessions.forEach((domain, days) -> domains.add(new Digest.DomainWeeks(
                domain,
                monday.minusDays(DAYS)
                        .datesUntil(monday.plusDays(DAYS))
                        .map(day -> days.getOrDefault(day, Sessions.NONE))
                        .toList())));
        var heard = monday.datesUntil(monday.plusDays(DAYS))
                .flatMap(day -> reporters.getOrDefault(day, new TreeSet<>()).stream())
                .distinct()
                .sorted()
                .toList();
        var changes = alerts.stream()
                .filter(alert -> alert.kind() != AlertKind.REMINDER)
                .filter(alert -> !day(alert).isBefore(monday) && day(alert).isBefore(monday.plusDays(DAYS)))
                .toList();
        return new Digest(monday, domains, heard, open(monday.plusDays(DAYS)), changes, true);
    }

    private List<Alert> open(LocalDate until) {
        var open = new TreeMap<String, Alert>();
        alerts.stream().filter(alert -> day(alert).isBefore(until)).forEach(alert -> {
            if (alert.kind() == AlertKind.RECOVERED) {
                open.remove(alert.id());
            } else {
                open.put(alert.id(), alert);
            }
        });
        return open.values().stream()
                .sorted(Comparator.comparing(Alert::severity)
                        .reversed()
                        .thenComparing(Alert::since)
                        .thenComparing(Alert::domain))
                .toList();
    }

    private static LocalDate day(Alert alert) {
        return alert.at().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
