package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailingAddressesTest {

    private static final String MX = "mx1.example.com";

    @Test
    void namesTheOneAddress() {
        assertThat(FailingAddresses.pattern(MX, List.of("203.0.113.5", "203.0.113.5", " 203.0.113.5 ")))
                .contains("only at one address of mx1.example.com: 203.0.113.5");
        assertThat(FailingAddresses.pattern(MX, List.of("2001:db8::5", "2001:DB8:0:0:0:0:0:5")))
                .contains("only at one address of mx1.example.com: 2001:db8::5");
    }

    @Test
    void readsAddressesOfAnyLength() {
        assertThat(FailingAddresses.pattern(
                        MX, List.of("0000:0000:0000:0000:0000:ffff:203.100.113.250", "203.100.113.250")))
                .contains("only at one address of mx1.example.com: 0000:0000:0000:0000:0000:ffff:203.100.113.250");
        assertThat(FailingAddresses.pattern(MX, List.of("2001:db8::fA09"))).isPresent();
    }

    @Test
    void namesNoMxThatNobodyNamed() {
        assertThat(FailingAddresses.pattern(null, List.of("203.0.113.5")))
                .contains("only at one address of this MX host: 203.0.113.5");
        assertThat(FailingAddresses.pattern("$(reboot).example.com", List.of("203.0.113.5")))
                .contains("only at one address of this MX host: 203.0.113.5");
    }

    @Test
    void seesThatOnlyIpv6Fails() {
        assertThat(FailingAddresses.pattern(MX, List.of("2001:db8::5", "2001:db8::6")))
                .contains("only over IPv6");
    }

    @Test
    void saysNothingWhereTheAddressesShowNothing() {
        assertThat(FailingAddresses.pattern(MX, List.of())).isEmpty();
        assertThat(FailingAddresses.pattern(MX, List.of("203.0.113.5", "203.0.113.6")))
                .isEmpty();
        assertThat(FailingAddresses.pattern(MX, List.of("203.0.113.5", "2001:db8::5")))
                .isEmpty();
        // An IPv4 address in IPv6's clothes.
        assertThat(FailingAddresses.pattern(MX, List.of("::ffff:203.0.113.5", "2001:db8::5")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mx1.example.com",
                "1",
                "203.0.113",
                "203.0.113.256",
                "203.0.113.5.6",
                "fe80::1%lo",
                "2001:db8::5::6",
                ":",
                "a.b.c.d",
                "0x7f.0.0.1",
                "２０３.0.113.5",
                "2001:db8::5;reboot",
                "0000:0000:0000:0000:0000:ffff:203.000.113.00005"
            })
    void passesOverWhatIsNoAddress(String text) {
        assertThat(FailingAddresses.pattern(MX, List.of(text))).isEmpty();
        assertThat(FailingAddresses.pattern(MX, Arrays.asList(text, null, "203.0.113.5")))
                .contains("only at one address of mx1.example.com: 203.0.113.5");
    }

    @Test
    void looksNothingUp() {
        assertThatCode(() -> FailingAddresses.pattern(MX, List.of("a".repeat(1_000_000), "::".repeat(500_000))))
                .doesNotThrowAnyException();
    }
}
