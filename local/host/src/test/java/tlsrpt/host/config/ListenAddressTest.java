package tlsrpt.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

    @Test
    void isReachedWhereItListens() {
        assertThat(ListenAddress.uri(ListenAddress.of("127.0.0.1:8460"))).hasToString("http://127.0.0.1:8460");
        assertThat(ListenAddress.uri(ListenAddress.of("192.0.2.1:80"))).hasToString("http://192.0.2.1:80");
    }

    @Test
    void isReachedOnLoopbackWhereItListensEverywhere() {
        assertThat(ListenAddress.uri(ListenAddress.of("0.0.0.0:80"))).hasToString("http://127.0.0.1:80");
        assertThat(ListenAddress.uri(ListenAddress.of("[::]:80"))).hasToString("http://127.0.0.1:80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8460", "localhost:8460", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:", ":80", "a.example:1"})
    void refusesWhatIsNoAddressAndPort(String text) {
        assertThatThrownBy(() -> ListenAddress.of(text)).hasMessageContaining("such as 127.0.0.1:8460");
    }
}
