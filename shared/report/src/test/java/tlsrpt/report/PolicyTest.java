package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'mode: enforce',   ENFORCE",
                "'mode:testing',    TESTING",
                "'Mode : None ',    NONE",
                "'mode: strict',    none",
                "'mode',            none",
                "'modest: enforce', none",
                "'mx: enforce',     none",
            })
    void readsItsModeOutOfThePolicyString(String line, Mode mode) {
        var policy = new Policy(PolicyType.Registered.STS, List.of("version: STSv1", line), "example.com", List.of());

        assertThat(policy.mode().orElse(null)).isEqualTo(mode);
    }

    @Test
    void takesTheFirstOfTwoModes() {
        assertThat(policy(List.of("mode: testing", "mode: enforce"), List.of()).mode())
                .contains(Mode.TESTING);
    }

    @Test
    void takesThePatternsOfMxHostThenThoseOfThePolicyString() {
        assertThat(policy(List.of("mx: a.example", "MX:B.example"), List.of("c.example"))
                        .mxPatterns())
                .containsExactly("c.example");
        assertThat(policy(List.of("mx: a.example", "MX:B.example"), List.of()).mxPatterns())
                .containsExactly("a.example", "b.example");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, true",
        "_tls.example-1.com, true",
        "localhost, false",
        "192.0.2.1, false",
        "a..b, false",
        "a.b., false",
        ".a.b, false",
        "a b.example, false",
        "$(reboot).example, false",
        "xn--bcher-kva.example, true",
        "bücher.example, false",
        "'', false"
    })
    void tellsADomainFromOtherText(String name, boolean domain) {
        assertThat(DomainName.isDomain(name)).isEqualTo(domain);
    }

    @Test
    void boundsTheLengthOfADomain() {
        var label = "a".repeat(63);
        assertThat(DomainName.isDomain(label + ".example")).isTrue();
        assertThat(DomainName.isDomain(label + "a.example")).isFalse();
        assertThat(DomainName.isDomain("example." + label + "a")).isFalse();
        assertThat(DomainName.isDomain("a.".repeat(125) + "com")).isTrue();
        assertThat(DomainName.isDomain("a.".repeat(125) + "comm")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "mx.example.com, example.com, true",
        "badexample.com, example.com, false",
        "com, example.com, false"
    })
    void knowsWhatLiesWithinADomain(String name, String domain, boolean within) {
        assertThat(DomainName.within(name, domain)).isEqualTo(within);
    }

    @Test
    void leavesANameThatIdnaRefusesInItsOwnLetters() {
        assertThat(DomainName.normal(" Exämple..Com. ")).isEqualTo("exämple..com");
    }

    @Test
    void knowsWhoVouches() {
        assertThat(List.of(Trust.values()).stream().filter(Trust::isTrusted))
                .containsExactly(Trust.IMPORTED, Trust.ESTABLISHED, Trust.VERIFIED);
    }

    private static Policy policy(List<String> policyString, List<String> mxHost) {
        return new Policy(PolicyType.Registered.STS, policyString, "example.com", mxHost);
    }
}
