package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.store.Samples.DAY;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tlsrpt.report.DateRange;
import tlsrpt.report.Report;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.TableException;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// Which days of arrival are remembered of a reporter, and when.
class ReporterMemoryTest {

    private static final ReporterId REPORTER = new ReporterId("example.net", "tlsrpt@example.net");

    private final Settings settings = new Settings(List.of("example.com"), Retention.DEFAULT, false);
    private final Clock clock = Clock.fixed(DAY.plusDays(9).atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private final Forgetful table = new Forgetful();
    private final Ledger ledger = new Ledger(table, clock, new Random(1));

    @Test
    void remembersEveryDayUntilTheReporterIsEstablishedAndThenOneAWeek() {
        for (int back = 30; back >= 0; back--) {
            record(DAY.minusDays(back));
        }

        assertThat(days())
                .containsExactly(
                        from(30), from(29), from(28), from(27), from(26), from(25), from(24), from(23), from(22),
                        from(21), from(20), from(19), from(18), from(17), from(10), from(3));
        assertThat(standing()).isEqualTo(Trust.ESTABLISHED);
    }

    @Test
    void remembersWithTheNextDeliveryWhatAProcessDiedBefore() {
        table.forgets = true;
        assertThatThrownBy(() -> record(DAY)).isInstanceOf(TableException.class);
        assertThat(days()).isEmpty();
        table.forgets = false;

        assertThat(record(DAY)).isInstanceOf(RecordingResult.Duplicate.class);

        assertThat(days()).containsExactly(DAY.plusDays(1));
    }

    @Test
    void remembersNothingOfACopyThatIsSentAgain() {
        record(DAY);
        var original = recording(DAY);
        var from = original.provenance();
        var copy = original.from(new Provenance(
                from.trust(),
                from.transport(),
                from.reporter(),
                from.organization(),
                from.submitter(),
                "mail/copy",
                DAY.plusDays(5).atStartOfDay().toInstant(ZoneOffset.UTC)));

        assertThat(ledger.record(copy, settings)).isInstanceOf(RecordingResult.Duplicate.class);

        assertThat(days()).containsExactly(DAY.plusDays(1));
    }

    @Test
    void isEstablishedBySevenDaysTheFirstTwoWeeksAndTheLastSixtyDaysAgo() {
        var first = LocalDate.of(2026, 3, 1);

        assertThat(memory(first, 7).earned(first.plusDays(13))).isEqualTo(Trust.NEW);
        assertThat(memory(first, 7).earned(first.plusDays(14))).isEqualTo(Trust.ESTABLISHED);
        assertThat(memory(first, 6).earned(first.plusDays(14))).isEqualTo(Trust.NEW);
        assertThat(memory(first, 7).earned(first.plusDays(6 + 60))).isEqualTo(Trust.ESTABLISHED);
        assertThat(memory(first, 7).earned(first.plusDays(6 + 61))).isEqualTo(Trust.NEW);
        assertThat(memory(first, 14).earned(first.plusDays(13))).isEqualTo(Trust.NEW);
        assertThat(memory(first, 15).earned(first.plusDays(14))).isEqualTo(Trust.ESTABLISHED);
    }

    @Test
    void isKnownFromTheEarlierOfItsFirstDays() {
        var first = LocalDate.of(2026, 3, 1);

        assertThat(memory(first, 2).first()).isEqualTo(first);
        assertThat(new ReporterMemory(memory(first, 2).days(), first.minusDays(1), 1L, null, null, null).first())
                .isEqualTo(first.minusDays(1));
        assertThat(new ReporterMemory(new TreeSet<>(), first, 1L, null, null, null).first())
                .isEqualTo(first);
        assertThat(ReporterMemory.NONE.first()).isNull();
    }

    @Test
    void holdsWhatEndsMoreThanAnHourAheadOrCoversMoreThanEightDaysOrABillionSessions() {
        assertThat(Bounds.refusal(arriving(DAY.atTime(22, 59, 59)))).isEmpty();
        assertThat(Bounds.refusal(arriving(DAY.atTime(22, 59, 58))))
                .hasValueSatisfying(held -> assertThat(held.reason()).isEqualTo(HeldReason.IN_THE_FUTURE));
        assertThat(Bounds.refusal(covering(8))).isEmpty();
        assertThat(Bounds.refusal(covering(9)))
                .hasValueSatisfying(held -> assertThat(held.reason()).isEqualTo(HeldReason.IMPLAUSIBLE));
        assertThat(Bounds.refusal(sessions(1_000_000_000L))).isEmpty();
        assertThat(Bounds.refusal(sessions(1_000_000_001L)))
                .hasValueSatisfying(held -> assertThat(held.reason()).isEqualTo(HeldReason.IMPLAUSIBLE));
    }

    private static Recording arriving(LocalDateTime arrival) {
        var recording = recording(DAY);
        var from = recording.provenance();
        return recording.from(new Provenance(
                from.trust(),
                from.transport(),
                from.reporter(),
                from.organization(),
                from.submitter(),
                from.objectKey(),
                arrival.toInstant(ZoneOffset.UTC)));
    }

    private static Recording covering(int days) {
        var recording = recording(DAY);
        var end = DAY.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        var report = recording.report();
        return Recording.of(
                recording.reported(),
                new Report(
                        report.organizationName(),
                        new DateRange(end.minus(Duration.ofDays(days)), end),
                        report.contactInfo(),
                        report.reportId(),
                        report.policies()),
                recording.identity(),
                recording.provenance(),
                recording.text());
    }

    private static Recording sessions(long n) {
        return reportFrom("example.net").sts("example.com", "enforce", n).recording();
    }

    private static ReporterMemory memory(LocalDate first, int days) {
        var remembered = first.datesUntil(first.plusDays(days)).collect(Collectors.toCollection(TreeSet::new));
        return new ReporterMemory(remembered, first, 1L, null, null, null);
    }

    private RecordingResult record(LocalDate day) {
        return ledger.record(recording(day), settings);
    }

    private static Recording recording(LocalDate day) {
        return reportFrom("example.net")
                .trusted(Trust.NEW)
                .on(day)
                .id("r" + day)
                .sts("example.com", "enforce", 1)
                .recording();
    }

    private Trust standing() {
        return ReporterStandings.standing(REPORTER, memory(), DAY.plusDays(1));
    }

    private Iterable<LocalDate> days() {
        return memory().days();
    }

    private ReporterMemory memory() {
        return ReporterMemory.of(table.get(Keys.reporter(REPORTER)), Optional.empty(), Instant.EPOCH);
    }

    /// The day of arrival of a report of so many days ago.
    private static LocalDate from(int back) {
        return DAY.minusDays(back).plusDays(1);
    }

    /// Fails to remember, as when the process dies before.
    private static final class Forgetful extends DelegatingTable {

        private boolean forgets;

        Forgetful() {
            super(Tables.inMemory());
        }

        @Override
        public Written write(List<Write> writes) {
            if (forgets && writes.getFirst().key().equals(Keys.reporter(REPORTER))) {
                throw new TableException("died", null);
            }
            return super.write(writes);
        }
    }
}
