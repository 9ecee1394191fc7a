package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tlsrpt.store.PolicyItems.Change;
import tlsrpt.store.PolicyItems.Stored;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.ObservationHistory;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;
import tlsrpt.sts.Revision;
import tlsrpt.sts.Stage;

class PolicyItemsTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final PolicyItems items = new PolicyItems(Tables.inMemory());

    private static HostedPolicy prepared(String domain) {
        var sighting = new PolicyObservation(
                NOON,
                new FileSeen.Faulty("404"),
                new RecordSeen.Absent(),
                new MxSeen(List.of("mx1." + domain), Duration.ofHours(1)));
        return HostedPolicy.prepared(domain, List.of("mx1." + domain), sighting, NOON);
    }

    @Test
    void readsEveryMemberAsItWasWritten() {
        var full = new HostedPolicy(
                "example.com",
                Stage.TRIAL,
                NOON,
                new Revision("text\r\n", "id", NOON, NOON.plusSeconds(1), NOON.plusSeconds(2), NOON, NOON),
                86_400,
                NOON.plusSeconds(3),
                new ObservationHistory(
                        NOON.plusSeconds(4),
                        List.of("a fault"),
                        NOON.plusSeconds(5),
                        Duration.ofMinutes(61),
                        List.of("mx1.example.com"),
                        Duration.ofMinutes(62),
                        Map.of("mx2.example.com", NOON.plusSeconds(6)),
                        NOON.plusSeconds(7)));
        var bare = prepared("example.org");
        items.write(Optional.empty(), full, null);
        items.write(Optional.empty(), bare, null);

        assertThat(items.get("example.com")).contains(new Stored(full, 1, false));
        assertThat(items.all()).containsExactly(new Stored(full, 1, false), new Stored(bare, 1, false));
    }

    @Test
    void keepsWhetherAPolicyAdvancesByItself() {
        var policy = prepared("example.com");
        items.write(Optional.empty(), policy, null);
        items.write(items.get("example.com").map(stored -> stored.automatic(true)), policy, null);
        items.write(items.get("example.com"), policy, null);

        assertThat(items.get("example.com")).contains(new Stored(policy, 3, true));
    }

    @Test
    void writesNothingOverWhatSomebodyElseWrote() {
        var policy = prepared("example.com");
        assertThat(items.write(Optional.empty(), policy, null)).isTrue();
        var read = items.get("example.com");

        assertThat(items.write(read, policy, null)).isTrue();
        assertThat(items.write(read, policy, null)).isFalse();
        assertThat(items.write(Optional.empty(), policy, null)).isFalse();
        assertThat(items.get("example.com").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void keepsChangesOfAPolicyThatIsGone() {
        var policy = prepared("example.com");
        items.write(Optional.empty(), policy, Change.of(policy, NOON, "add", "somebody", "evidence"));
        var gone = Change.of(policy, NOON.plusSeconds(9), "gone", "the collector", "");

        assertThat(items.forget(items.get("example.com").orElseThrow(), gone)).isTrue();

        assertThat(items.get("example.com")).isEmpty();
        assertThat(items.changes("example.com", 10))
                .containsExactly(gone, Change.of(policy, NOON, "add", "somebody", "evidence"));
    }
}
