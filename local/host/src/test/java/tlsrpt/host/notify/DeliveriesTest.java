package tlsrpt.host.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.host.notify.Alerts.alert;
import static tlsrpt.host.notify.Alerts.failing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tlsrpt.console.ChannelState;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.report.Severity;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.testkit.MutableClock;

class DeliveriesTest {

    private final MutableClock clock = new MutableClock(Alerts.NOW);
    private final Database database = Database.inMemory(new Schema(1, Deliveries.TABLES));
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final Deque<Exception> failures = new ArrayDeque<>();
    private final Channel channel = channel("ops", AlertFilter.ALL);
    private final Deliveries deliveries = deliveries(channel);

    @Test
    void sendsAnAlertOnceHoweverOftenItIsAdded() throws InterruptedException {
        deliveries.add(failing("example.com"), false);
        deliveries.add(failing("example.com"), false);
        deliverAll();
        deliveries.add(failing("example.com"), false);
        deliverAll();

        assertThat(accepted).containsExactly("example.com failing");
        assertThat(log).containsExactly("delivered ops");
    }

    @Test
    void deliversToChangedChannelsOnlyAndKeepsWhatWaits() throws InterruptedException {
        fail("down", 1);
        deliveries.start();
        deliveries.add(failing("example.com"), false);
        while (log.isEmpty()) {
            Thread.sleep(10);
        }
        deliveries.change(List.of(channel("other", AlertFilter.ALL)));
        deliveries.add(failing("example.net"), false);
        while (accepted.isEmpty()) {
            Thread.sleep(10);
        }
        assertThat(deliveries.states()).extracting(ChannelState::name).containsExactly("other");

        clock.pass(Duration.ofMinutes(1));
        deliveries.change(List.of(channel));
        while (accepted.size() < 2) {
            Thread.sleep(10);
        }
        deliveries.close();
        assertThat(accepted).containsExactly("example.net failing", "example.com failing");
    }

    @Test
    void retriesWithGrowingPausesUntilTheChannelAccepts() throws InterruptedException {
        fail("down", 3);
        deliveries.add(failing("example.com"), false);

        deliverAll();
        clock.pass(Duration.ofSeconds(4));
        assertThat(deliveries.deliverNext(channel)).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(deliveries.deliverNext(channel)).isTrue();
        clock.pass(Duration.ofSeconds(9));
        assertThat(deliveries.deliverNext(channel)).isFalse();
        clock.pass(Duration.ofMinutes(1));
        deliverAll();
        clock.pass(Duration.ofMinutes(1));
        deliverAll();

        assertThat(accepted).containsExactly("example.com failing");
        assertThat(log).containsExactly("failed ops: down", "delivered ops");
    }

