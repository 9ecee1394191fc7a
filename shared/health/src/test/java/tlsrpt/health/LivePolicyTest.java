package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.health.LivePolicy.Place;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.report.Check;

/// What a check says for and against enforcing a policy.
class LivePolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final String MX1 = "mx1.example.com";

    private static Place place(Check check, @Nullable String host, String state) {
        return new Place(check, host, state, null);
    }

    private static List<Condition> conditions(@Nullable String mode, @Nullable String staleId, Place... places) {
        return new LivePolicy(NOW, mode, staleId, List.of(places)).conditions();
    }

    @Test
    void isSilentWhereNoMxHostWasSeen() {
        assertThat(conditions("testing", null)).isEmpty();
        assertThat(conditions(null, null, place(Check.MX_COVERED, MX1, "pass"))).isEmpty();
    }

    @Test
    void isForADomainInOrder() {
        assertThat(conditions(
                        "testing",
                        null,
                        place(Check.MX_COVERED, MX1, "pass"),
                        place(Check.MX_CHAIN, MX1, "warn"),
                        place(Check.MX_NAME, MX1, "pass"),
                        place(Check.MX_EXPIRY, MX1, "pass")))
                .hasSize(4)
                .allMatch(Condition::met);
    }

    @Test
    void namesTheHostsThatThePolicyDoesNotCover() {
        assertThat(conditions("testing", null, place(Check.MX_COVERED, MX1, "warn")))
                .filteredOn(condition -> !condition.met())
                .extracting(Condition::found)
                .containsExactly("Not covered: mx1.example.com, checked 2026-03-02.");
    }

    @Test
    void saysThatThePolicyChangedUnderTheSameId() {
        assertThat(conditions("testing", "7", place(Check.MX_COVERED, MX1, "pass")))
                .filteredOn(condition -> !condition.met())
                .extracting(Condition::found)
                .containsExactly("The policy changed under the same id 7, checked 2026-03-02.");
    }

    @Test
    void saysWhichCertificateIsAboutToExpire() {
        var end = new Place(Check.MX_EXPIRY, MX1, "warn", Instant.parse("2026-03-12T00:00:00Z"));

        assertThat(conditions("testing", null, place(Check.MX_COVERED, MX1, "pass"), end))
                .filteredOn(condition -> !condition.met())
                .extracting(Condition::found)
                .containsExactly("That of mx1.example.com on 2026-03-12, checked 2026-03-02.");
    }

    @Test
    void isAgainstAPolicyThatSendersCannotFetchThoughNothingElseWasSeen() {
        assertThat(conditions(null, null, place(Check.STS_FETCH, null, "fail")))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.met()).isFalse();
                    assertThat(condition.found()).isEqualTo("Failing: policy download, checked 2026-03-02.");
                });
    }
}
