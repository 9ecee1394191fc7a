package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tlsrpt.report.ReporterId;
import tlsrpt.store.MeteredTable;
import tlsrpt.table.Item;
import tlsrpt.table.Limits;

/// What a month on AWS costs: a domain's second month with twelve reporters, as requests and units, times AWS's list
/// prices. `docs/cost.md` gives the same figures.
///
/// Prices: us-east-1, in US dollars, list of 2026.
class CostTest {

    private static final List<ReporterId> PINNED = List.of(
            new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com"),
            new ReporterId("microsoft.com", "tlsrpt-noreply@microsoft.com"));
    private static final int REPORTERS = 12;
    private static final int DAYS = 30;
    private static final int REPORTS = REPORTERS * DAYS;
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

    private static final double SES_MESSAGE = 0.10 / 1_000;
    private static final double S3_PUT = 0.005 / 1_000;
    private static final double S3_GET = 0.0004 / 1_000;
    private static final double S3_GB_MONTH = 0.023;
    private static final double SQS_REQUEST = 0.40 / 1_000_000;
    private static final double LAMBDA_REQUEST = 0.20 / 1_000_000;
    private static final double LAMBDA_GB_SECOND = 0.0000133334;
    private static final double WRITE_UNIT = 0.625 / 1_000_000;
    private static final double READ_UNIT = 0.125 / 1_000_000;
    private static final double TABLE_GB_MONTH = 0.25 + 0.20; // with point-in-time recovery
    private static final double GB = 1_000_000_000;

    /// The extra bytes of each item that DynamoDB bills.
    private static final int ITEM_OVERHEAD = 100;

    private static final int MONTHS_KEPT = 13;
    /// How long it is kept how many reports of an organization arrived on a day.
    private static final int ARRIVALS_KEPT_DAYS = 60;
    /// S3 sends a message, and Lambda receives and deletes it.
    private static final int SQS_REQUESTS = 3;
    /// Ingest and alert, at 1 GB for a tenth of a second each.
    private static final int INVOCATIONS = 2;

    private static final double INVOCATION_SECONDS = 0.1;
    /// `alert` reads the incidents of the domain.
    private static final double ALERT_READ_UNITS = 1;

    private final Collector collector = new Collector();
    private MeteredTable.Cost cost = MeteredTable.Cost.NONE;
    private double bytes;

    private record Bill(long reports, double mail, double table, double storage, double rest) {

        double total() {
            return mail + table + storage + rest;
        }

        String row(String who) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,d | %s | %s | %s | %s | %s |",
                    who,
                    reports,
                    dollars(mail),
                    dollars(table),
                    dollars(storage),
                    dollars(rest),
                    dollars(total()));
        }

        private static String dollars(double amount) {
            return amount >= 100
                    ? String.format(Locale.ROOT, "$%,d", Math.round(amount / 10) * 10)
                    : String.format(Locale.ROOT, "$%.2f", amount);
        }
    }

    @BeforeEach
    void simulateTwoMonths() throws IOException {
        month(FIRST);
        collector.cost();
        double before = size(collector.items());

        month(FIRST.plusDays(DAYS));

        cost = collector.cost();
        bytes = (size(collector.items()) - before) / REPORTS;
    }

    @Test
    void isWhatTheDocumentationSays() throws IOException {
        var rows = Stream.of(
                        bill(REPORTS).row("One domain, 12 reporters"),
                        bill(50L * REPORTS).row("50 domains"),
                        bill(300_000_000).row("10 million reports per day"))
                .toList();
        var units = String.format(
                Locale.ROOT,
                "%.1f write units, %.1f read units and %.1f kB in DynamoDB",
                1.0 * cost.writeUnits() / REPORTS,
                readUnits(),
                bytes / 1_000);

        assertThat(Files.readString(Path.of("../../docs/cost.md"))
                        .replace("\n", " ")
                        .replaceAll(" +", " "))
                .contains(units)
                .contains(rows);
    }

    private double readUnits() {
        return cost.readUnits() / REPORTS + ALERT_READ_UNITS;
    }

    private Bill bill(long reports) {
        double mailBytes = mail(PINNED.getFirst(), FIRST).length;
        return new Bill(
                reports,
                reports * SES_MESSAGE,
                reports * (WRITE_UNIT * cost.writeUnits() / REPORTS + READ_UNIT * readUnits()),
                reports * MONTHS_KEPT * (bytes / GB * TABLE_GB_MONTH + mailBytes / GB * S3_GB_MONTH),
                reports
                        * (S3_PUT
                                + S3_GET
                                + SQS_REQUESTS * SQS_REQUEST
                                + INVOCATIONS * (LAMBDA_REQUEST + INVOCATION_SECONDS * LAMBDA_GB_SECOND)));
    }

    /// Of each item the share of its bytes that is its share of the time for which reports are kept.
    private static double size(List<Item> items) {
        return items.stream()
                .mapToDouble(item -> (Limits.size(item) + ITEM_OVERHEAD) * share(item))
                .sum();
    }

    private static double share(Item item) {
        return item.key().pk().startsWith("ARRIVED#") ? 1.0 * ARRIVALS_KEPT_DAYS / (MONTHS_KEPT * DAYS) : 1;
    }

    private void month(LocalDate first) throws IOException {
        for (int day = 0; day < DAYS; day++) {
            for (int i = 0; i < REPORTERS; i++) {
                var domain = "reporter" + i + ".example";
                var reporter = i < PINNED.size() ? PINNED.get(i) : new ReporterId(domain, "tlsrpt@" + domain);
                var key = "mail/%032x".formatted(first.plusDays(day).toEpochDay() * REPORTERS + i);
                collector.take(key, mail(reporter, first.plusDays(day)));
            }
        }
        assertThat(collector.heldKeys()).isEmpty();
    }

    private static byte[] mail(ReporterId reporter, LocalDate day) {
        return aMail().arrivedAt(day.plusDays(1).atTime(6, 0).toInstant(ZoneOffset.UTC))
                .from(reporter.from())
                .storedBySes(reporter.domain())
                .report(aReport()
                        .from(reporter.domain())
                        .on(day)
                        .id(day + "T00:00:00Z_example.com")
                        .sts("example.com", "enforce", 42)
                        .json())
                .bytes();
    }
}