    @Test
    void pausesForHalfAnHourAtMost() {
        assertThat(List.of(Deliveries.pause(0), Deliveries.pause(1), Deliveries.pause(60)))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMinutes(30));
    }

    @Test
    void waitsAsLongAsTheOtherSideAsks() throws InterruptedException {
        failures.add(new DeliveryException("slow down", Duration.ofMinutes(20)));
        deliveries.add(failing("example.com"), false);
        deliverAll();

        clock.pass(Duration.ofMinutes(19));
        assertThat(deliveries.deliverNext(channel)).isFalse();
        clock.pass(Duration.ofMinutes(1));
        assertThat(deliveries.deliverNext(channel)).isTrue();
    }

    @Test
    void sendsRecoveryAfterTheAlertThatStillWaits() throws InterruptedException {
        fail("down", 1);
        deliveries.add(failing("example.com"), false);
        deliveries.add(alert("example.com", AlertKind.RECOVERED, Severity.HIGH), false);
        deliveries.add(failing("example.net"), false);

        deliverAll();
        assertThat(accepted).containsExactly("example.net failing");

        clock.pass(Duration.ofMinutes(1));
        deliverAll();
        assertThat(accepted).containsExactly("example.net failing", "example.com failing", "example.com recovered");
    }

    @Test
    void showsABrokenChannelInItsState() throws InterruptedException {
        fail("down", 1);
        deliveries.add(failing("example.com"), false);
        deliverAll();

        var broken = deliveries.states().getFirst();
        assertThat(broken.waiting()).isEqualTo(1);
        assertThat(broken.problem()).isEqualTo("down");
        assertThat(broken.delivered()).isNull();

        clock.pass(Duration.ofMinutes(1));
        deliverAll();
        var works = deliveries.states().getFirst();
        assertThat(works.waiting()).isZero();
        assertThat(works.problem()).isNull();
        assertThat(works.delivered()).isEqualTo(clock.instant());
    }

    @Test
    void givesUpAfterAWeekAndSaysSo() throws InterruptedException {
        fail("down", 1_000);
        deliveries.add(failing("example.com"), false);
        for (int hours = 0; hours < 8 * 24; hours++) {
            deliverAll();
            clock.pass(Duration.ofHours(1));
        }

        assertThat(deliveries.states().getFirst().lost()).isEqualTo(1);
        assertThat(deliveries.states().getFirst().waiting()).isZero();
        assertThat(log)
                .containsExactly(
                        "failed ops: down",
                        "failed ops: gave up after 7 days: example.com: certificate expired (mx.example.com) (down)");
    }

    @Test
    void sendsOnceMoreAfterAKillBetweenAcceptanceAndCommit() throws InterruptedException {
        deliveries.add(failing("example.com"), false);
        var killed = new Channel("ops", "test", AlertFilter.ALL, false, alert -> {
            accept(alert);
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(() -> deliveries.deliverNext(killed)).hasMessage("killed");

        deliverAll();
        deliverAll();

        assertThat(accepted).containsExactly("example.com failing", "example.com failing");
    }

    @Test
    void keepsWhatWaitsForTheNextProcess() throws InterruptedException {
        deliveries.add(failing("example.com"), false);

        var next = deliveries(channel);
        while (next.deliverNext(channel)) {
            // until nothing is due
        }

        assertThat(accepted).containsExactly("example.com failing");
    }

    @Test
    void filtersByDomainSeverityAndKind() {
        var one = channel("one", new AlertFilter(Set.of("example.com"), Severity.NOTICE, Set.of()));
        var high = channel("high", new AlertFilter(Set.of(), Severity.HIGH, Set.of()));
        var ends = channel("ends", new AlertFilter(Set.of(), Severity.NOTICE, Set.of(AlertKind.RECOVERED)));
        var filtering = deliveries(one, high, ends);

        filtering.add(alert("mail.example.com", AlertKind.FAILING, Severity.MEDIUM), false);
        filtering.add(alert("badexample.com", AlertKind.FAILING, Severity.CRITICAL), false);
        filtering.add(alert("example.net", AlertKind.RECOVERED, Severity.HIGH), false);
        filtering.add(alert("*", AlertKind.SILENCE, Severity.MEDIUM), false);

        assertThat(filtering.states())
                .extracting(state -> state.name() + " " + state.waiting())
                .containsExactly("one 2", "high 2", "ends 1");
    }

    @Test
    void sendsATestToEveryChannel() {
        var quiet = deliveries(
                channel("quiet", new AlertFilter(Set.of("x.test"), Severity.CRITICAL, Set.of(AlertKind.POLICY))));
        quiet.add(Alert.test(clock.instant()), false);

        assertThat(quiet.states().getFirst().waiting()).isEqualTo(1);
    }

    private Channel channel(String name, AlertFilter filter) {
        return new Channel(name, "test", filter, false, alert -> {
            var failure = failures.poll();
            if (failure instanceof DeliveryException e) {
                throw e;
            }
            accept(alert);
        });
    }

    private void accept(Alert alert) {
        accepted.add(alert.domain() + " " + alert.kind().token());
    }

    private void fail(String why, int times) {
        for (int i = 0; i < times; i++) {
            failures.add(new DeliveryException(why));
        }
    }

    private Deliveries deliveries(Channel... channels) {
        return new Deliveries(database, Arrays.asList(channels), clock, new Deliveries.Listener() {
            @Override
            public void delivered(String name, Message message) {
                log.add("delivered " + name);
            }

            @Override
            public void failed(String name, String problem) {
                log.add("failed " + name + ": " + problem);
            }
        });
    }

    private void deliverAll() throws InterruptedException {
        while (deliveries.deliverNext(channel)) {
            // until nothing is due
        }
    }
}
