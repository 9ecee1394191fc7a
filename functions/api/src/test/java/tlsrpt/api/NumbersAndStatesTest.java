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

/// No state contradicts the numbers beside it.
class NumbersAndStatesTest {

    private static final LocalDate TODAY = LocalDate.of(2126, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Settings SETTINGS = new Settings(List.of("*"), Retention.DEFAULT, true);

    private final Table table = Tables.inMemory();

    @Test
    void givesTheSessionsOfTheDaysThatAreStillArriving() throws IOException {
        for (int back = 2; back < 16; back++) {
            record(reportFrom("google.com").on(TODAY.minusDays(back)).sts("example.com", "enforce", 100));
        }
        record(reportFrom("google.com")
                .on(TODAY.minusDays(1))
                .sts("example.com", "enforce", 10, failure("certificate-expired", "mx1.example.com", 5)));

        assertThat(said())
                .contains("\"secured\":700,\"unprotected\":0,\"refused\":0,")
                .contains("\"arriving\":{\"reports\":1,\"secured\":10,\"unprotected\":0,\"refused\":5,\"unknown\":0}");
    }

    @Test
    void callsNoDomainProtectedWithMostSessionsUnprotected() throws IOException {
        for (int back = 0; back < 16; back++) {
            record(reportFrom("google.com").on(TODAY.minusDays(back)).sts("example.com", "enforce", 40));
            record(reportFrom("microsoft.com").on(TODAY.minusDays(back)).noPolicyFound("example.com", 60));
        }

        assertThat(said()).contains("\"state\":\"unprotected\"");
    }

    /// Such as of a sender that looks for DANE only.
    @Test
    void callsNoDomainUnprotectedBecauseTheLatestReporterFoundNoPolicy() throws IOException {
        for (int back = 3; back < 16; back++) {
            record(reportFrom("google.com").on(TODAY.minusDays(back)).sts("example.com", "enforce", 99));
            record(reportFrom("microsoft.com").on(TODAY.minusDays(back - 1)).noPolicyFound("example.com", 1));
        }

        assertThat(said())
                .contains("\"state\":\"protected\",\"policy\":\"sts/enforce\"")
                .contains("\"last\":\"" + TODAY.minusDays(2) + '"')
                .contains("\"secured\":594,\"unprotected\":7,");
    }

    /// Its incident needs two clean reports from the same reporter, and a first day below the threshold opens none.
    @Test
    void callsNoDomainProtectedTheDayAfterAReporterRefused() throws IOException {
        for (int back = 3; back < 16; back++) {
            record(reportFrom("google.com").on(TODAY.minusDays(back)).sts("example.com", "enforce", 20));
        }
        record(reportFrom("google.com")
                .on(TODAY.minusDays(3))
                .id("failing")
                .sts("example.com", "enforce", 0, failure("validation-failure", "mx1.example.com", 8)));
        record(reportFrom("microsoft.com").on(TODAY.minusDays(2)).sts("example.com", "enforce", 20));

        assertThat(said()).contains("\"refused\":8,").contains("\"state\":\"failing\"");
    }

    /// The numbers show what the operator lets count; the state rests on what is trusted.
    @Test
    void letsNoUnsignedMailTakeTheStateOfAProtectedDomain() throws IOException {
        for (int back = 0; back < 16; back++) {
            record(reportFrom("google.com").on(TODAY.minusDays(back)).sts("example.com", "enforce", 40));
            record(reportFrom("evil.example")
                    .on(TODAY.minusDays(back))
                    .trusted(Trust.UNSIGNED)
                    .noPolicyFound("example.com", 60));
        }

        assertThat(said()).contains("\"unprotected\":420,").contains("\"state\":\"protected\"");
    }

    private void record(Samples report) {
        new Ledger(table, CLOCK, new SecureRandom()).record(report.recording(), SETTINGS);
    }

    private String said() throws IOException {
        var api = new Api(table, new RawObjects(new NoObject(), "bucket"), Access.OPEN, CLOCK, false, "");
        return new ApiClient(new ApiFunction(api))
                .get("/v1/domains/example.com")
                .body();
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
