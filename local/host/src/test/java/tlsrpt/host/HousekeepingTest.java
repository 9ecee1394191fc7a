package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tlsrpt.sqlite.Database;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReport;

class HousekeepingTest {

    private static final int MB = 1_000_000;

    private final Database database = Database.inMemory(HostTables.SCHEMA);
    private final List<HostEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void deletesTheOldestOfWhatDoesNotCountBeyondItsQuota() {
        for (int i = 0; i < 60; i++) {
            held("https/junk" + i, MB);
        }
        tidy();

        assertThat(keys()).hasSize(49).contains("https/junk59").doesNotContain("https/junk0", "https/junk10");
        assertThat(events).containsExactly(new HostEvent.Deleted(11, "objects that do not count exceed 50 MB"));
        assertThat(new HeldObjects(database.table(), clock()).keys()).hasSize(49);
    }

    @Test
    void countsWhatSmallObjectsCostBesideTheirBytes() {
        database.transact(session -> {
            for (int i = 0; i < 100_000; i++) {
                session.update(
                        "INSERT INTO object (key, arrival, size) VALUES (?, ?, 1)",
                        "https/" + i,
                        now.getEpochSecond() + i);
            }
            return 0;
        });
        tidy();

        assertThat(keys()).hasSizeBetween(97_000, 98_000);
    }

    @Test
    void deletesNoRawReportThatCountsForWhatDoesNot() {
        var reports = IntStream.range(0, 60).mapToObj(i -> "mail/report" + i).toList();
        reports.forEach(key -> counted(key, MB, now.plus(Duration.ofDays(400))));
        for (int i = 0; i < 100; i++) {
            held("https/junk" + i, MB);
        }
        tidy();

        assertThat(keys()).containsAll(reports).hasSize(60 + 49);
    }

    @Test
    void deletesNothingThatIsStillToBeRead() {
        var queue = new Queue(database, clock());
        var objects = new ObjectStore(database, queue, clock());
        for (int i = 0; i < 60; i++) {
            objects.add("https/waiting" + i, new byte[MB]);
        }
        tidy();

        assertThat(keys()).hasSize(60);
        assertThat(events).isEmpty();
    }

    @Test
    void deletesRawReportsWithTheirReports() {
        counted("mail/old", 10, now.plus(Duration.ofDays(1)));
        counted("mail/new", 10, now.plus(Duration.ofDays(3)));
        now = now.plus(Duration.ofDays(2));
        tidy();

        assertThat(keys()).containsExactly("mail/new");
    }

    @Test
    void keepsARawObjectUntilTheLastOfItsReportsExpires() {
        counted("mail/two", 10, now.plus(Duration.ofDays(5)));
        database.transact(session -> {
            ObjectStore.keep(session, "mail/two", now.plus(Duration.ofDays(1)));
            return 0;
        });
        now = now.plus(Duration.ofDays(2));
        tidy();

        assertThat(keys()).containsExactly("mail/two");
    }

    @Test
    void deletesWhatDoesNotCountAfterNinetyDays() {
        held("https/old", 10);
        now = now.plus(Duration.ofDays(50));
        held("https/new", 10);
        now = now.plus(Duration.ofDays(50));
        tidy();

        assertThat(keys()).containsExactly("https/new");
        assertThat(events).containsExactly(new HostEvent.Deleted(1, "not counted and 90 days old"));
    }

    private void tidy() {
        new Housekeeping(database, clock(), events::add).tidy();
    }

    private Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    /// Stores an object and takes it off the queue, held.
    private void held(String key, int size) {
        now = now.plusSeconds(1);
        store(key, size);
        new HeldObjects(database.table(), clock()).hold(key, HeldReport.noReport("junk"), size);
    }

    private void counted(String key, int size, Instant expires) {
        store(key, size);
        database.transact(session -> {
            ObjectStore.keep(session, key, expires);
            return 0;
        });
    }

    private void store(String key, int size) {
        var objects = new ObjectStore(database, new Queue(database, clock()), clock());
        objects.add(key, "x".repeat(size).getBytes(StandardCharsets.US_ASCII));
        database.transact(session -> session.update("DELETE FROM queue WHERE key = ?", key));
    }

    private List<String> keys() {
        return database.read(session -> session.select("SELECT key FROM object", row -> row.getString(1)));
    }
}
