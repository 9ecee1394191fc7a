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
import tlsrpt.report.FailureDetail;
import tlsrpt.report.ResultType;
import tlsrpt.report.Trust;
import tlsrpt.store.Ledger;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;

/// Where sessions fail, across domains.
class HostsTest {

    private static final LocalDate TODAY = LocalDate.of(2126, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Settings SETTINGS = new Settings(List.of("*"), Retention.DEFAULT, true);

    private final Table table = Tables.inMemory();

    @Test
    void addsUpAHostOverAllDomainsAndNamesItsOnlyAddress() throws IOException {
        for (int number = 0; number < 13; number++) {
            record(at("203.0.113.12", "domain%02d.example".formatted(number), 3));
        }
        record(reportFrom("google.com").on(TODAY.minusDays(3)).sts("fine.example", "enforce", 100));

        assertThat(said("/v1/hosts"))
                .contains("\"from\":\"" + TODAY.minusDays(8) + "\",\"to\":\"" + TODAY.minusDays(2) + "\"")
                .contains("\"failingDomains\":13,\"domainsRead\":13")
                .contains("{\"mx\":\"mx2.example.net\",\"title\":\"certificate expired\",\"causeCount\":1,"
                        + "\"outcome\":\"refused\",\"severity\":\"high\",\"failed\":39,\"domainCount\":13,"
                        + "\"reporterCount\":1,\"addresses\":\"203.0.113.12\"");
        assertThat(said("/v1/hosts/mx2.example.net"))
                .contains("\"failed\":39,\"domainCount\":13")
                .contains("\"reportsRead\":13,\"addresses\":[{\"address\":\"203.0.113.12\",\"failed\":39}]");
        assertThat(said("/v1/addresses/203.0.113.12"))
                .contains("{\"domain\":\"domain00.example\",\"mx\":\"mx2.example.net\",")
                .contains("\"domain\":\"domain12.example\"");
    }

    @Test
    void saysThatNothingFailedAtAHostThatNoReportNames() throws IOException {
        record(at("203.0.113.12", "example.com", 3));

        assertThat(said("/v1/hosts/mx9.example.net"))
                .contains("\"failed\":0,\"domainCount\":0,\"days\":[],\"causes\":[],\"domains\":[]");
        assertThat(said("/v1/addresses/2001%3Adb8%3A%3A1")).contains("\"address\":\"2001:db8::1\"", "\"rows\":[]");
    }

    @Test
    void countsNothingThatStrangersClaim() throws IOException {
        for (var trust : List.of(Trust.ANONYMOUS, Trust.STRANGER, Trust.NEW)) {
            record(at("203.0.113.12", "example.com", 3).id(trust.name()).trusted(trust));
        }

        assertThat(said("/v1/hosts")).contains("\"failingDomains\":0,\"domainsRead\":0,\"hosts\":[]");
    }

    @Test
    void takesForAnAddressNothingButAnAddress() throws IOException {
        record(at("<img src=x>", "example.com", 3));

        assertThat(said("/v1/hosts")).contains("\"addresses\":\"\"").doesNotContain("<img");
    }

    @Test
    void countsOnceWhatASenderJudgedTwice() throws IOException {
        record(at("203.0.113.12", "example.com", 3)
                .tlsa("example.com", 97, detail("certificate-expired", "203.0.113.12", 3)));

        assertThat(said("/v1/hosts/mx2.example.net"))
                .contains("\"failed\":3,")
                .contains("{\"address\":\"203.0.113.12\",\"failed\":3}");
        assertThat(said("/v1/domains/example.com/failures?from=%s&to=%s"
                        .formatted(TODAY.minusDays(8), TODAY.minusDays(2))))
                .contains("\"sessions\":3,");
    }

    @Test
    void looksAtTheHundredDomainsWithTheMostFailedSessions() throws IOException {
        for (int number = 0; number < 103; number++) {
            record(reportFrom("google.com")
                    .on(TODAY.minusDays(3))
                    .sts(
                            "domain%03d.example".formatted(number),
                            "enforce",
                            1_000,
                            failure("certificate-expired", "mx.example.net", 1 + number)));
        }

        assertThat(said("/v1/hosts")).contains("\"failingDomains\":103,\"domainsRead\":100", "\"domainCount\":100");
    }

    @Test
    void refusesMoreDaysThanAMonth() throws IOException {
        assertThat(client().get("/v1/hosts?from=" + TODAY.minusDays(31) + "&to=" + TODAY)
                        .status())
                .isEqualTo(400);
    }

    private static Samples at(String address, String domain, long failed) {
        return reportFrom("google.com")
                .on(TODAY.minusDays(3))
                .sts(domain, "enforce", 97, detail("certificate-expired", address, failed));
    }

    private static FailureDetail detail(String resultType, String address, long failed) {
        return new FailureDetail(
                ResultType.of(resultType), "192.0.2.1", "mx2.example.net", null, address, failed, null, null);
    }

    private void record(Samples report) {
        new Ledger(table, CLOCK, new SecureRandom()).record(report.recording(), SETTINGS);
    }

    private String said(String address) throws IOException {
        var answer = client().get(address);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private ApiClient client() {
        var api = new Api(table, new RawObjects(new NoObject(), "bucket"), Access.OPEN, CLOCK, false, "");
        return new ApiClient(new ApiFunction(api));
    }

    private static final class NoObject implements Bucket {

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
