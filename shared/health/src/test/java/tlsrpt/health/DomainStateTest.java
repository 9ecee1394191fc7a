package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.health.DomainState.Asked;
import tlsrpt.health.DomainState.ShownFailure;

class DomainStateTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 31);
    private static final LocalDate YESTERDAY = TODAY.minusDays(1);

    @Test
    void isWhatThePolicyAsksWhileNothingIsWrong() {
        assertThat(state(YESTERDAY, 14, Asked.TO_INSIST, ShownFailure.NONE)).isEqualTo(DomainState.PROTECTED);
        assertThat(state(YESTERDAY, 14, Asked.TO_TEST, ShownFailure.NONE)).isEqualTo(DomainState.TESTING);
        assertThat(state(YESTERDAY, 14, Asked.NOTHING, ShownFailure.NONE)).isEqualTo(DomainState.UNPROTECTED);
    }

    @Test
    void isFailingOnceMailIsRefusedHoweverNewTheDomainIs() {
        assertThat(state(YESTERDAY, 1, Asked.TO_INSIST, ShownFailure.REFUSED)).isEqualTo(DomainState.FAILING);
        assertThat(state(YESTERDAY, 1, Asked.TO_TEST, ShownFailure.DELIVERED)).isEqualTo(DomainState.ATTENTION);
        assertThat(DomainState.FAILING.needsAttention()).isTrue();
        assertThat(DomainState.SILENT.needsAttention()).isFalse();
    }

    @Test
    void isNewUntilThreeDaysWereReported() {
        assertThat(state(YESTERDAY, 2, Asked.TO_INSIST, ShownFailure.NONE)).isEqualTo(DomainState.NEW);
        assertThat(state(null, 0, Asked.NOTHING, ShownFailure.NONE)).isEqualTo(DomainState.NEW);
        assertThat(state(YESTERDAY, 3, Asked.TO_INSIST, ShownFailure.NONE)).isEqualTo(DomainState.PROTECTED);
    }

    @Test
    void isSilentAfterSevenCompleteDaysWithoutAReport() {
        assertThat(state(LocalDate.of(2026, 3, 23), 14, Asked.TO_INSIST, ShownFailure.NONE))
                .isEqualTo(DomainState.PROTECTED);
        assertThat(state(LocalDate.of(2026, 3, 22), 14, Asked.TO_INSIST, ShownFailure.NONE))
                .isEqualTo(DomainState.SILENT);
    }

    @Test
    void takesNoStraySessionForTrouble() {
        assertThat(ShownFailure.of(1, 1)).isEqualTo(ShownFailure.NONE);
        assertThat(ShownFailure.of(9, 1000)).isEqualTo(ShownFailure.NONE);
        assertThat(ShownFailure.of(10, 1000)).isEqualTo(ShownFailure.REFUSED);
        assertThat(ShownFailure.of(0, 0)).isEqualTo(ShownFailure.NONE);
    }

    private static DomainState state(@Nullable LocalDate last, int reportDays, Asked asked, ShownFailure trouble) {
        return DomainState.of(new DomainState.Facts(TODAY, last, reportDays, asked, trouble));
    }
}
