package tlsrpt.posture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "2001:db8::80", "::1", "::", "fe80::", "2001:db8:0:1:1:1:1:1", "2001:db8::1:0:0:1"})
    void writesAddressesInTheirShortestForm(String address) {
        assertThat(IpText.of(World.ip(address))).isEqualTo(address);
    }
}
