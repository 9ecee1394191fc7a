package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.health.Year.Incident;
import tlsrpt.report.Severity;

/// A year of incidents and noise: what was missed, what was false, what was told too often.
class YearTest {

    /// Refused, blocked, two shares.
    private static final int STEPS = 4;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void missesNothingAndTellsNothingFalse(long seed) {
        var year = new Year(seed);
        var alerts = new ArrayList<Alert>();
        var replay = new Replay(Rules.DEFAULT, alerts::add);
        replay.run(year.reports);

        var byDomain = year.reports.stream().collect(Collectors.groupingBy(Observation::domain));
        var missed = new ArrayList<String>();
        var late = new ArrayList<String>();
        var doubled = new ArrayList<String>();
        var misnamed = new ArrayList<String>();
        var unrecovered = new ArrayList<String>();
        var superfluous = new ArrayList<String>();
        var belonging = new ArrayList<Alert>();
        for (var incident : year.incidents) {
            var own = alerts.stream().filter(alert -> belongs(alert, incident)).toList();
            belonging.addAll(own);
            var openings = own.stream().filter(alert -> alert.kind().opens()).toList();
            if (openings.isEmpty()) {
                missed.add(incident.toString());
                continue;
            }
            var due = Oracle.opening(incident, byDomain.getOrDefault(incident.domain(), List.of()));
            if (due == null || !openings.getFirst().at().equals(due.arrival())) {
                late.add(incident + " " + openings.getFirst().at() + " " + due);
            }
            if (openings.stream().filter(alert -> !alert.again()).count() > 1) {
                doubled.add(incident.toString());
            }
            if (openings.stream().anyMatch(alert -> !names(alert, incident))) {
                misnamed.add(incident + " " + openings);
            }
            if (count(own, AlertKind.RECOVERED) < openings.size()) {
                unrecovered.add(incident.toString());
            }
            if (count(own, AlertKind.RECOVERED) > openings.size()
                    || count(own, AlertKind.WORSE) > STEPS
                    || count(own, AlertKind.REMINDER) > weeks(own)) {
                superfluous.add(incident + " " + own);
            }
        }
        var falseAlarms = alerts.stream()
                .filter(alert -> alert.severity() != Severity.NOTICE && !belonging.contains(alert))
                .map(Alert::subject)
                .toList();
        System.out.printf(
                "seed %d: %d reports, %d incidents, %d missed, %d late, %d false, %d doubled, %d misnamed, "
                        + "%d not recovered, %d with mails beyond, %.2f mails an incident%n",
                seed,
                year.reports.size(),
                year.incidents.size(),
                missed.size(),
                late.size(),
                falseAlarms.size(),
                doubled.size(),
                misnamed.size(),
                unrecovered.size(),
                superfluous.size(),
                (double) alerts.size() / year.incidents.size());

        assertThat(missed).as("missed").isEmpty();
        assertThat(late).as("later than the first report that has to open it").isEmpty();
        assertThat(falseAlarms).as("false alarms").isEmpty();
        assertThat(doubled).as("doubled").isEmpty();
        assertThat(misnamed).as("misnamed").isEmpty();
        assertThat(unrecovered).as("not recovered").isEmpty();
        assertThat(superfluous)
                .as("more than failing, worse, recovered and a reminder a week")
                .isEmpty();
    }

    private static long count(List<Alert> alerts, AlertKind kind) {
        return alerts.stream().filter(alert -> alert.kind() == kind).count();
    }

    private static long weeks(List<Alert> alerts) {
        return ChronoUnit.DAYS.between(alerts.getFirst().at(), alerts.getLast().at()) / 7 + 1;
    }

    /// What broke and where: in its data, and in its subject.
    private static boolean names(Alert alert, Incident incident) {
        var fault = incident.fault();
        if (fault == Year.Fault.NO_POLICY) {
            return alert.kind() == AlertKind.PROTECTION_LOST && alert.subject().contains("no longer found");
        }
        var mx = incident.mx();
        return alert.causes().stream()
                        .allMatch(cause -> fault.resultType.equals(cause.resultType())
                                && (cause.mx() == null || cause.mx().equals(mx)))
                && !alert.causes().isEmpty()
                && alert.subject().startsWith(incident.domain() + ": ")
                && (alert.subject().contains(String.valueOf(mx))
                        || alert.causes().stream().anyMatch(cause -> cause.mx() == null));
    }

    static Stream<Long> seeds() {
        var seeds = System.getenv().getOrDefault("YEAR_SEEDS", "1");
        return LongStream.rangeClosed(1, Long.parseLong(seeds)).boxed();
    }

    /// Where no host is named, a host that the policy lacks is a handshake that failed.
    private static boolean isFamily(String family, Year.Fault fault) {
        return family.equals(fault.family) || (fault == Year.Fault.MOVED && family.equals("negotiation"));
    }

    /// Of its domain and family, from its beginning to the end of what its last reporter needs to confirm.
    static boolean belongs(Alert alert, Incident incident) {
        return List.of(incident.domain()).equals(alert.domains())
                && isFamily(alert.family(), incident.fault())
                && !alert.day().isBefore(Year.day(incident.first()))
                && alert.day().isBefore(Year.day(incident.last() + 45));
    }
}
