package tlsrpt.submit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    /// Row 41.
    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, v4-c63364",
        "198.51.100.250, v4-c63364",
        "2001:db8:1:2::3, v6-20010db80001",
        "2001:db8:1:ffff::1, v6-20010db80001"
    })
    void isWhatOneClientMayHaveManyAddressesOf(String address, String network) {
        assertThat(Network.of(address)).isEqualTo(network);
    }

    /// Row 41.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "172.17.0.1", "fd00::1", "", "example.com"})
    void isNotKnownBehindAProxy(String address) {
        assertThat(Network.of(address)).isNull();
    }
}
