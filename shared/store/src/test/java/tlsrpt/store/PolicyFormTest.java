package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.reportFrom;

import java.util.List;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Mode;

class PolicyFormTest {

    private static final List<String> POLICY =
            List.of("version: STSv1", "mode: testing", "mx: mx1.example.com", "mx: *.example.net", "max_age: 86400");

    @Test
    void isTheSameHoweverAReporterWritesThePolicyDown() {
        var reordered = List.of("max_age: 604800", "mx:MX1.example.com.", "mode:testing", "mx: *.EXAMPLE.net");

        assertThat(form(reordered)).isEqualTo(form(POLICY));
    }

    @Test
    void isAnotherForAnotherModeOrAnotherHost() {
        var enforced = List.of("mode: enforce", "mx: mx1.example.com", "mx: *.example.net");
        var other = List.of("mode: testing", "mx: mx2.example.com", "mx: *.example.net");

        assertThat(form(enforced).mode()).isEqualTo(Mode.ENFORCE);
        assertThat(form(enforced)).isNotEqualTo(form(POLICY));
        assertThat(form(other)).isNotEqualTo(form(POLICY));
    }

    @Test
    void isReadBackFromItsCounter() {
        assertThat(PolicyForm.named(form(POLICY).counter())).contains(form(POLICY));
        assertThat(PolicyForm.named("ok:sts/enforce")).isEmpty();
    }

    private static PolicyForm form(List<String> lines) {
        var reported = reportFrom("google.com")
                .entry("sts", lines, "example.com", 1)
                .recording()
                .reported();
        return PolicyForm.of(reported).iterator().next();
    }
}
