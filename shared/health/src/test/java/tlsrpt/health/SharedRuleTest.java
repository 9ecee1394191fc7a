package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Severity;

class SharedRuleTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 12);
    private static final Instant NOW = Instant.parse("2026-03-13T12:00:00Z");
    private static final String NAME = "shared/certificate-expired/mx1.example.com";

    @Test
    void doesNotRepeatStepsThatOthersTookOneByOne() {
        var shared = shared(WorseningSteps.BLOCKED, WorseningSteps.TENTH);

        assertThat(share(worse(WorseningSteps.BLOCKED, WorseningSteps.TENTH), shared)
                        .judgement()
                        .messages())
                .isEmpty();
    }

    @Test
    void tellsAStepThatIsNewToAll() {
        var told = share(worse(WorseningSteps.BLOCKED, WorseningSteps.TENTH), shared(WorseningSteps.BLOCKED));

        assertThat(told.judgement().messages()).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo("example.com:certificate");
            assertThat(message.transitionId()).isEqualTo("example.com:certificate:worse:2026-03-12:blocked-share");
            assertThat(message.subject()).isEqualTo("example.net: worse: certificate expired (2 domains)");
            assertThat(message.text()).endsWith("\nDomains: example.com, example.net\n");
        });
        assertThat(told.shared().get(NAME))
                .satisfies(memory ->
                        assertThat(memory.steps()).containsExactly(WorseningSteps.BLOCKED, WorseningSteps.TENTH));
    }

    @Test
    void sumsOverItsDomainsAndNamesTheLargestFirst() {
        var alerts = Scenario.of("""
                        day 1-11 small.example: google ok 100 enforce
                        day 1-11 large.example: google ok 9000 enforce
                        day 12-14 small.example: google ok 90 failed 10 certificate-expired mx1.example.net enforce
                        day 13-14 large.example: google ok 8000 failed 1000 certificate-expired mx1.example.net enforce
                        day 15-17 large.example: google ok 9000 enforce
                        day 15-18 small.example: google ok 100 enforce
                        """).alerts();

        var numbers = "Failed sessions: 1,010 of 9,100 (11.1%)";
        assertThat(alerts)
                .extracting(Alert::kind)
                .containsExactly(AlertKind.FAILING, AlertKind.REMINDER, AlertKind.RECOVERED);
        for (var alert : alerts.subList(1, 3)) {
            assertThat(alert.domains()).containsExactly("large.example", "small.example");
            assertThat(alert.causes())
                    .singleElement()
                    .satisfies(cause -> assertThat(cause.sessions().failed()).isEqualTo(1_010));
            assertThat(alert.text())
                    .contains(numbers)
                    .containsSubsequence(
                            "Failed sessions by domain",
                            "large.example",
                            "1,000 of 9,000",
                            "small.example",
                            "10 of 100");
        }
    }

    @Test
    void isSilentAboutADomainThatJoinsUnlessItIsGraverThanAllBefore() {
        var alerts = Scenario.of("""
                        day 1-11 tested.example: google ok 100 testing
                        day 1-11 enforced.example: google ok 100 enforce
                        day 1-11 blocked.example: google ok 100 enforce
                        day 1-11 late.example: google ok 100 enforce
                        day 12-13 tested.example: google ok 90 failed 10 certificate-expired mx1.example.net testing
                        day 14 enforced.example: google ok 90 failed 10 certificate-expired mx1.example.net enforce
                        day 14 blocked.example: google ok 0 failed 40 certificate-expired mx1.example.net enforce
                        day 14 late.example: google ok 0 failed 40 certificate-expired mx1.example.net enforce
                        """).alerts();

        assertThat(alerts.subList(0, 3))
                .extracting(Alert::kind, Alert::domain, Alert::severity)
                .containsExactly(
                        tuple(AlertKind.FAILING, "tested.example", Severity.MEDIUM),
                        tuple(AlertKind.WORSE, "tested.example", Severity.HIGH),
                        tuple(AlertKind.WORSE, "tested.example", Severity.CRITICAL));
        assertThat(alerts).extracting(Alert::transitionId).doesNotHaveDuplicates();
        assertThat(alerts).extracting(Alert::id).containsOnly(alerts.getFirst().id());
    }

    private static SharedRule.Told share(Alert message, SharedIncident shared) {
        var opening = new RuleState.Opening(DAY, DAY, NOW, false, false, false, 2);
        var open = RuleState.Open.of("example.com:certificate", AlertKind.FAILING, opening, Severity.HIGH, List.of())
                .sharing("example.com:certificate", NAME);
        var before = RuleState.NONE.with(Map.of("certificate", RuleState.FamilyState.NONE.with(open)));
        var judgement = new RuleResult(before, List.of(message), List.of(), List.of());
        return SharedRule.share(before, judgement, _ -> shared, _ -> true, NOW);
    }

    private static SharedIncident shared(String... steps) {
        var lead = alert("example.com", AlertKind.FAILING, List.of());
        var sessions = Alert.Sessions.of(DAY, 5, 10);
        return new SharedIncident(
                lead,
                2,
                2,
                Map.of("example.com", sessions, "example.net", sessions),
                Alert.Sessions.NONE,
                0,
                DAY,
                NOW,
                List.of(steps));
    }

    private static Alert worse(String... steps) {
        return alert("example.net", AlertKind.WORSE, List.of(steps));
    }

    private static Alert alert(String domain, AlertKind kind, List<String> worsened) {
        var id = domain + ":certificate";
        var problem = "certificate expired";
        return Alert.of(
                Alert.Incident.of(id, "certificate", domain, DAY),
                Alert.Transition.of(id, kind, DAY, NOW, worsened),
                Alert.Findings.of(Severity.HIGH, List.of("google.com")),
                Alert.Content.of(domain + ": worse: " + problem, problem, List.of("It expired."), List.of()));
    }
}
