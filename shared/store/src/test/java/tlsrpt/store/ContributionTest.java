package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.DAY;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Trust;
import tlsrpt.table.Key;

class ContributionTest {

    @Test
    void isARowOfTheReporterOneOfTheDomainAndOneOfEachFailure() {
        var reported = reportFrom("google.com")
                .sts("example.com", "enforce", 100, failure("certificate-expired", "MX1.example.com.", 3))
                .tlsa("mx2.example.com", 10, failure("tlsa-invalid", null, 2))
                .recording()
                .reported();

        assertThat(Contribution.of(reported, DAY, Trust.VERIFIED, "google.com").rows())
                .isEqualTo(new TreeMap<>(Map.of(
                        new Key("D#example.com", "A#2126-03-01#VERIFIED#google.com"),
                        new TreeMap<>(Map.of(
                                "reports", 1L,
                                "ok", 110L,
                                "failed", 5L,
                                "refused", 5L,
                                "ok:sts/enforce", 100L,
                                "failed:sts/enforce", 3L,
                                "ok:tlsa", 10L,
                                "failed:tlsa", 2L,
                                "form:enforce:692", 1L)),
                        new Key("DAY#2126-03-01", "example.com"),
                        new TreeMap<>(Map.of(
                                "reports:VERIFIED", 1L,
                                "ok:VERIFIED", 110L,
                                "failed:VERIFIED", 5L,
                                "refused:VERIFIED", 5L)),
                        new Key(
                                "D#example.com",
                                "F#2126-03-01#VERIFIED#google.com#sts/enforce#certificate-expired#mx1.example.com"),
                        new TreeMap<>(Map.of("failed", 3L)),
                        new Key("D#example.com", "F#2126-03-01#VERIFIED#google.com#tlsa#tlsa-invalid#mx2.example.com"),
                        new TreeMap<>(Map.of("failed", 2L)))));
    }

    @Test
    void hasAtMost47Rows() {
        var failures = IntStream.range(0, 3000)
                .mapToObj(i -> failure("odd" + i % 100, "mx" + i + ".example.com", 1))
                .toArray(FailureDetail[]::new);
        var reported = reportFrom("google.com")
                .sts("example.com", "enforce", 1, failures)
                .tlsa("example.com", 1, failures)
                .recording()
                .reported();

        assertThat(Contribution.of(reported, DAY, Trust.VERIFIED, "google.com").rows())
                .hasSize(47);
    }

    @Test
    void subtractsToNothingAndAddsInAnyOrder() {
        var contributions = Deliveries.of(new Random(3), 40, true).stream()
                .flatMap(List::stream)
                .map(r -> Contribution.of(
                        r.reported(),
                        r.report().day(),
                        r.provenance().trust(),
                        r.provenance().submitter()))
                .toList();
        var forwards = contributions.stream().reduce(Contribution.NONE, Contribution::plus);
        var backwards = contributions.reversed().stream().reduce(Contribution.NONE, Contribution::plus);

        assertThat(forwards).isEqualTo(backwards);
        assertThat(contributions.stream().reduce(forwards, Contribution::minus)).isEqualTo(Contribution.NONE);
    }

    @Test
    void refusesCountsThatAreTooLargeAloneOrTogether() {
        assertThat(isCountable(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
        assertThat(isCountable(Contribution.MAX_COUNT, 1)).isFalse();
        assertThat(isCountable(Contribution.MAX_COUNT - 1, 1)).isTrue();
    }

    private static boolean isCountable(long ok, long more) {
        return Contribution.isCountable(reportFrom("google.com")
                .sts("example.com", "enforce", ok)
                .noPolicyFound("example.com", more)
                .recording()
                .reported());
    }
}
