package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.read;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lines of a policy and its MX patterns, in every form that senders give them.
class PolicyLinesTest {

    private static final String POLICY_STRING =
            "[\"version: STSv1\", \"mode: enforce\", \"mx: *.example.com\", \"max_age: 604800\"]";

    @Test
    void readsOneTextAsAList() {
        var read = read(JSON.replace("[\"*.example.com\"]", "\"*.example.com\""));

        assertThat(read.report().policies().getFirst().policy().mxHost()).containsExactly("*.example.com");
        assertThat(read.quirks()).containsExactly(new Quirk("policies[0].policy.mx-host", "is one text, not a list"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"version: STSv1\\r\\nmode: testing\\r\\nmx: mx1.example.com\"",
                "\"version: STSv1; mode: testing; mx: mx1.example.com\"",
                "[\"version: STSv1\\nmode: testing\\nmx: mx1.example.com\\n\"]",
                "[\"version: STSv1 \", \" mode: testing\", \"mx: mx1.example.com\\r\"]",
                "\"[\\\"version: STSv1\\\",\\\"mode: testing\\\",\\\"mx: mx1.example.com\\\"]\"",
                "[\"[\\\"version: STSv1\\\",\\\"mode: testing\\\",\\\"mx: mx1.example.com\\\"]\"]",
            })
    void readsThePolicyStringInEveryForm(String json) {
        var read = read(JSON.replace(POLICY_STRING, json));

        assertThat(read.report().policies().getFirst().policy().policyString())
                .containsExactly("version: STSv1", "mode: testing", "mx: mx1.example.com");
        assertThat(read.quirks())
                .isNotEmpty()
                .allSatisfy(quirk -> assertThat(quirk.path()).startsWith("policies[0].policy.policy-string"));
    }

    @Test
    void readsMicrosoftsTlsaRecordsOutOfTheText() {
        var read = read(JSON.replace(POLICY_STRING, """
                ["[\\"3 1 1 AB\\",\\"3 1 1 CD\\"]"]"""));

        assertThat(read.report().policies().getFirst().policy().policyString()).containsExactly("3 1 1 AB", "3 1 1 CD");
        assertThat(read.quirks())
                .containsExactly(new Quirk(
                        "policies[0].policy.policy-string[0]", "is a JSON list inside a text; its elements were read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"[not json]\"", "\"[1,2]\"", "\"[\\\"a\\\"\"", "\"<p>it; broke</p>\""})
    void keepsATextThatOnlyLooksLikeAList(String json) {
        assertThat(read(JSON.replace(POLICY_STRING, json))
                        .report()
                        .policies()
                        .getFirst()
                        .policy()
                        .policyString())
                .hasSize(1);
    }

    @Test
    void leavesOutTheMxKeyThatSomePutBeforeTheirPatterns() {
        var read = read(
                JSON.replace("[\"*.example.com\"]", "[\"mx: mx1.example.com\", \"MX:mx: mx2.example.com\", \" b \"]"));

        assertThat(read.report().policies().getFirst().policy().mxHost())
                .containsExactly("mx1.example.com", "mx2.example.com", "b");
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.mx-host[0]", "starts with mx:, which was left out"),
                        new Quirk("policies[0].policy.mx-host[1]", "starts with mx:, which was left out"),
                        new Quirk("policies[0].policy.mx-host[2]", "has blanks around it, which were left out"));
    }

    @Test
    void leavesOutWhatIsNoTextInAList() {
        var read = read(JSON.replace("[\"*.example.com\"]", "[null, {\"a\": [1]}, \"b\", 7]"));

        assertThat(read.report().policies().getFirst().policy().mxHost()).containsExactly("b");
        assertThat(read.quirks())
                .extracting(Quirk::path)
                .containsExactly(
                        "policies[0].policy.mx-host[0]",
                        "policies[0].policy.mx-host[1]",
                        "policies[0].policy.mx-host[3]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "{\"a\": 1}"})
    void readsAListThatIsNoneAsEmpty(String json) {
        var read = read(JSON.replace("[\"*.example.com\"]", json));

        assertThat(read.report().policies().getFirst().policy().mxHost()).isEmpty();
        assertThat(read.quirks()).extracting(Quirk::path).containsExactly("policies[0].policy.mx-host");
    }
}
