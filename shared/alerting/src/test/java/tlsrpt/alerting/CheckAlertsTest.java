package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.store.Ledger;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Table;

/// From a stored look to an alert.
class CheckAlertsTest {

    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    private final Table table = Tables.inMemory();
    private final RecordingChannel channel = new RecordingChannel();
    private final Random random = new Random(1);

    private static PostureLine line(String check, String state, @Nullable String address, @Nullable String severity) {
        return new PostureLine(
                check,
                state,
                "mx1.example.com",
                address,
                severity,
                null,
                "what was seen",
                "It fails.",
                null,
                null,
                null);
    }

    private void look(Instant at, PostureLine... lines) {
        var items = new PostureItems(table, Clock.fixed(at, ZoneOffset.UTC));
        items.record(items.latest("example.com"), new PostureLook("example.com", at, List.of(), List.of(lines), null));
        new Alerter(table, channel, Clock.fixed(at, ZoneOffset.UTC), random, false)
                .judgeCheck(items.latest("example.com").orElseThrow());
    }

    private void twice(PostureLine... lines) {
        look(START, lines);
        look(START.plus(Duration.ofHours(1)), lines);
    }

    @Test
    void theGravestAddressOfAHostIsTheEvidence() {
        twice(line("mx-starttls", "warn", "192.0.2.1", "low"), line("mx-starttls", "fail", "192.0.2.2", "medium"));

        assertThat(channel.published)
                .singleElement()
                .satisfies(alert -> assertThat(alert.content().evidence())
                        .containsExactly("mx1.example.com: what was seen at 192.0.2.2"));
    }

    @Test
    void anAddressThatCouldNotBeObservedKeepsTheAlertOpen() {
        twice(line("mx-starttls", "fail", null, "medium"));
        for (int day = 1; day < 4; day++) {
            look(
                    START.plus(Duration.ofDays(day)),
                    line("mx-starttls", "pass", "192.0.2.1", null),
                    line("mx-starttls", "unseen", "192.0.2.2", null));
        }

        assertThat(channel.published).hasSize(1);
    }

    @Test
    void aMutedCheckIsNotSent() {
        var mute = new Rules.Mute("example.com", "mx-reach", LocalDate.parse("2026-03-31"), "by design");
        RulesItem.write(table, Rules.DEFAULT.with(mute));

        twice(line("mx-reach", "fail", null, "medium"), line("mx-starttls", "fail", null, "medium"));

        assertThat(channel.published).extracting(Alert::family).containsExactly("mx-starttls");
    }

    @Test
    void aBudgetOfTheirOwnKeepsChecksFromUsingUpThatOfReports() {
        twice(line("mx-starttls", "fail", null, "high"));

        var alert = channel.published.getFirst();
        assertThat(Budget.of(alert, Settings.DEFAULT)).isEqualTo(Budget.CHECKS);
    }

    @Test
    void aDestinationThatReportsReachNeedsNoAlertWhateverItsAddress() {
        new Ledger(table, Clock.fixed(START, ZoneOffset.UTC), random)
                .record(
                        reportFrom("google.com")
                                .on(LocalDate.parse("2026-03-01"))
                                .sts("example.com", "testing", 60)
                                .recording(),
                        new Settings(List.of("example.com"), Retention.DEFAULT, false));
        twice(line("tlsrpt-target", "fail", null, "medium"));
        assertThat(channel.published).isEmpty();

        look(START.plus(Duration.ofDays(4)), line("tlsrpt-target", "fail", null, "medium"));
        assertThat(channel.published).extracting(Alert::family).containsExactly("tlsrpt-target");
    }

    @Test
    void aCheckOfALaterVersionIsPassedOver() {
        twice(line("mx-of-tomorrow", "fail", null, "high"));

        assertThat(channel.published).isEmpty();
    }
}
