package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedRuleTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 12);
    private static final Instant NOW = Instant.parse("2026-03-13T12:00:00Z");
    private static final String NAME = "shared/certificate-expired/mx1.example.com";

    @Test
    void doesNotRepeatStepsThatOthersTookOneByOne() {
        var shared = shared(Steps.BLOCKED, Steps.TENTH);

        assertThat(share(worse(Steps.BLOCKED, Steps.TENTH), shared).judgement().messages())
                .isEmpty();
    }

    @Test
    void tellsAStepThatIsNewToAll() {
        var told = share(worse(Steps.BLOCKED, Steps.TENTH), shared(Steps.BLOCKED));

        assertThat(told.judgement().messages()).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo("example.com:certificate");
            assertThat(message.transitionId()).isEqualTo("example.com:certificate:worse:2026-03-12:blocked-share");
            assertThat(message.subject()).isEqualTo("example.net: worse, certificate expired (2 domains)");
            assertThat(message.text()).endsWith("\nDomains: example.com, example.net\n");
        });
        assertThat(told.shared().get(NAME))
                .satisfies(memory -> assertThat(memory.steps()).containsExactly(Steps.BLOCKED, Steps.TENTH));
    }

    private static SharedRule.Told share(Alert message, SharedMemory shared) {
        var opening = new Memory.Opening(DAY, DAY, NOW, false, false, 2);
        var open = Memory.Open.of("example.com:certificate", Kind.FAILING, opening, Grade.HIGH, List.of())
                .sharing("example.com:certificate", NAME);
        var before = Memory.NONE.with(Map.of("certificate", Memory.Trouble.NONE.with(open)));
        var judgement = new Judgement(before, List.of(message), List.of(), List.of());
        return SharedRule.share(before, judgement, _ -> shared, _ -> true, NOW);
    }

    private static SharedMemory shared(String... steps) {
        var both = List.of("example.com", "example.net");
        var lead = alert("example.com", Kind.FAILING, List.of());
        return new SharedMemory(lead, 2, both, 2, 0, DAY, NOW, List.of(steps));
    }

    private static Alert worse(String... steps) {
        return alert("example.net", Kind.WORSE, List.of(steps));
    }

    private static Alert alert(String domain, Kind kind, List<String> worsened) {
        var id = domain + ":certificate";
        var problem = "certificate expired";
        return Alert.of(
                Alert.Incident.of(id, "certificate", domain, DAY),
                Alert.Transition.of(id, kind, DAY, NOW, worsened),
                Alert.Findings.of(Grade.HIGH, List.of("google.com")),
                Alert.Content.of(domain + ": worse, " + problem, problem, List.of("It expired."), List.of()));
    }
}
