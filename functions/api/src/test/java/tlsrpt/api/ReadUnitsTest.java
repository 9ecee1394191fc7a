package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tlsrpt.store.Ledger;
import tlsrpt.store.MeteredTable;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;

/// What each view would cost on DynamoDB, as [MeteredTable] counts it, with ever more reports behind the same ninety
/// days of a domain. The rows are the same, and the numbers in them have more digits.
@Timeout(600)
class ReadUnitsTest {

    private static final LocalDate TODAY = LocalDate.of(2126, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Settings SETTINGS = new Settings(List.of("*"), Retention.DEFAULT, false);
    private static final MeteredTable.Cost NOTHING = MeteredTable.Cost.NONE;
    private static final int DAYS = 90;

    /// 100,000 take minutes: CI does.
    private static final int MOST = Integer.getInteger("page.reports", 1_000);

    private static final String SPAN = "?from=" + TODAY.minusDays(DAYS - 1) + "&to=" + TODAY;
    private static final List<String> VIEWS = List.of(
            "/v1/domains",
            "/v1/domains/example.com",
            "/v1/domains/example.com/days" + SPAN,
            "/v1/domains/example.com/reporters" + SPAN,
            "/v1/domains/example.com/failures" + SPAN,
            "/v1/domains/example.com/reports" + SPAN,
            "/v1/domains/example.com/alerts",
            "/v1/domains/example.com/posture",
            "/v1/fleet",
            "/v1/hosts",
            "/v1/hosts/mx2.example.com",
            "/v1/addresses/198.51.100.1",
            "/v1/causes",
            "/v1/alerts",
            "/v1/held",
            "/v1/reporters",
            "/v1/reporters/google.com");

    @Test
    void aViewCostsTheSameHoweverManyReportsAreBehindIt() throws IOException {
        var few = costs(DAYS, ReadUnitsTest::ordinary);
        var many = costs(MOST, ReadUnitsTest::ordinary);

        System.out.printf("%-46s %8s %24s%n", "read units", "requests", DAYS + " / " + MOST + " reports");
        for (var view : VIEWS) {
            var cost = few.getOrDefault(view, NOTHING);
            System.out.printf(
                    "%-46s %8d %15.1f / %.1f%n",
                    view.replace(SPAN, " (90 days)"),
                    cost.reads(),
                    cost.readUnits(),
                    many.getOrDefault(view, cost).readUnits());
        }
        assertThat(many).isEqualTo(few);
        assertThat(few.getOrDefault("/v1/domains", NOTHING).reads())
                .as("14 days, the register, the checks, the open alerts, and who receives them")
                .isEqualTo(14 + 4);
        assertThat(few.getOrDefault(VIEWS.get(2), NOTHING).reads()).isEqualTo(1);
    }

    @Test
    void aDomainReadsSixReportsAtMostHoweverManyFormsItsPolicyHas() throws IOException {
        var costs = costs(
                20,
                number -> reportFrom("google.com")
                        .on(TODAY.minusDays(number))
                        .entry(
                                "sts",
                                List.of("version: STSv1", "mode: enforce", "mx: mx" + number + ".example.com"),
                                "example.com",
                                900));

        assertThat(costs.getOrDefault("/v1/domains/example.com", NOTHING).reads())
                .as("its entry, its two kinds of rows, the open alerts, the latest look, and the reports")
                .isEqualTo(5 + 6);
    }

    @Test
    void aViewOfAllDomainsCostsNoMoreRequestsForDomainsThatAreWell() throws IOException {
        System.out.printf("%-46s %24s %24s%n", "requests / read units", "50 domains", "1,000 domains");
        var fleets = List.of(
                "/v1/domains",
                "/v1/fleet",
                "/v1/hosts",
                "/v1/hosts/mx2.example.com",
                "/v1/addresses/198.51.100.1",
                "/v1/reporters",
                "/v1/reporters/google.com");
        var unchecked = costs(fleets.subList(0, 1), 1_000 * FLEET_DAYS, 0, number -> oneOf(1_000, number));
        var fifty = costs(fleets, 50 * FLEET_DAYS, 50, number -> oneOf(50, number));
        var thousand = costs(fleets, 1_000 * FLEET_DAYS, 1_000, number -> oneOf(1_000, number));
        System.out.printf(
                "%-46s %24s %15d / %6.1f%n",
                "/v1/domains, no domain checked",
                "",
                unchecked.getOrDefault("/v1/domains", NOTHING).reads(),
                unchecked.getOrDefault("/v1/domains", NOTHING).readUnits());
        assertThat(thousand.getOrDefault("/v1/domains", NOTHING).readUnits()
                        - unchecked.getOrDefault("/v1/domains", NOTHING).readUnits())
                .as("the checks of a thousand domains, in one query")
                .isLessThan(25);
        for (var view : fleets) {
            var few = fifty.getOrDefault(view, NOTHING);
            var many = thousand.getOrDefault(view, NOTHING);
            System.out.printf(
                    "%-46s %15d / %6.1f %15d / %6.1f%n",
                    view, few.reads(), few.readUnits(), many.reads(), many.readUnits());
            if (view.startsWith("/v1/reporters/")) {
                // A query for each domain of a page, which has a hundred.
                continue;
            }
            assertThat(many.reads())
                    .as("%s: a page ends after a thousand items, and one more query finds nothing", view)
                    .isLessThanOrEqualTo(few.reads() + FLEET_DAYS + 1);
        }
    }

    private static final int FLEET_DAYS = 3;

    /// Of so many domains, five fail, each on every day.
    private static Samples oneOf(int domains, int number) {
        int domain = number % domains;
        var report = reportFrom("google.com").id("%06d".formatted(number)).on(TODAY.minusDays(2 + number / domains));
        var name = "domain%04d.example".formatted(domain);
        return domain < 5
                ? report.sts(name, "enforce", 900, failure("certificate-expired", "mx2.example.com", 100))
                : report.sts(name, "enforce", 900);
    }

    private static Samples ordinary(int number) {
        return reportFrom("google.com")
                .id("%06d".formatted(number))
                .on(TODAY.minusDays(number % DAYS))
                .sts("example.com", "enforce", 900, failure("certificate-expired", "mx2.example.com", 100));
    }

    private static Map<String, MeteredTable.Cost> costs(int reports, IntFunction<Samples> report) throws IOException {
        return costs(VIEWS, reports, 0, report);
    }

    /// @param checked so many domains of the fleet were checked
    private static Map<String, MeteredTable.Cost> costs(
            List<String> views, int reports, int checked, IntFunction<Samples> report) throws IOException {
        var table = new MeteredTable(Tables.inMemory());
        var ledger = new Ledger(table, CLOCK, new SecureRandom());
        for (int i = 0; i < reports; i++) {
            ledger.record(report.apply(i).recording(), SETTINGS);
        }
        for (int i = 0; i < checked; i++) {
            var line = new PostureLine(
                    "mx-expiry", "warn", "mx2.example.com", null, "low", null, "seen", "", null, null, null);
            new PostureItems(table, CLOCK)
                    .record(
                            Optional.empty(),
                            new PostureLook(
                                    "domain%04d.example".formatted(i),
                                    CLOCK.instant(),
                                    List.of(),
                                    List.of(line),
                                    null));
        }
        var api = new ApiClient(
                new ApiFunction(new Api(table, new RawObjects(new NoS3(), "bucket"), Access.OPEN, CLOCK, false, "")));
        var costs = new LinkedHashMap<String, MeteredTable.Cost>();
        for (var view : views) {
            table.take();
            assertThat(api.get(view).status()).isEqualTo(200);
            costs.put(view, table.take());
        }
        return costs;
    }

    private record NoS3() implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StoredObject> open(String key) {
            return Optional.empty();
        }
    }
}
