package tlsrpt.posture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChainTest {

    @Test
    @Timeout(20)
    void endsWithNineCasThatSignEachOther() {
        assertThat(Chain.of(World.CA.belowMany(9), World.CA.roots(), World.NOW).faults())
                .containsExactly(Chain.Fault.SELF_SIGNED);
    }
}
