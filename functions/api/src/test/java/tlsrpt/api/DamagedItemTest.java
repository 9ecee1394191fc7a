package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tlsrpt.store.Damage;
import tlsrpt.store.Ledger;
import tlsrpt.store.ReportRef;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;

/// The views of a domain with a report that cannot be read any more, and one that can.
class DamagedItemTest {

    private static final LocalDate DAY = LocalDate.of(2126, 3, 28);
    private static final Clock CLOCK =
            Clock.fixed(DAY.plusDays(3).atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    private final Table table = Tables.inMemory();
    private ReportRef damaged = new ReportRef("example.com", DAY, "");
    private ReportRef intact = damaged;

    @BeforeEach
    void damageTheFirst() {
        damaged = record("r1", "mx1.example.com");
        Damage.ofReports(table, "example.com");
        intact = record("r2", "mx2.example.com");
    }

    @Test
    void namesTheReportAndSaysWhatToDo() throws IOException {
        var answer = client().get("/v1/domains/example.com/reports/" + ReportsView.id(damaged));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.body())
                .contains("item D#example.com R#" + DAY + "#" + damaged.identity())
                .contains("restore it from a backup");
    }

    @Test
    void listsTheOtherReportsAndNamesTheDamagedOne() throws IOException {
        var said = said("/v1/domains/example.com/reports?from=" + DAY + "&to=" + DAY);

        assertThat(said)
                .contains("\"id\":\"" + ReportsView.id(intact) + '"')
                .doesNotContain("\"id\":\"" + ReportsView.id(damaged) + '"');
        assertThat(said).contains("\"damaged\":[\"item D#example.com R#" + DAY + "#" + damaged.identity());
    }

    @Test
    void showsEveryViewThatTakesReportsForExamples() throws IOException {
        var days = "?from=" + DAY + "&to=" + DAY;
        for (var view : List.of(
                "/v1/hosts" + days,
                "/v1/hosts/mx1.example.com" + days,
                "/v1/domains/example.com",
                "/v1/domains/example.com/failures" + days,
                "/v1/fleet" + days)) {
            assertThat(said(view)).as(view).isNotEmpty();
        }
    }

    private ReportRef record(String id, String mx) {
        var recording = reportFrom("google.com")
                .on(DAY)
                .id(id)
                .sts("example.com", "enforce", 70, failure("certificate-expired", mx, 30))
                .recording();
        new Ledger(table, CLOCK, new Random(1)).record(recording, new Settings(List.of("*"), Retention.DEFAULT, true));
        return recording.ref();
    }

    private String said(String address) throws IOException {
        var answer = client().get(address);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private ApiClient client() {
        Bucket bucket = new Bucket() {
            @Override
            public boolean add(String key, byte[] content) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<StoredObject> open(String key) {
                return Optional.empty();
            }
        };
        return new ApiClient(
                new ApiFunction(new Api(table, new RawObjects(bucket, "bucket"), Access.OPEN, CLOCK, false, "")));
    }
}
