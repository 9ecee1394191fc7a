package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Headline;
import tlsrpt.store.Reason;
import tlsrpt.testkit.ReportText;

/// What a report may say at all, whoever signed it. The rows are those of the abuse table.
class BoundsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    private final Collector collector = new Collector();

    @Test
    void row29HoldsWhatIsDatedTomorrow() throws IOException {
        collector.take(
                "mail/a",
                signed(aReport().from("evil.example").on(DAY.plusDays(2)).noPolicyFound("example.com", 7)));

        assertThat(collector.held("mail/a").reason()).isEqualTo(Reason.IN_THE_FUTURE);
        assertThat(collector.reports("example.com")).isEmpty();
    }

    @Test
    void row30HoldsSessionsThatNobodyHas() throws IOException {
        collector.take("mail/a", signed(aReport().from("evil.example").sts("example.com", "enforce", 1_000_000_000_000L)));

        assertThat(collector.held("mail/a").reason()).isEqualTo(Reason.IMPLAUSIBLE);
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(0, 0));
    }

    @Test
    void row33HoldsAMonthAndCountsAWeek() throws IOException {
        collector.take("mail/a", signed(from(DAY.minusDays(30), "month")));
        collector.take("mail/b", signed(from(DAY.minusDays(6), "week")));

        assertThat(collector.held("mail/a").reason()).isEqualTo(Reason.IMPLAUSIBLE);
        assertThat(collector.held("mail/a").detail()).isEqualTo("it covers 30 days");
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    private static String from(LocalDate first, String id) {
        return aReport()
                .from("evil.example")
                .id(id)
                .sts("example.com", "enforce", 40)
                .json()
                .replace("\"start-datetime\":\"" + DAY, "\"start-datetime\":\"" + first);
    }

    private static byte[] signed(ReportText report) {
        return signed(report.json());
    }

    /// A mail of `evil.example`, which nobody knows but whose signature is good.
    private static byte[] signed(String json) {
        return aMail().from("reports@evil.example")
                .submitter("evil.example")
                .report(json)
                .storedBySes("evil.example")
                .bytes();
    }
}
