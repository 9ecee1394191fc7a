package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.DAY;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Trust;

/// What recording a report would cost on DynamoDB, as [MeteredTable] counts it. `docs/cost.md` has the prices.
class WriteUnitsTest {

    private final MeteredTable table = new MeteredTable(Tables.inMemory());
    private final Clock clock = Clock.fixed(DAY.plusDays(2).atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private final Ledger ledger = new Ledger(table, clock, new Random(1));
    private final Settings settings = new Settings(List.of("example.com"), Retention.DEFAULT, false);

    @BeforeEach
    void makeTheDomainKnown() {
        record(ordinary("google.com", "first").on(DAY.minusDays(1)).sts("example.com", "enforce", 42));
    }

    @Test
    void recordsAnOrdinaryReportForNineUnitsAndLooksOnceMoreAtItsReporter() {
        assertThat(record(ordinary("google.com", "clean").sts("example.com", "enforce", 42)))
                .isEqualTo(new MeteredTable.Cost(1, 1, 5, 9));
    }

    @Test
    void recordsAFailureForTwoUnitsMore() {
        var failure = failure("certificate-expired", "mx1.example.com", 3);

        assertThat(record(ordinary("google.com", "failing").sts("example.com", "enforce", 42, failure)))
                .isEqualTo(new MeteredTable.Cost(1, 1, 6, 11));
    }

    @Test
    void recordsAnOrdinaryReportOfAnEstablishedReporterForTenUnits() {
        for (int back = 18; back > 0; back--) {
            record(reportFrom("example.net")
                    .trusted(Trust.NEW)
                    .on(DAY.minusDays(back))
                    .id("r" + back)
                    .sts("example.com", "enforce", 42));
        }

        assertThat(record(established())).isEqualTo(new MeteredTable.Cost(1, 1, 5, 10));
    }

    /// Of a reporter that was not met before, it also looks up whether its domain is blocked.
    @Test
    void remembersTheDaysOfANewReporterForOneUnitMore() {
        assertThat(record(ordinary("example.net", "clean").trusted(Trust.NEW).sts("example.com", "enforce", 42)))
                .isEqualTo(new MeteredTable.Cost(2, 2, 6, 11));
    }

    private static Samples established() {
        return ordinary("example.net", "clean").trusted(Trust.ESTABLISHED).sts("example.com", "enforce", 42);
    }

    /// With names and keys as long as they are in practice.
    private static Samples ordinary(String reporter, String id) {
        return reportFrom(reporter)
                .id("2126-03-01T00:00:00Z_example.com_" + id)
                .at("mail/9b2f0k3v5s6t7u8w9x0y1z2a3b4c5d6e7f8g9h0i")
                .text("0f".repeat(32));
    }

    private MeteredTable.Cost record(Samples report) {
        table.take();
        assertThat(ledger.record(report.recording(), settings)).isInstanceOf(RecordingResult.Recorded.class);
        return table.take();
    }
}
