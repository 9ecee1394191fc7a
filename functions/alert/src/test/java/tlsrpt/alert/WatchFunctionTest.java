package tlsrpt.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.alerting.SubscriberCount;
import tlsrpt.health.Alert;
import tlsrpt.store.Damage;
import tlsrpt.store.Ledger;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.Subscribers;
import tlsrpt.store.Tables;
import tlsrpt.table.Table;

class WatchFunctionTest {

    private final Table table = Tables.inMemory();
    private final List<String> heard = new ArrayList<>();
    private final AtomicInteger digests = new AtomicInteger();

    @Test
    void tellsDailyWhatTheStreamLostAndRemindsWeekly() throws IOException {
        record(reportFrom("google.com").id("r1").sts("example.com", "enforce", 100));
        record(reportFrom("google.com")
                .on(Samples.DAY.plusDays(1))
                .id("r2")
                .sts("example.com", "enforce", 70, failure("certificate-expired", "mx1.example.com", 30)));

        assertThat(invoke(2, "{\"task\":\"summary\"}")).isEqualTo("{}");
        assertThat(heard).isEmpty();

        assertThat(Subscribers.read(table))
                .contains(
                        new Subscribers(2, Samples.DAY.plusDays(2).atTime(6, 0).toInstant(ZoneOffset.UTC)));

        invoke(3, "{}");
        invoke(4, "{}");
        invoke(9, "{}");
        assertThat(heard).containsExactly("failing", "reminder");
        assertThat(digests).as("looked for each time").hasValue(4);
    }

    @Test
    void endsTheDailyCheckWithTheReportThatCannotBeReadAndEvaluatesAllOthers() {
        record(reportFrom("google.com").id("r1").sts("example.com", "enforce", 100));
        Damage.ofReports(table, "example.com");
        for (var domain : List.of("example.com", "example.net")) {
            record(reportFrom("google.com").id("a" + domain).sts(domain, "enforce", 100));
            record(reportFrom("google.com")
                    .on(Samples.DAY.plusDays(1))
                    .id("b" + domain)
                    .sts(domain, "enforce", 70, failure("certificate-expired", "mx1." + domain, 30)));
        }

        assertThatThrownBy(() -> invoke(3, "{}"))
                .hasMessageContaining("item D#example.com R#" + Samples.DAY)
                .hasMessageContaining("restore it from a backup");
        assertThat(heard).containsExactly("failing", "failing");
    }

    private void record(Samples sample) {
        var recording = sample.recording();
        var clock = Clock.fixed(recording.provenance().arrival(), ZoneOffset.UTC);
        new Ledger(table, clock, new Random(recording.hashCode()))
                .record(recording, new Settings(List.of("*"), Retention.DEFAULT, false));
    }

    private String invoke(int day, String event) throws IOException {
        var now = Samples.DAY.plusDays(day).atTime(6, 0).toInstant(ZoneOffset.UTC);
        var channel = new Channel() {
            @Override
            public void publish(Alert alert) {
                heard.add(alert.kind().token());
            }

            @Override
            public void chat(Alert alert) {}
        };
        var clock = Clock.fixed(now, ZoneOffset.UTC);
        var alerter = new Alerter(table, channel, clock, new Random(day), false);
        var subscribers = new SubscriberCount(_ -> 1, List.of("topic", "chat"), table, clock);
        var out = new ByteArrayOutputStream();
        new WatchFunction(alerter, subscribers, digests::incrementAndGet)
                .handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, context());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                WatchFunctionTest.class.getClassLoader(), new Class<?>[] {Context.class}, (_, _, _) -> null);
    }
}
