package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.health.HeldReportsRule.Held;

class UnreadRuleTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 10);

    private RuleState memory = RuleState.NONE;
    private final List<Held> held = new ArrayList<>();

    @Test
    void tellsOfThreeFromOneSignerOnTwoDays() {
        hold("isp.example.org", 1, null);
        hold("isp.example.org", 2, null);
        assertThat(watch(2)).isEmpty();

        hold("isp.example.org", 2, null);
        assertThat(watch(2)).containsExactly("TLS reports: reports that cannot be read");
    }

    @Test
    void doesNotTellOfThreeOnOneDayNorOfThreeSigners() {
        hold("isp.example.org", 1, null);
        hold("isp.example.org", 1, null);
        hold("isp.example.org", 1, null);
        hold("other.example.org", 2, null);

        assertThat(watch(2)).isEmpty();
    }

    @Test
    void tellsAtMostWeekly() {
        hold("isp.example.org", 1, null);
        hold("isp.example.org", 2, null);
        hold("isp.example.org", 2, null);

        assertThat(watch(2)).hasSize(1);
        assertThat(watch(8)).isEmpty();
        assertThat(watch(9)).hasSize(1);
    }

    @Test
    void tellsOnceOfADomainThatNobodyListed() {
        hold("google.com", 1, "new.example.com");

        assertThat(watch(1)).containsExactly("TLS reports: reports arrive for new.example.com; add it to Domains");
        assertThat(watch(30)).isEmpty();
    }

    private void hold(String signer, int day, @Nullable String domain) {
        held.add(new Held(signer, DAY.plusDays(day), domain));
    }

    private List<String> watch(int day) {
        Instant now = DAY.plusDays(day).atTime(LocalTime.of(6, 0)).toInstant(ZoneOffset.UTC);
        var judgement = HeldReportsRule.judge(held, now, memory, Rules.DEFAULT);
        memory = judgement.memory();
        return judgement.messages().stream().map(Alert::subject).toList();
    }
}
