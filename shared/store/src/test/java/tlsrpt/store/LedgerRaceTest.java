package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// What others do between two steps of ours, and answers that get lost, one case at a time.
class LedgerRaceTest {

    private static final Settings SETTINGS = new Settings(List.of("example.com"), Retention.DEFAULT, true);
    private static final Clock CLOCK =
            Clock.fixed(Samples.DAY.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    private final ListedTable memory = new ListedTable(Tables.inMemory());
    private final Random random = new Random(1);
    private final Ledger others = ledger(memory);
    private final Scripted scripted = new Scripted(memory);
    private final Ledger ours = ledger(scripted);

    private final Recording fake = reportFrom("google.com")
            .trusted(Trust.ANONYMOUS)
            .sts("example.com", "enforce", 0, failure("certificate-expired", "mx1.example.com", 50))
            .recording();
    private final Recording otherFake = reportFrom("google.com")
            .trusted(Trust.ANONYMOUS)
            .sts("example.com", "testing", 7)
            .recording();
    private final Recording verified =
            reportFrom("google.com").sts("example.com", "enforce", 100).recording();

    @Test
    void recordsHonestlyThoughTheAnswerGotLost() {
        scripted.lost.add(1);

        assertThat(ours.record(verified, SETTINGS)).isEqualTo(new RecordingResult.Recorded(verified.ref()));
        assertThat(scripted.transactions).isEqualTo(2);
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void replacesHonestlyThoughTheAnswerGotLost() {
        others.record(fake, SETTINGS);
        scripted.lost.add(2);

        assertThat(ours.record(verified, SETTINGS))
                .isEqualTo(new RecordingResult.Replaced(verified.ref(), Trust.ANONYMOUS));
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void forgetsHonestlyThoughTheAnswerGotLost() {
        others.record(verified, SETTINGS);
        scripted.lost.add(1);

        assertThat(ours.forget(verified.ref())).isEqualTo(Ledger.Forgotten.DONE);
        assertThat(sums()).isEmpty();
    }

    @Test
    void findsItsReportCountedAfterItsProcessDied() {
        others.record(verified, SETTINGS);

        assertThat(ours.record(verified, SETTINGS))
                .isEqualTo(new RecordingResult.Duplicate(verified.ref(), Trust.VERIFIED));
    }

    @Test
    void replacesWhatIsThereNotWhatWasThere() {
        others.record(fake, SETTINGS);
        scripted.before.put(2, () -> {
            others.forget(fake.ref());
            others.record(otherFake, SETTINGS);
        });

        assertThat(ours.record(verified, SETTINGS)).isInstanceOf(RecordingResult.Replaced.class);
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void recordsAnewWhatWasForgottenWhileItReplacedIt() {
        others.record(fake, SETTINGS);
        scripted.before.put(2, () -> others.forget(fake.ref()));

        assertThat(ours.record(verified, SETTINGS)).isEqualTo(new RecordingResult.Recorded(verified.ref()));
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void leavesItToWhoReplacedItFirst() {
        others.record(fake, SETTINGS);
        scripted.before.put(2, () -> others.record(verified, SETTINGS));

        assertThat(ours.record(verified, SETTINGS)).isInstanceOf(RecordingResult.Duplicate.class);
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void forgetsWhatIsThereNotWhatWasThere() {
        others.record(fake, SETTINGS);
        scripted.before.put(1, () -> others.record(verified, SETTINGS));

        assertThat(ours.forget(fake.ref())).isEqualTo(Ledger.Forgotten.DONE);
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void countsBesideACopyThatCameMeanwhile() {
        var beside =
                ofAnother("mail.example.org").sts("example.com", "testing", 9).recording();
        var own = ofAnother("example.org").sts("example.com", "testing", 8).recording();
        scripted.before.put(1, () -> others.record(beside, SETTINGS));

        assertThat(ours.record(own, SETTINGS)).isEqualTo(new RecordingResult.Recorded(own.ref()));
        var sums = sumsOf(own);
        TableSums.add(sums, beside, "example.com");
        assertThat(sums()).isEqualTo(sums);
    }

    @Test
    void takesTheForgedCopyOutBeforeItReplacesALesserSource() {
        var lesser =
                ofAnother("mail.example.org").sts("example.com", "testing", 9).recording();
        var better = ofAnother("example.org")
                .trusted(Trust.ESTABLISHED)
                .sts("example.com", "testing", 9)
                .recording();
        others.record(lesser, SETTINGS);
        others.record(
                reportFrom("example.org")
                        .trusted(Trust.ANONYMOUS)
                        .sts("example.com", "testing", 7)
                        .recording(),
                SETTINGS);
        scripted.lost.add(2);

        assertThat(ours.record(better, SETTINGS)).isEqualTo(new RecordingResult.Replaced(better.ref(), Trust.NEW));
        assertThat(sums()).isEqualTo(sumsOf(better));
    }

    private static Samples ofAnother(String signer) {
        return reportFrom("example.org").by(new ReporterId(signer, "tlsrpt@" + signer));
    }

    @Test
    void looksForItsReportIfOnlyTheQuotaIsSaidToBeFull() {
        for (int i = 0; i < 200; i++) {
            others.record(
                    reportFrom("r" + i / 2 + ".example")
                            .id("fake" + i)
                            .trusted(Trust.ANONYMOUS)
                            .sts("example.com", "enforce", 1)
                            .recording(),
                    SETTINGS);
        }
        scripted.hidesTheFirstReason = true;
        var known = reportFrom("r3.example")
                .id("fake7")
                .trusted(Trust.ANONYMOUS)
                .sts("example.com", "enforce", 1)
                .recording();

        assertThat(ours.record(known, SETTINGS)).isEqualTo(new RecordingResult.Duplicate(known.ref(), Trust.ANONYMOUS));
        assertThat(ours.record(fake, SETTINGS)).isInstanceOf(RecordingResult.Held.class);
    }

    private SortedMap<Key, SortedMap<String, Long>> sums() {
        return TableSums.of(memory.items());
    }

    private static SortedMap<Key, SortedMap<String, Long>> sumsOf(Recording recording) {
        var sums = new TreeMap<Key, SortedMap<String, Long>>();
        TableSums.add(sums, recording, "example.com");
        return sums;
    }

    private Ledger ledger(Table table) {
        return new Ledger(table, CLOCK, random);
    }

    /// Counts our transactions, from 1.
    private static final class Scripted extends DelegatingTable {

        private final Map<Integer, Runnable> before = new HashMap<>();
        private final Set<Integer> lost = new HashSet<>();
        private int transactions;
        private boolean hidesTheFirstReason;

        Scripted(Table real) {
            super(real);
        }

        @Override
        public Written write(List<Write> writes) {
            if (writes.size() == 1) {
                return super.write(writes);
            }
            int number = ++transactions;
            before.getOrDefault(number, () -> {}).run();
            var written = super.write(writes);
            if (lost.contains(number)) {
                // As where the table itself tries again.
                return write(writes);
            }
            return hidesTheFirstReason && written instanceof Written.Refused ? new Written.RefusedElsewhere() : written;
        }
    }
}
