package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tlsrpt.intake.Intake;
import tlsrpt.report.Headline;
import tlsrpt.report.ReportReader;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Table;
import tlsrpt.testkit.ReportText;

/// An object is counted in chunks, each as its caller likes.
class ChunkTest {

    private static final Clock CLOCK = Clock.fixed(Collector.NOON, ZoneOffset.UTC);
    private static final Settings SETTINGS = new Settings(List.of("example.com"), Retention.DEFAULT, false);

    private final InMemoryBucket bucket = new InMemoryBucket();
    private final Ingest ingest = new Ingest(bucket, new Intake(new ReportReader(CLOCK)));
    private final Table table = Tables.inMemory();
    private final List<IngestEvent> events = new ArrayList<>();
    private final List<Boolean> lasts = new ArrayList<>();

    @Test
    void countsAnMboxInChunksOfWhichOneIsTheLast() {
        put("import/a", mbox(600, n -> aReport().id("r" + n).sts("example.com", "enforce", 1)));

        ingest("import/a");

        assertThat(lasts).containsExactly(false, false, true);
        assertThat(events).hasSize(600).allMatch(IngestEvent.Recorded.class::isInstance);
    }

    @Test
    void makesTheLastOfAChunkThatIsJustFull() {
        put("import/a", mbox(256, n -> aReport().id("r" + n).sts("example.com", "enforce", 1)));

        ingest("import/a");

        assertThat(lasts).containsExactly(true);
    }

    @Test
    void countsFewLargeReportsTogether() {
        put("import/a", mbox(5, n -> large(aReport().id("r" + n).sts("example.com", "enforce", 1))));

        ingest("import/a");

        assertThat(lasts).containsExactly(false, true);
        assertThat(events).hasSize(5);
    }

    @Test
    void hasALastChunkAlsoWhereThereIsNothingToCount() {
        put("import/empty", "");

        ingest("import/empty");
        ingest("import/gone");
        ingest("logs/a");

        assertThat(lasts).containsExactly(true, true, true);
        assertThat(events)
                .extracting(event -> (Object) event.getClass())
                .containsExactly(IngestEvent.Held.class, IngestEvent.Ignored.class, IngestEvent.Ignored.class);
    }

    @Test
    void tellsWhatBecameOfAReport() {
        put("import/a", aReport().sts("example.com", "enforce", 40).json());

        ingest("import/a");

        assertThat(events).singleElement().isInstanceOfSatisfying(IngestEvent.Recorded.class, recorded -> {
            assertThat(recorded.report().provenance().objectKey()).isEqualTo("import/a");
            assertThat(recorded.report().ref().domain()).isEqualTo("example.com");
            assertThat(recorded.report().provenance().submitter()).isEqualTo("google.com");
            assertThat(recorded.report().headline()).isEqualTo(new Headline(40, 0));
        });
    }

    @Test
    void countsAChunkAgainThatWasRolledBackAsIfItWereTheFirstTime() {
        put("https/2026-03-02/a", aMail().textOf("", foreign(600)));

        ingest.ingest(new ObjectRef("https/2026-03-02/a", false, "m1", 1), chunk -> {
            chunk.count(Counting.of(Tables.inMemory(), SETTINGS, CLOCK, new Random(1), _ -> {}));
            count(chunk);
        });

        assertThat(events).hasSize(4);
        assertThat(new HeldObjects(table, CLOCK)
                        .find("https/2026-03-02/a")
                        .orElseThrow()
                        .why())
                .satisfies(why -> {
                    assertThat(why.detail()).isEqualTo("example.org is not a listed domain (and 599 more)");
                    assertThat(why.domain()).isEqualTo("example.org");
                });
    }

    @Test
    void limitsTheThingsOfAStrangerOverAllChunks() {
        var entry = "From a@example.org Mon Mar  2 11:22:33 2026\n";
        put(
                "https/2026-03-02/a",
                entry + aMail().textOf("", foreign(900)) + "\n\n" + entry + aMail().textOf("", foreign(400)));

        ingest("https/2026-03-02/a");

        assertThat(lasts).containsExactly(false, false, false, true);
        assertThat(events).hasSize(6).last().asString().contains("more than 1000 reports and faults");
    }

    private static String foreign(int reports) {
        return (aReport().sts("example.org", "enforce", 1).json() + "\n").repeat(reports);
    }

    private void ingest(String key) {
        ingest.ingest(new ObjectRef(key, false, "m1", 1), this::count);
    }

    private void count(Chunk chunk) {
        lasts.add(chunk.isLast());
        chunk.count(Counting.of(table, SETTINGS, CLOCK, new Random(2), events::add));
    }

    private void put(String key, String text) {
        bucket.put(key, text.getBytes(StandardCharsets.ISO_8859_1), Collector.NOON, Map.of());
    }

    private static String mbox(int mails, IntFunction<ReportText> report) {
        return IntStream.range(0, mails)
                .mapToObj(n -> "From a@example.org Mon Mar  2 11:22:33 2026\n"
                        + aMail().report(report.apply(n).json()).text() + "\n\n")
                .collect(Collectors.joining());
    }

    private static ReportText large(ReportText report) {
        var text = report;
        for (int n = 0; n < 3_000; n++) {
            text = text.failed("certificate-expired", "mx" + n + ".example.com", 1);
        }
        return text;
    }
}
