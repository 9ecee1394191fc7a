package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.DeliveryImpact;
import tlsrpt.report.Severity;
import tlsrpt.store.AlertItems;
import tlsrpt.store.Ledger;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.Tables;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;

/// What open alerts say after the fault was fixed and before reports are clean.
class LooksFixedTest {

    private static final LocalDate DAY = LocalDate.of(2126, 3, 28);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2126-03-29T06:00:00Z"), ZoneOffset.UTC);
    private static final Bucket NO_OBJECTS = new Bucket() {
        @Override
        public boolean add(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StoredObject> open(String key) {
            return Optional.empty();
        }
    };

    private final Table table = Tables.inMemory();
    private final ApiClient api = new ApiClient(
            new ApiFunction(new Api(table, new RawObjects(NO_OBJECTS, "bucket"), Access.OPEN, CLOCK, false, "")));

    @Test
    void saysThatAnOpenAlertLooksFixedAfterACheckThatPasses() throws IOException {
        open(incident("certificate-expired"));
        assertThat(api.get("/v1/alerts").body()).contains("\"looksFixed\":{}");

        check(DAY.atTime(12, 0).toInstant(ZoneOffset.UTC), "pass");
        assertThat(api.get("/v1/alerts").body())
                .as("a check of the day that failed")
                .contains("\"looksFixed\":{}");

        var now = CLOCK.instant();
        check(now, "fail");
        assertThat(api.get("/v1/alerts").body()).contains("\"looksFixed\":{}");

        check(now.plusSeconds(60), "pass");
        var at = "\"looksFixed\":{\"a1\":{\"at\":\"" + now.plusSeconds(60)
                + "\",\"words\":\"Looks fixed: the check at 2126-03-29 06:01 UTC no longer found the cause. The"
                + " alert closes when reports confirm it.\"}}";
        assertThat(api.get("/v1/alerts").body()).contains(at);
        assertThat(api.get("/v1/domains/example.net/alerts").body()).contains(at);
        assertThat(api.get("/v1/domains/example.com/alerts").body()).contains("\"looksFixed\":{}");
        new Ledger(table, CLOCK, new Random(1))
                .record(
                        reportFrom("google.com")
                                .on(DAY)
                                .sts("example.net", "testing", 9)
                                .recording(),
                        new Settings(List.of("*"), Retention.DEFAULT, false));
        assertThat(api.get("/v1/domains").body()).contains(at);
    }

    @Test
    void makesNothingOfACheckWhereOneLookCannotTell() throws IOException {
        open(incident("certificate-revoked"));
        check(CLOCK.instant(), "pass");

        assertThat(api.get("/v1/alerts").body()).contains("\"looksFixed\":{}");
    }

    private void check(Instant at, String state) {
        var host = "mx3.example.net";
        var lines = Stream.of("mx-reach", "mx-chain", "mx-name", "mx-strength")
                .map(check -> new PostureLine(
                        check,
                        check.equals("mx-chain") ? state : "pass",
                        host,
                        null,
                        null,
                        null,
                        "seen",
                        "",
                        null,
                        null,
                        null))
                .toList();
        var postures = new PostureItems(table, CLOCK);
        postures.record(postures.latest("example.net"), new PostureLook("example.net", at, List.of(), lines, null));
    }

    private static Alert incident(String diagnosis) {
        var sessions = Alert.Sessions.of(DAY, 7, 70);
        return Alert.of(
                new Alert.Incident("a1", "certificate", "example.net", List.of("example.net"), DAY, false, false),
                new Alert.Transition("a1-1", AlertKind.FAILING, DAY, CLOCK.instant(), List.of()),
                new Alert.Findings(
                        Severity.HIGH,
                        DeliveryImpact.UNPROTECTED,
                        List.of(new Alert.Cause("sts", List.of(), null, diagnosis, "mx3.example.net", sessions)),
                        List.of("microsoft.com"),
                        sessions,
                        List.of(),
                        true),
                Alert.Content.of("example.net: certificate", "certificate", List.of("It failed."), List.of()));
    }

    private void open(Alert alert) {
        var stored = new StoredAlert(
                "example.net", alert.id(), "certificate", "failing", "high", CLOCK.instant(), null, alert.json());
        var items = new AlertItems(table);
        items.write(List.of(new AlertItems.Change(
                items.read("example.net"), "memory", "v1", List.of(), List.of(stored), List.of())));
    }
}
