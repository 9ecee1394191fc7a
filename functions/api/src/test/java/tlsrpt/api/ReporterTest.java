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

/// One reporter over all domains.
class ReporterTest {

    private static final LocalDate TODAY = LocalDate.of(2126, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Settings SETTINGS = new Settings(List.of("*"), Retention.DEFAULT, true);

    private final Table table = Tables.inMemory();

    @Test
    void showsItsStandingItsDaysAndWhatItSaw() throws IOException {
        record(reportFrom("google.com")
                .on(TODAY.minusDays(3))
                .sts("example.com", "enforce", 96, failure("certificate-expired", "mx2.example.com", 4)));
        record(reportFrom("google.com").on(TODAY.minusDays(2)).sts("example.net", "enforce", 50));
        record(reportFrom("microsoft.com").on(TODAY.minusDays(2)).sts("example.net", "enforce", 7));

        assertThat(said("google.com"))
                .contains("\"standing\":\"pinned\"")
                .contains(
                        "{\"domain\":\"example.com\",\"trust\":\"verified\",\"counts\":true,\"reportDays\":1,\"last\":\""
                                + TODAY.minusDays(3)
                                + "\",\"reports\":1,\"secured\":96,\"unprotected\":0,\"refused\":4,"
                                + "\"unknown\":0,\"failed\":4,\"days\":[null,")
                .contains("[96,0,4,0,4],null,null,null]")
                .contains("{\"domain\":\"example.net\",\"trust\":\"verified\",")
                .contains("\"causes\":[{\"domain\":\"example.com\",\"diagnosis\":\"certificate-expired\",")
                .doesNotContain("\"secured\":7,", "\"secured\":57,");
    }

    @Test
    void keepsApartWhatAStrangerClaimsInItsName() throws IOException {
        record(reportFrom("google.com").on(TODAY.minusDays(2)).sts("example.com", "enforce", 50));
        record(reportFrom("google.com")
                .id("forged")
                .on(TODAY.minusDays(2))
                .trusted(Trust.ANONYMOUS)
                .sts("example.com", "enforce", 0, failure("certificate-expired", "mx2.example.com", 900)));

        assertThat(said("google.com"))
                .contains("\"trust\":\"verified\",\"counts\":true,\"reportDays\":1", "\"secured\":50,")
                .contains("\"trust\":\"anonymous\",\"counts\":false,\"reportDays\":1", "\"refused\":900,")
                .contains("\"causes\":[]");
        assertThat(said("smtp.google.com")).contains("\"trust\":\"verified\"").doesNotContain("anonymous");
        assertThat(said("com")).contains("\"domains\":[]");
    }

    @Test
    void readsAHundredDomainsAPage() throws IOException {
        for (int number = 0; number < 101; number++) {
            record(reportFrom("google.com")
                    .on(TODAY.minusDays(2))
                    .sts("domain%03d.example".formatted(number), "enforce", 50));
        }

        assertThat(said("google.com"))
                .contains("domain099.example", "\"domainsRead\":100,\"next\":\"")
                .doesNotContain("domain100.example");
        var next = said("google.com").replaceAll(".*\"next\":\"([^\"]+)\".*", "$1");
        assertThat(said("google.com?cursor=" + next))
                .contains("domain100.example", "\"standings\":[]", "\"domainsRead\":1,\"next\":null");
    }

    private void record(Samples report) {
        new Ledger(table, CLOCK, new SecureRandom()).record(report.recording(), SETTINGS);
    }

    private String said(String reporter) throws IOException {
        var api = new Api(table, new RawObjects(new NoObject(), "bucket"), Access.OPEN, CLOCK, false, "");
        var answer = new ApiClient(new ApiFunction(api)).get("/v1/reporters/" + reporter);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
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
