package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.store.AlertItems;
import tlsrpt.store.FaultyTable;
import tlsrpt.store.StoredReport;
import tlsrpt.table.TableException;
import tlsrpt.testkit.MutableClock;

/// Whatever goes wrong at whatever call, every message is sent, and twice only where the process died, or the answer
/// got lost, between SNS's acceptance and the mark.
class AlerterFaultsTest {

    private static final List<String> EXPECTED = List.of(
            "12 failing certificate",
            "14 failing mta-sts-policy",
            "16 recovered certificate",
            "16 recovered mta-sts-policy");

    private final Recorded recorded = Recorded.incident();
    private final MutableClock now =
            new MutableClock(Recorded.DAY_0.atStartOfDay().toInstant(ZoneOffset.UTC));
    private final AlertItems items = new AlertItems(recorded.table);
    private final RecordingChannel heard = new RecordingChannel();
    private final Map<String, Alert> firstByTransition = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sendsEveryMessageAndTwiceOnlyInTheOneWindow(int seed) {
        var random = new Random(seed);
        var faults = random.nextDouble() * 0.05;
        var nested = new boolean[1];
        for (int n = 0; n < recorded.reports.size(); n++) {
            var report = recorded.reports.get(n);
            now.advanceTo(report.provenance().arrival());
            var faulty = new FaultyTable[1];
            var other = report;
            faulty[0] = new FaultyTable(recorded.table, random, faults, () -> {
                // Another worker has the same record, or the watch looks at the same domain.
                if (!nested[0] && random.nextInt(40) == 0) {
                    nested[0] = true;
                    attempt(faulty[0], other, random);
                    nested[0] = false;
                }
            });
            deliver(faulty[0], report, random);
            if (random.nextInt(4) == 0) {
                deliver(faulty[0], recorded.reports.get(Math.max(0, n - random.nextInt(3))), random);
            }
        }
        finish(random);

        assertThat(wrong).isEmpty();
        assertThat(new TreeSet<>(heard.told())).isEqualTo(new TreeSet<>(EXPECTED));
        assertThat(heard.chatted.stream().map(Alert::transitionId).distinct()).hasSize(EXPECTED.size());
    }

    static Stream<Integer> seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("seeds", 40)).boxed();
    }

    /// As Lambda does: again and again, until it succeeds; a claim of one who died lapses meanwhile.
    private void deliver(FaultyTable table, StoredReport report, Random random) {
        for (int tries = 0; tries < 1_000; tries++) {
            if (attempt(table, report, random)) {
                return;
            }
            now.pass(Duration.ofSeconds(5));
        }
        throw new AssertionError("it never succeeds");
    }

    private boolean attempt(FaultyTable table, StoredReport report, Random random) {
        try {
            var alerter = new Alerter(table, sns(random), now, random, false);
            alerter.judge(report, report.provenance().arrival(), Rules.DEFAULT);
            return true;
        } catch (SendInProgressException | TableException | SdkException | FaultyTable.Crash _) {
            return false;
        }
    }

    /// The watch of the next morning, on a good day.
    private void finish(Random random) {
        var last = recorded.reports.getLast().ref().day().plusDays(1);
        now.advanceTo(last.atTime(LocalTime.of(23, 0)).toInstant(ZoneOffset.UTC));
        new Alerter(recorded.table, heard, now, random, false).watch();
    }

    private Channel sns(Random random) {
        return new Channel() {
            @Override
            public void publish(Alert alert) {
                if (random.nextInt(20) == 0) {
                    throw SdkClientException.create("SNS cannot be reached");
                }
                var first = firstByTransition.putIfAbsent(alert.transitionId(), alert);
                if (first != null && !first.equals(alert)) {
                    wrong.add("other words for " + alert.transitionId());
                }
                var name = alert.at() + "#" + alert.domain() + "#" + alert.transitionId();
                if (first != null
                        && items.claim(name, now.instant().plus(Duration.ofHours(1)), Duration.ZERO)
                                .map(stored -> stored.published() != null)
                                .orElse(true)) {
                    wrong.add("sent again after it was marked: " + alert.transitionId());
                }
                heard.publish(alert);
                if (random.nextInt(20) == 0) {
                    throw SdkClientException.create("SNS's answer got lost");
                }
            }

            @Override
            public void chat(Alert alert) {
                heard.chat(alert);
            }
        };
    }
}
