package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.health.CheckedDomain.Fault;
import tlsrpt.health.CheckedDomain.Place;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

/// When what a check sees becomes an alert.
class CheckRuleTest {

    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
    private static final String MX1 = "mx1.example.com";
    private static final String MX2 = "mx2.example.com";

    private final Map<String, String> states = new HashMap<>();
    private final Map<String, Instant> since = new HashMap<>();
    private final List<Alert> sent = new ArrayList<>();
    private RuleState reports = RuleState.NONE;
    private CheckState memory = CheckState.NONE;
    private Instant now = START;
    private CheckRule.Result latest = new CheckRule.Result(memory, List.of(), List.of(), List.of());

    /// One place as a look shows it.
    private Place place(Check check, @Nullable String host, @Nullable Severity severity, boolean seen) {
        var key = check + "/" + host;
        var state = String.valueOf(severity);
        if (seen && !state.equals(states.put(key, state))) {
            since.put(key, now);
        }
        var explains = check == Check.MX_CHAIN ? Diagnosis.Known.CERTIFICATE_EXPIRED : null;
        var until = check.isOfExpiry() ? Instant.parse("2026-03-20T12:00:00Z") : null;
        var fault = severity == null
                ? null
                : new Fault(severity, explains, "seen text", "Senders refuse it.", new Step("Repair it.", null), until);
        return new Place(check, host, since.getOrDefault(key, now), seen, seen ? fault : null);
    }

    private Place failing(Check check, @Nullable String host) {
        return place(check, host, Severity.MEDIUM, true);
    }

    private Place passing(Check check, @Nullable String host) {
        return place(check, host, null, true);
    }

    private Place unseen(Check check, @Nullable String host) {
        return place(check, host, null, false);
    }

