package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DomainNameTest {

    @Test
    void isNormalInLowerCaseALabels() {
        assertThat(DomainName.normal(" Exämple.COM. ")).isEqualTo("xn--exmple-cua.com");
    }

    /// A contact-info or a header may hold 64 kB of them; java.net.IDN throws at 4,000.
    @Test
    @Timeout(5)
    void leavesANameAsItIsThatIsTooLongForDns() {
        var name = "域".repeat(60_000) + ".com";

        assertThat(DomainName.normal(name)).isEqualTo(name);
        assertThat(DomainName.isDomain(name)).isFalse();
    }
}
