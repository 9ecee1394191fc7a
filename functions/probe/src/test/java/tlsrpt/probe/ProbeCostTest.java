package tlsrpt.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tlsrpt.posture.Posture;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.store.MeteredTable;
import tlsrpt.store.PostureItems;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredPosture;
import tlsrpt.testkit.MutableClock;

/// What a day's check of a domain costs on AWS, by what it asks of DNS and of the table. `docs/cost.md` gives the same
/// figures.
@Timeout(60)
class ProbeCostTest {

    private static final double WRITE_UNIT = 0.625 / 1_000_000;
    private static final double READ_UNIT = 0.125 / 1_000_000;
    private static final double GB_SECOND = 0.0000133334;
    private static final int DAYS = 30;

    /// A domain waits for DNS and for the policy host meanwhile, beside three others, at 1 GB.
    private static final double SECONDS = 3.0 / 4;

    private static final double HOURLY_START_SECONDS = 0.5;

    private final MutableClock clock = new MutableClock(Instant.now());

    @Test
    void isWhatTheDocumentationSays() throws IOException, GeneralSecurityException {
        try (var database = Database.inMemory(Schema.ITEMS);
                var rig = new Rig()) {
            var table = new MeteredTable(database.table());
            new Settings(List.of(Rig.DOMAIN), Retention.DEFAULT, false).write(table);
            look(rig, table);
            look(rig, table);
            table.take();
            int before = rig.dns.questions();

            look(rig, table);

            var cost = table.take();
            int questions = rig.dns.questions() - before;
            var item = new PostureItems(table, clock).latest(Rig.DOMAIN).orElseThrow();
            assertThat(item.changed()).as("an ordinary day").isFalse();
            double month = DAYS * (cost.writeUnits() * WRITE_UNIT + cost.readUnits() * READ_UNIT + SECONDS * GB_SECOND);
            double starts = 24 * DAYS * HOURLY_START_SECONDS * GB_SECOND;
            var said = String.format(
                    Locale.ROOT,
                    "%d DNS questions, %.0f read units and %d write units, which is $%.4f per domain and month."
                            + " The hourly start of the function is $%.3f per month",
                    questions,
                    cost.readUnits(),
                    cost.writeUnits(),
                    month,
                    starts);

            assertThat(Files.readString(Path.of("../../docs/cost.md")).replaceAll("\\s+", " "))
                    .contains(said);
        }
    }

    private void look(Rig rig, MeteredTable table) {
        var vicinity = new LookOptions(
                List.of(rig.dns.address()),
                rig.dns.anchors(),
                AddressRule.PUBLIC_AND_PRIVATE,
                rig.ports(),
                rig.bounds,
                "client.test",
                "AWS lets no Lambda function contact port 25",
                clock);
        try (var prober = new Prober(table, vicinity, rig.ca::roots, clock, new Silent())) {
            prober.lookAtWhatIsDue(Instant.MAX);
        }
        clock.pass(Duration.ofDays(1));
    }

    private record Silent() implements Prober.Listener {

        @Override
        public void checked(Posture posture, StoredPosture remembered, int changes) {}

        @Override
        public void failed(String domain, String problem) {
            throw new AssertionError(problem);
        }
    }
}
