package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RulesTest {

    @Test
    void keepsWhatSomebodySetSoThatTheRestFollowsTheUsualNumbers() {
        var rules = Rules.of(Rules.DEFAULT.json()).with(Threshold.REMINDER_DAYS, 9, null);

        assertThat(rules.json()).isEqualTo("{\"thresholds\":{\"reminder-days\":9},\"domains\":{},\"mutes\":[]}");
        assertThat(rules.complete().json()).contains("\"reminder-days\":9").contains("\"clean-reports\":2");
    }
}
