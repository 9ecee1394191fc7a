package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.store.Samples.DAY;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

    @Test
    void countsFromTheDayOfTheReport() {
        assertThat(Retention.DEFAULT.expiry(LocalDate.of(2026, 3, 1))).isEqualTo(Instant.parse("2027-04-05T00:00:00Z"));
    }

    @Test
    void neverChangesForADayThatMayHaveBeenReported() {
        var changed = Retention.of(400).changed(800, DAY).changed(90, DAY.plusDays(30));

        for (int i = -500; i <= 3; i++) {
            assertThat(changed.expiry(DAY.plusDays(i)))
                    .isEqualTo(Retention.of(400).expiry(DAY.plusDays(i)));
        }
        assertThat(changed.expiry(DAY.plusDays(4))).isEqualTo(Retention.of(800).expiry(DAY.plusDays(4)));
        assertThat(changed.expiry(DAY.plusDays(33))).isEqualTo(Retention.of(800).expiry(DAY.plusDays(33)));
        assertThat(changed.expiry(DAY.plusDays(34))).isEqualTo(Retention.of(90).expiry(DAY.plusDays(34)));
    }

    @Test
    void takesBackAChangeThatIsNotInForceYet() {
        var changed = Retention.of(400).changed(800, DAY).changed(500, DAY);

        assertThat(changed.expiry(DAY.plusDays(4))).isEqualTo(Retention.of(500).expiry(DAY.plusDays(4)));
        assertThat(changed.steps()).hasSize(2);
        assertThat(changed.changed(500, DAY.plusDays(100))).isSameAs(changed);
    }

    @Test
    void refusesWhatCannotBeMeant() {
        for (int days : List.of(0, -1, 29, 4001)) {
            assertThatThrownBy(() -> Retention.of(days)).hasMessageContaining("not " + days);
        }
    }
}
