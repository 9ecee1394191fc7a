package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Trust;
import tlsrpt.store.Ledger;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;

/// What new reporters may not do to totals, states and verdicts. The rows are those of the abuse table.
class NewReportersTest {

    private static final LocalDate TODAY = LocalDate.of(2126, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Settings SETTINGS = new Settings(List.of("example.com"), Retention.DEFAULT, false);

    private final Table table = Tables.inMemory();

    @Test
    void row29LeavesTheStateAloneWhatANewReporterSaysOfYesterday() throws IOException {
        everyDay("google.com", "enforce");
        var before = said();

        record(reportFrom("evil.example").on(TODAY.minusDays(1)).noPolicyFound("example.com", 7));

        assertThat(said()).isEqualTo(before).contains("\"state\":\"protected\"");
    }

    @Test
    void row31CountsNoNewReporterForReadiness() throws IOException {
        everyDay("google.com", "testing");
        var before = said();

        everyDay("a.example", "testing");
        everyDay("b.example", "testing");

        assertThat(said()).isEqualTo(before).contains("\"verdict\":\"not-yet\"");
    }

    @Test
    void row31CountsNoPatientReporterForReadinessNorForTheStateBesideAPinnedOne() throws IOException {
        everyDay("google.com", "testing");
        var before = said().replaceAll("\"(reports|secured|securedBefore|unprotected\\w*)\":\\d+", "");

        for (var owner : List.of("a.example", "b.example")) {
            for (int back = 0; back < 20; back++) {
                record(reportFrom(owner)
                        .trusted(Trust.ESTABLISHED)
                        .id(owner + back)
                        .on(TODAY.minusDays(back))
                        .sts("example.com", "testing", 100));
                record(reportFrom(owner)
                        .trusted(Trust.ESTABLISHED)
                        .id("none" + back)
                        .on(TODAY.minusDays(back))
                        .noPolicyFound("example.com", 100_000));
            }
        }

        assertThat(said()).contains("\"verdict\":\"not-yet\"", "\"state\":\"testing\"");
        assertThat(before).contains("\"verdict\":\"not-yet\"", "\"state\":\"testing\"");
    }

    @Test
    void row32CountsNoNewReporterAgainstReadiness() throws IOException {
        everyDay("google.com", "testing");
        everyDay("microsoft.com", "testing");
        var before = said();

        record(reportFrom("evil.example")
                .on(TODAY.minusDays(2))
                .sts("example.com", "testing", 0, failure("certificate-expired", "mx1.example.com", 1)));

        assertThat(said()).isEqualTo(before).contains("\"verdict\":\"ready\"");
    }

    private void everyDay(String reporter, String mode) {
        for (int back = 0; back < 20; back++) {
            record(reportFrom(reporter)
                    .id(reporter + back)
                    .on(TODAY.minusDays(back))
                    .sts("example.com", mode, 100));
        }
    }

    private void record(Samples sample) {
        new Ledger(table, CLOCK, new SecureRandom()).record(sample.recording(), SETTINGS);
    }

    /// As alerts have it.
    @Test
    void row18CallsCriticalWhatAPinnedReporterSeesAndNotWhatAPatientOneSees() throws IOException {
        var patient = blocked("patient.example").trusted(Trust.ESTABLISHED);
        record(patient);
        for (var path : List.of("failures", report(patient))) {
            assertThat(get("/v1/domains/example.com/" + path))
                    .contains("\"severity\":\"high\"")
                    .doesNotContain("\"severity\":\"critical\"");
        }

        var pinned = blocked("google.com");
        record(pinned);
        for (var path : List.of("failures", report(pinned))) {
            assertThat(get("/v1/domains/example.com/" + path)).contains("\"severity\":\"critical\"");
        }
    }

    private static String report(Samples sample) {
        var ref = sample.recording().ref();
        return "reports/" + ref.day() + "." + ref.identity();
    }

    private static Samples blocked(String reporter) {
        return reportFrom(reporter)
                .on(TODAY.minusDays(2))
                .sts("example.com", "enforce", 0, failure("certificate-expired", "mx1.example.com", 40));
    }

    private String said() throws IOException {
        return get("/v1/domains/example.com");
    }

    private String get(String path) throws IOException {
        var empty = new Bucket() {
            @Override
            public boolean add(String key, byte[] content) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<StoredObject> open(String key) {
                return Optional.empty();
            }
        };
        var api = new Api(table, new RawObjects(empty, "bucket"), Access.OPEN, CLOCK, false, "");
        return new ApiClient(new ApiFunction(api)).get(path).body();
    }
}
