package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RulesTest {

    @Test
    void keepsWhatSomebodySetSoThatTheRestFollowsTheUsualNumbers() {
        var rules = Rules.of(Rules.DEFAULT.json()).with(Threshold.REMINDER_DAYS, 9, null);

        assertThat(rules.json()).isEqualTo("{\"thresholds\":{\"reminder-days\":9},\"domains\":{},\"mutes\":[]}");
        assertThat(rules.complete().json()).contains("\"reminder-days\":9").contains("\"clean-reports\":2");
    }

    @Test
    void refusesMoreThanAllSessions() {
        assertThat(Rules.DEFAULT.with(Threshold.WORST_PERCENT, 100, null).of(Threshold.WORST_PERCENT, "example.com"))
                .isEqualTo(100);
        assertThatThrownBy(() -> Rules.DEFAULT.with(Threshold.SIGNIFICANT_PERCENT, 101, null))
                .hasMessage("significant-percent is between 1 and 100, not 101");
    }
}
