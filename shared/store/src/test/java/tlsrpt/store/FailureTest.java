package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void leavesFewFailuresAsTheyAre() {
        var sessions = Map.of(failure(PolicyKind.TLSA, "tlsa-invalid", "mx1.example.com"), 3L);

        assertThat(Failure.fold(sessions, 1)).isEqualTo(sessions);
    }

    @Test
    void foldsTheRarestMxHostsOfADiagnosis() {
        var sessions = new HashMap<Failure, Long>();
        for (int i = 1; i <= 6; i++) {
            sessions.put(failure(PolicyKind.STS_ENFORCE, "certificate-expired", "mx" + i), (long) i);
        }
        sessions.put(failure(PolicyKind.STS_ENFORCE, "starttls-not-supported", "mx1"), 1L);

        assertThat(Failure.fold(sessions, 4))
                .isEqualTo(Map.of(
                        failure(PolicyKind.STS_ENFORCE, "certificate-expired", "mx6"), 6L,
                        failure(PolicyKind.STS_ENFORCE, "certificate-expired", "mx5"), 5L,
                        failure(PolicyKind.STS_ENFORCE, "certificate-expired", "~other"), 10L,
                        failure(PolicyKind.STS_ENFORCE, "starttls-not-supported", "mx1"), 1L));
    }

    @Test
    void foldsDiagnosesWithinTheirPolicyWhereThereAreStillTooMany() {
        var sessions = new HashMap<Failure, Long>();
        for (int i = 1; i <= 9; i++) {
            sessions.put(failure(PolicyKind.STS_TESTING, "odd" + i, "mx"), (long) i);
        }
        sessions.put(failure(PolicyKind.TLSA, "odd1", "mx"), 1L);

        assertThat(Failure.fold(sessions, 3))
                .isEqualTo(Map.of(
                        failure(PolicyKind.STS_TESTING, "odd9", "mx"), 9L,
                        failure(PolicyKind.STS_TESTING, "~other", "~other"), 36L,
                        failure(PolicyKind.TLSA, "odd1", "mx"), 1L));
    }

    @Test
    void keepsEveryTotalAndFoldsTheSameWayWhateverTheOrder() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var sessions = new LinkedHashMap<Failure, Long>();
            int rows = random.nextInt(400);
            for (int i = 0; i < rows; i++) {
                var kinds = PolicyKind.values();
                sessions.put(
                        failure(
                                kinds[random.nextInt(kinds.length)],
                                "d" + random.nextInt(1 + random.nextInt(20)),
                                "mx" + random.nextInt(60)),
                        1 + random.nextLong(5));
            }
            var folded = Failure.fold(sessions, 46);

            assertThat(folded).as("seed %s", seed).hasSizeLessThanOrEqualTo(46);
            assertThat(byPolicy(folded)).as("seed %s", seed).isEqualTo(byPolicy(sessions));
            var backwards = new LinkedHashMap<Failure, Long>();
            sessions.sequencedEntrySet().reversed().forEach(e -> backwards.put(e.getKey(), e.getValue()));
            assertThat(Failure.fold(backwards, 46)).as("seed %s", seed).isEqualTo(folded);
        }
    }

    private static Map<PolicyKind, Long> byPolicy(Map<Failure, Long> sessions) {
        var totals = new HashMap<PolicyKind, Long>();
        sessions.forEach((failure, n) -> totals.merge(failure.policy(), n, Long::sum));
        return totals;
    }

    private static Failure failure(PolicyKind policy, String diagnosis, String mx) {
        return new Failure(policy, diagnosis, mx);
    }
}