    private void look(Place... places) {
        latest =
                CheckRule.judge(new CheckedDomain("example.com", now, List.of(places)), memory, reports, Rules.DEFAULT);
        memory = CheckState.of(latest.memory().json());
        sent.addAll(latest.messages());
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void open() {
        look(failing(Check.MX_STARTTLS, MX1));
        pass(Duration.ofHours(1));
        look(failing(Check.MX_STARTTLS, MX1));
        assertThat(sent).extracting(Alert::kind).containsExactly(AlertKind.CHECK_FAILED);
    }

    private void close() {
        pass(Duration.ofHours(24));
        look(passing(Check.MX_STARTTLS, MX1));
        pass(Duration.ofHours(1));
        look(passing(Check.MX_STARTTLS, MX1));
        assertThat(sent.getLast().kind()).isEqualTo(AlertKind.RECOVERED);
    }

    @Test
    void oneLookOpensNothing() {
        look(failing(Check.MX_STARTTLS, MX1));
        pass(Duration.ofMinutes(59));
        look(failing(Check.MX_STARTTLS, MX1));

        assertThat(sent).isEmpty();
    }

    @Test
    void aFaultThatTwoLooksAnHourApartSawOpensOneAlert() {
        open();
        pass(Duration.ofHours(24));
        look(failing(Check.MX_STARTTLS, MX1));

        assertThat(sent).singleElement().satisfies(alert -> {
            assertThat(alert.subject()).isEqualTo("example.com: STARTTLS does not work (mx1.example.com)");
            assertThat(alert.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(alert.reporters()).isEmpty();
            assertThat(alert.content().evidence()).containsExactly("mx1.example.com: seen text");
            assertThat(alert.content().steps())
                    .extracting(Step::text)
                    .containsExactly("Repair it.", "Check it again after the change.");
        });
    }

    @Test
    void twoLooksThatSeeItGoneCloseIt() {
        open();
        pass(Duration.ofHours(24));
        look(passing(Check.MX_STARTTLS, MX1));
        assertThat(sent).hasSize(1);
        pass(Duration.ofHours(1));
        look(passing(Check.MX_STARTTLS, MX1));

        assertThat(sent.getLast().kind()).isEqualTo(AlertKind.RECOVERED);
        assertThat(sent.getLast().id()).isEqualTo(sent.getFirst().id());
        assertThat(sent.getLast().subject())
                .isEqualTo("example.com: recovered: STARTTLS does not work (mx1.example.com)");
        assertThat(latest.closed()).containsExactly("mx-starttls");
    }

    @Test
    void whatCouldNotBeObservedNeitherOpensNorCloses() {
        look(unseen(Check.MX_STARTTLS, MX1));
        pass(Duration.ofHours(24));
        look(unseen(Check.MX_STARTTLS, MX1));
        assertThat(sent).isEmpty();

        open();
        pass(Duration.ofDays(2));
        look(unseen(Check.MX_STARTTLS, MX1));
        pass(Duration.ofDays(2));
        look(unseen(Check.MX_STARTTLS, MX1), passing(Check.MX_STARTTLS, MX2));

        assertThat(sent).hasSize(1);
    }

    @Test
    void aFaultThatReturnsSaysSoAndThenNeedsADayOfPasses() {
        open();
        close();
        pass(Duration.ofHours(2));
        look(failing(Check.MX_STARTTLS, MX1));
        pass(Duration.ofHours(1));
        look(failing(Check.MX_STARTTLS, MX1));
        assertThat(sent.getLast().subject()).startsWith("example.com: again: ");
        assertThat(sent).extracting(Alert::transitionId).doesNotHaveDuplicates();

        pass(Duration.ofHours(1));
        look(passing(Check.MX_STARTTLS, MX1));
        pass(Duration.ofHours(23));
        look(passing(Check.MX_STARTTLS, MX1));
        assertThat(sent).hasSize(3);
        pass(Duration.ofHours(1));
        look(passing(Check.MX_STARTTLS, MX1));
        assertThat(sent.getLast().kind()).isEqualTo(AlertKind.RECOVERED);
    }

    @Test
    void aCertificateThatEndsSoonIsToldOnceAndAgainWhenItIsNear() {
        look(place(Check.MX_EXPIRY, MX1, Severity.LOW, true));
        for (int day = 0; day < 20; day++) {
            pass(Duration.ofDays(1));
            look(place(Check.MX_EXPIRY, MX1, day < 13 ? Severity.LOW : Severity.HIGH, true));
        }

        assertThat(sent)
                .extracting(Alert::kind, Alert::severity)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(AlertKind.EXPIRING, Severity.LOW),
                        org.assertj.core.groups.Tuple.tuple(AlertKind.WORSE, Severity.HIGH));
        assertThat(sent.getFirst().subject())
                .isEqualTo("example.com: certificate expires on 2026-03-20 (mx1.example.com)");
    }

    @Test
    void remindsWeeklyOfWhatIsMedium() {
        open();
        for (int day = 0; day < 15; day++) {
            pass(Duration.ofDays(1));
            look(failing(Check.MX_STARTTLS, MX1));
        }

        assertThat(sent)
                .extracting(Alert::kind)
                .containsExactly(AlertKind.CHECK_FAILED, AlertKind.REMINDER, AlertKind.REMINDER);
    }

    @Test
    void whatReportsAlreadyToldIsNotToldAgain() {
        var since = LocalDate.parse("2026-03-01");
        var opening = new RuleState.Opening(since, since, START, false, false, false, 2);
        reports = RuleState.NONE.with(Map.of(
                "certificate",
                RuleState.FamilyState.NONE.with(
                        RuleState.Open.of("x", AlertKind.FAILING, opening, Severity.HIGH, List.of()))));

        look(failing(Check.MX_CHAIN, MX1));
        pass(Duration.ofHours(1));
        look(failing(Check.MX_CHAIN, MX1));

        assertThat(sent).isEmpty();
    }

    @Test
    void nothingThatACheckSeesIsCritical() {
        look(place(Check.DNSSEC, null, Severity.CRITICAL, true));
        pass(Duration.ofHours(1));
        look(place(Check.DNSSEC, null, Severity.CRITICAL, true));

        assertThat(sent).extracting(Alert::severity).containsExactly(Severity.HIGH);
    }

    @Test
    void aCheckThatIsNoLongerMadeEndsOnlyWhereNothingBeforeItFails() {
        look(failing(Check.STS_FETCH, null));
        pass(Duration.ofHours(1));
        look(failing(Check.STS_FETCH, null));
        assertThat(sent).hasSize(1);

        pass(Duration.ofHours(1));
        look(unseen(Check.STS_HOST_DNS, null));
        pass(Duration.ofHours(1));
        look(failing(Check.STS_HOST_DNS, null));
        assertThat(sent).hasSize(1);

        pass(Duration.ofHours(1));
        look(passing(Check.STS_RECORD, null));
        assertThat(sent).extracting(Alert::kind).containsExactly(AlertKind.CHECK_FAILED, AlertKind.RECOVERED);
        assertThat(sent.getLast().content().paragraphs())
                .containsExactly("Nothing is left to check: the failing record or host is no longer published.");
    }

    @Test
    void hostsOfOneCheckAreOneIncident() {
        look(failing(Check.MX_STARTTLS, MX1), failing(Check.MX_STARTTLS, MX2));
        pass(Duration.ofHours(1));
        look(failing(Check.MX_STARTTLS, MX1), failing(Check.MX_STARTTLS, MX2));

        assertThat(sent)
                .singleElement()
                .satisfies(alert ->
                        assertThat(alert.subject()).isEqualTo("example.com: STARTTLS does not work (2 MX hosts)"));
    }
}
