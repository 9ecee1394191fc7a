package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tlsrpt.health.HeldReportsRule.Held;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;
import tlsrpt.store.Tables;

class UnreadTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private final HeldObjects objects = new HeldObjects(Tables.inMemory(), Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void findsMailOfTheLastWeekThatClaimsToBeAReport() {
        objects.hold(
                "mail/a",
                HeldReport.notOurs("new.example.com", "new.example.com is not a listed domain", "google.com"),
                1);
        objects.hold("mail/b", HeldReport.of(HeldReason.CONFLICT, "no TLS report is in it, says a stranger", null), 1);
        objects.hold("mail/c", HeldReport.noReport("an ordinary mail"), 1);
        objects.hold(
                "https/2026-03-10/d",
                HeldReport.notOurs("new.example.com", "new.example.com is not a listed domain", "google.com"),
                1);

        var day = LocalDate.of(2026, 3, 10);
        assertThat(HeldReports.of(objects, NOON.plus(Duration.ofDays(6))))
                .containsExactlyInAnyOrder(
                        new Held("google.com", day, "new.example.com"), new Held("unidentified senders", day, null));
        assertThat(HeldReports.of(objects, NOON.plus(Duration.ofDays(8)))).isEmpty();
    }
}
