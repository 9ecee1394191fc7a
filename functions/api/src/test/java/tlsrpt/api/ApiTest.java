package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.gateway.RequiredClaim;
import tlsrpt.gateway.Writers;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.DeliveryImpact;
import tlsrpt.report.Severity;
import tlsrpt.report.Trust;
import tlsrpt.store.AlertItems;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;
import tlsrpt.store.Ledger;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.Subscribers;
import tlsrpt.store.Tables;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;

class ApiTest {

    private static final LocalDate TODAY = LocalDate.of(2126, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final LocalDate DAY = TODAY.minusDays(3);
    private static final Settings SETTINGS = new Settings(List.of("*", "forged.example"), Retention.DEFAULT, true);

    private static Table table;
    private static ApiClient api;

    @BeforeAll
    static void record() {
        table = Tables.inMemory();
        for (int back = 0; back < 20; back++) {
            record(reportFrom("google.com")
                    .id("g" + back)
                    .on(TODAY.minusDays(back))
                    .sts("example.com", "enforce", 100, failure("certificate-expired", "mx2.example.com", 4)));
            record(reportFrom("failures.example")
                    .trusted(Trust.ESTABLISHED)
                    .id("f" + back)
                    .on(TODAY.minusDays(back))
                    .sts("example.com", "enforce", 0, failure("certificate-expired", "mx2.example.com", 1)));
            record(reportFrom("google.com")
                    .id("t" + back)
                    .on(TODAY.minusDays(back))
                    .sts("example.net", "testing", 60));
            record(reportFrom("microsoft.com")
                    .id("m" + back)
                    .on(TODAY.minusDays(back))
                    .sts("example.net", "testing", 30));
        }
        record(reportFrom("google.com")
                .id("anonymous")
                .on(DAY)
                .trusted(Trust.ANONYMOUS)
                .sts("example.com", "enforce", 9000));
        record(reportFrom("=cmd|calc").id("=1+1").on(DAY).sts("example.org", "enforce", 1));
        new HeldObjects(table, CLOCK)
                .hold("https/x", HeldReport.of(HeldReason.CONFLICT, "another one counts", "@SUM(A1)"), 12);
        api = new ApiClient(new ApiFunction(api(Access.OPEN)));
    }

    private static void record(Samples report) {
        new Ledger(table, CLOCK, new SecureRandom()).record(report.recording(), SETTINGS);
    }

    private static Api api(Access access) {
        return new Api(table, new RawObjects(new OneObject(), "bucket"), access, CLOCK, false, "");
    }

    @Test
    void showsEveryDomainWithItsLastCompleteWeekAndTheOneBefore() throws IOException {
        var said = api.get("/v1/domains");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.headers())
                .containsEntry("cache-control", "private, no-cache")
                .containsKey("etag");
        assertThat(said.body())
                .contains("""
                        {"domain":"example.com","state":"failing","policy":"sts/enforce","first":"%s","last":"%s",\
                        "reports":14,"secured":700,"unprotected":0,"refused":35,"unknown":0,"failed":35,\
                        "securedBefore":700,"unprotectedBefore":0,"refusedBefore":35,"unknownBefore":0,\
                        "failedBefore":35,"reportsBefore":14,"anonymousReports":1,"checked":null,"checkState":null,"check":null,\
                        "checksFailing":0,"checksWarning":0,"checksUnseen":0,"days":[[100,0,5,0,5],""".formatted(TODAY.minusDays(19), TODAY))
                .contains("\"week\":{\"from\":\"%s\",\"to\":\"%s\"},\"before\":{\"from\":\"%s\",\"to\":\"%s\"}"
                        .formatted(TODAY.minusDays(8), TODAY.minusDays(2), TODAY.minusDays(15), TODAY.minusDays(9)))
                .contains("\"domain\":\"example.net\",\"state\":\"testing\"")
                .contains("\"domain\":\"example.org\",\"state\":\"new\"")
                .endsWith("\"next\":null}");
    }

    @Test
    void leavesReportersOutOfRatesThatOnlyEverSendFailures() throws IOException {
        assertThat(api.get("/v1/domains/example.com").body())
                .contains("\"refused\":35,\"unknown\":0,\"rated\":{\"reports\":7,\"secured\":700,\"unprotected\":0,"
                        + "\"refused\":28,\"unknown\":0},\"onlyFailures\":[\"failures.example\"]")
                .contains("\"verdict\":\"already-enforcing\"")
                .contains("\"mx: *.example.com\"");
    }

    @Test
    void holdsAgainstReadinessWhatWasSeenInDns() throws IOException {
        for (int back = 0; back < 20; back++) {
            for (var reporter : List.of("google.com", "microsoft.com")) {
                record(reportFrom(reporter)
                        .id("s" + back)
                        .on(TODAY.minusDays(back))
                        .sts("seen.example", "testing", 60));
            }
        }
        var mx = new PostureLine("mx-covered", "warn", "mx9.seen.example", null, null, null, "", "", null, null, null);
        new PostureItems(table, CLOCK)
                .record(
                        Optional.empty(),
                        new PostureLook(
                                "seen.example",
                                CLOCK.instant(),
                                List.of(),
                                List.of(mx),
                                new PostureLook.Served("1", "testing 86400 mx.seen.example")));

        assertThat(api.get("/v1/domains/seen.example").body())
                .contains("\"found\":\"Not covered: mx9.seen.example, checked " + TODAY + ".\"")
                .contains("\"found\":\"Mode testing, checked " + TODAY + ".\"")
                .contains("\"verdict\":\"not-yet\"")
                .contains("\"mxSeen\":true")
                .as("the policy in the reports has another pattern")
                .contains("\"served\":false");
    }

    @Test
    void believesNoUnsignedMailWhereStatesAndVerdictsAreAtStake() throws IOException {
        for (int back = 0; back < 20; back++) {
            var forged = reportFrom("forger" + back % 2 + ".example")
                    .id("u" + back)
                    .on(TODAY.minusDays(back))
                    .trusted(Trust.UNSIGNED)
                    .sts("forged.example", "testing", 60);
            record(back == 3 ? forged.sts("forged.example", "enforce", 0, failure("odd", null, 30)) : forged);
        }

        assertThat(api.get("/v1/domains/forged.example").body())
                .contains("\"verdict\":\"no-policy\"")
                .contains("\"policies\":[]")
                .doesNotContain("\"state\":\"failing\"");
        var believing = new ApiClient(new ApiFunction(
                new Api(table, new RawObjects(new OneObject(), "bucket"), Access.OPEN, CLOCK, true, "")));
        assertThat(believing.get("/v1/domains/forged.example").body())
                .contains("\"mode\":\"testing\"")
                .doesNotContain("\"verdict\":\"no-policy\"");
    }

    @Test
    void letsNoUnsignedMailMakeADomainFailOnADayThatSomebodyVouchesFor() throws IOException {
        for (int back = 2; back < 6; back++) {
            record(reportFrom("google.com")
                    .id("v" + back)
                    .on(TODAY.minusDays(back))
                    .sts("framed.example", "enforce", 100));
        }
        record(reportFrom("forger.example")
                .id("f")
                .on(TODAY.minusDays(2))
                .trusted(Trust.UNSIGNED)
                .sts("framed.example", "enforce", 0, failure("certificate-expired", "mx1.framed.example", 90)));

        assertThat(api.get("/v1/domains/framed.example").body())
                .contains("\"state\":\"protected\"")
                .contains("\"refused\":90");
    }

    @Test
    void tellsWhatFailedOnceHoweverManyRowsSayIt() throws IOException {
        record(reportFrom("google.com")
                .id("rows")
                .on(DAY)
                .sts(
                        "rows.example",
                        "enforce",
                        5,
                        failure("certificate-expired", "mx2.example.com", 4),
                        failure("certificate-expired", "mx2.example.com", 3)));
        var id = found(api.get("/v1/domains/rows.example/reports").body(), "\"id\":\"([^\"]+)\"");

        assertThat(api.get("/v1/domains/rows.example/reports/" + id).body())
                .containsOnlyOnce("\"title\":\"certificate expired\"")
                .contains("\"outcome\":\"refused\",\"sessions\":7");
    }

    @Test
    void saysWhoHearsOfAlerts() throws IOException {
        assertThat(api.get("/v1/domains").body()).contains("\"subscribers\":null");

        new Subscribers(0, CLOCK.instant()).write(table);

        var known = "\"subscribers\":{\"confirmed\":0,\"asked\":\"2126-03-31T12:00:00Z\"}";
        assertThat(api.get("/v1/domains").body()).contains(known);
        assertThat(api.get("/v1/alerts").body()).contains(known);
    }

    @Test
    void showsThePolicyInEachFormWithAllWhoSeeIt() throws IOException {
        record(reportFrom("google.com").id("p1").on(DAY.minusDays(1)).sts("policies.example", "testing", 5));
        record(reportFrom("google.com")
                .id("p2")
                .on(DAY)
                .sts("policies.example", "enforce", 5)
                .tlsa("policies.example", 5));
        record(reportFrom("microsoft.com").id("p3").on(DAY).sts("policies.example", "enforce", 5));

        var day = DAY.toString();
        assertThat(api.get("/v1/domains/policies.example").body())
                .contains("{\"type\":\"sts\",\"mode\":\"enforce\",\"seen\":\"" + day + "\",\"served\":null,\"lines\":")
                .contains(
                        "\"reporters\":[\"google.com\",\"microsoft.com\"]},{\"type\":\"sts\",\"mode\":\"testing\",\"seen\":\""
                                + DAY.minusDays(1) + "\"")
                .contains("{\"type\":\"tlsa\",\"mode\":null,\"seen\":\"" + day + "\"");
    }

    @Test
    void callsNoDomainUnprotectedWhoseSessionsMetAPolicyWithoutAStatedMode() throws IOException {
        for (int n = 0; n < 5; n++) {
            record(reportFrom("google.com").id("m" + n).on(DAY.minusDays(n)).sts("modeless.example", null, 50));
        }

        assertThat(api.get("/v1/domains/modeless.example").body()).contains("\"state\":\"testing\"");
    }

    @Test
    void saysWhetherAPolicyCanBeEnforced() throws IOException {
        assertThat(api.get("/v1/domains/example.net").body()).contains("\"readiness\":{\"verdict\":\"ready\"");
    }

    @Test
    void countsWhatAnonymousReportersSayOnlyWhereThatIsAskedFor() throws IOException {
        var path = "/v1/domains/example.com/days?from=%s&to=%s".formatted(DAY, DAY);

        assertThat(api.get(path).body()).contains("\"complete\":true,\"reports\":2,\"secured\":100");
        assertThat(api.get(path + "&trust=all").body()).contains("\"reports\":3,\"secured\":9100");
        assertThat(api.get(path + "&trust=anonymous&by=reporter").body())
                .contains("\"secured\":9000")
                .contains("\"groups\":{\"google.com\":9000}");
        assertThat(api.get("/v1/domains/example.com/days?by=policy").body())
                .contains("\"day\":\"%s\",\"complete\":false".formatted(TODAY))
                .contains("\"groups\":{\"sts/enforce\":105}");
    }

    @Test
    void explainsWhatFailsAndWhoAgrees() throws IOException {
        assertThat(api.get("/v1/domains/example.com/failures?from=%s&to=%s".formatted(DAY, DAY))
                        .body())
                .contains(
                        "\"diagnosis\":\"certificate-expired\",\"title\":\"certificate expired\",\"mx\":\"mx2.example.com\"")
                .contains("\"outcome\":\"refused\",\"severity\":\"high\",\"sessions\":5")
                .contains(
                        "\"reporters\":[{\"reporter\":\"google.com\",\"sessions\":4},{\"reporter\":\"failures.example\","
                                + "\"sessions\":1}]")
                .contains("\"steps\":[{\"text\":\"Mitigate first");
    }

    @Test
    void listsReportsPageByPageAndShowsOne() throws IOException {
        var first = api.get("/v1/domains/example.com/reports?failing=true&reporter=GOOGLE.com");
        assertThat(first.body()).contains("\"reporter\":\"google.com\"").doesNotContain("failures.example");
        var id = found(first.body(), "\"id\":\"([^\"]+)\"");

        var one = api.get("/v1/domains/example.com/reports/" + id);

        assertThat(one.body())
                .contains("\"id\":\"" + id + "\"")
                .contains("\"result-type\":\"certificate-expired\"")
                .contains("\"causes\":[{\"diagnosis\":\"certificate-expired\"");
        assertThat(api.get("/v1/domains/example.net/reports/" + id).status()).isEqualTo(404);

        var raw = api.get("/v1/domains/example.com/reports/" + id + "/raw");
        assertThat(raw.body()).isEqualTo("<raw>");
        assertThat(raw.headers())
                .containsEntry("content-type", "application/octet-stream")
                .containsEntry("x-content-type-options", "nosniff")
                .hasEntrySatisfying(
                        "content-disposition",
                        how -> assertThat(how).startsWith("attachment; filename=\"example.com-"));
    }

    @Test
    void showsWhatAlertsAreOpenAndWhatIsBehindThem() throws IOException {
        var cause = new Alert.Cause(
                "sts",
                List.of(),
                null,
                "certificate-expired",
                "mx3.example.net",
                Alert.Sessions.of(LocalDate.parse("2026-03-01"), 7, 70));
        var alert = Alert.of(
                new Alert.Incident(
                        "a1", "certificate", "example.net", List.of("example.net", "example.org"), DAY, false, false),
                new Alert.Transition("a1-1", AlertKind.FAILING, DAY, CLOCK.instant(), List.of()),
                new Alert.Findings(
                        Severity.HIGH,
                        DeliveryImpact.UNPROTECTED,
                        List.of(cause),
                        List.of("microsoft.com"),
                        Alert.Sessions.of(LocalDate.parse("2026-03-01"), 7, 70),
                        List.of(),
                        true),
                Alert.Content.of(
                        "example.net: certificate expired", "certificate expired", List.of("It expired."), List.of()));
        var stored = new StoredAlert(
                "example.net", "a1", "certificate", "failing", "high", CLOCK.instant(), null, alert.json());
        var items = new AlertItems(table);
        items.write(List.of(new AlertItems.Change(
                items.read("example.net"),
                "memory",
                "v1",
                List.of(new AlertItems.Message("a1-1", stored)),
                List.of(stored),
                List.of())));

        assertThat(api.get("/v1/alerts").body())
                .contains("\"open\":[" + alert.json() + "]", "\"alerts\":[" + alert.json() + "]");
        assertThat(api.get("/v1/alerts?month=2126-02").body()).contains("\"alerts\":[]");
        assertThat(api.get("/v1/alerts?format=csv").body()).contains(",example.net,failing,high,certificate,");
        assertThat(api.get("/v1/domains/example.org/alerts").body()).contains("\"open\":[" + alert.json() + "]");
        assertThat(api.get("/v1/domains/example.com/alerts").body()).contains("\"open\":[]");
        assertThat(api.get("/v1/domains/example.org").body()).contains("\"state\":\"attention\"");
        assertThat(api.get("/v1/causes").body())
                .contains(
                        "\"diagnosis\":\"certificate-expired\",\"title\":\"certificate expired\",\"mx\":\"mx3.example.net\"")
                .contains("\"onlyReporter\":\"microsoft.com\",\"domainCount\":2,\"failed\":7,\"refused\":false");

        items.write(List.of(new AlertItems.Change(
                items.read("example.net"), "memory", "v2", List.of(), List.of(), List.of("certificate"))));
        assertThat(api.get("/v1/alerts").body()).contains("\"open\":[]");
    }

    @Test
    void refusesACursorOfAnotherList() throws IOException {
        var next = found(
                api.get("/v1/domains/example.com/reports?from=%s".formatted(TODAY.minusDays(40)))
                        .body(),
                "\"next\":(null)");
        assertThat(next).isEqualTo("null");

        var said = api.get("/v1/domains/example.com/reports?cursor=Zm9yZ2VkIGJ5IHNvbWVvbmUgZWxzZQ");

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(said.body()).contains("The cursor does not belong to this list");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/domains?what=1, 400",
        "/v1/domains?format=xml, 400",
        "/v1/domains?format=csv&format=json, 400",
        "/v1/domains?cursor=%zz, 400",
        "/v1/domains/-/days, 400",
        "/v1/domains/example.com/days?from=2026-02-30, 400",
        "/v1/domains/example.com/days?from=+2026-02-03, 400",
        "/v1/domains/example.com/days?from=2026-03-02&to=2026-03-01, 400",
        "/v1/domains/example.com/days?from=1999-01-01, 400",
        "/v1/domains/example.com/days?trust=mine, 400",
        "/v1/alerts?month=2026-13, 400",
        "/v1/domains/unknown.example, 404",
        "/v1/domains/example.com/reports/nonsense, 404",
        "/v1/other, 404",
        "/assets/0/main.js, 404",
    })
    void saysInPlainWordsWhatIsWrong(String path, int status) throws IOException {
        var said = api.get(path);

        assertThat(said.status()).isEqualTo(status);
        assertThat(said.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(said.body())
                .contains("\"status\":" + status)
                .contains("\"detail\":\"")
                .doesNotContain("Exception");
    }

    @Test
    void canOnlyBeRead() throws IOException {
        var said = api.ask("DELETE", "/v1/domains/example.com", "{}", "{}");

        assertThat(said.status()).isEqualTo(405);
        assertThat(said.headers()).containsEntry("allow", "GET, HEAD");
    }

    @Test
    void sendsNothingTwice() throws IOException {
        var tag = api.get("/v1/domains").headers().get("etag");

        var again = api.ask(
                "GET",
                "/v1/domains",
                "{\"if-none-match\":\"\\\"x\\\", %s\"}"
                        .formatted(String.valueOf(tag).replace("\"", "\\\"")),
                "{}");

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers()).containsEntry("etag", tag).doesNotContainKey("content-type");
    }

    @Test
    void compressesForThoseWhoReadThat() throws IOException {
        var said = api.ask("GET", "/v1/domains/example.com/failures", "{\"accept-encoding\":\"br, gzip\"}", "{}");

        assertThat(said.headers()).containsEntry("content-encoding", "gzip");
        assertThat(said.body()).startsWith("{\"domain\":\"example.com\"");
    }

    @Test
    void saysOfEveryReporterWhyItCounts() throws IOException {
        assertThat(api.get("/v1/reporters").body())
                .contains("\"reporter\":\"google.com|noreply-smtp-tls-reporting@google.com\",\"signer\":\"google.com\"")
                .contains("\"standing\":\"pinned\"")
                .contains("\"why\":\"The known address of this organization's reports.\"");
        assertThat(api.get("/v1/reporters?format=csv").body())
                .startsWith("reporter,signer,from,standing,since,until,held,why");
    }

    @Test
    void writesCellsThatNoSpreadsheetTakesForFormulas() throws IOException {
        assertThat(api.get("/v1/domains/example.org/reports?format=csv").body())
                .startsWith("id,day,reporter,organization,reportId,")
                .contains(",'=1+1,")
                .doesNotContain(",=");
        assertThat(api.get("/v1/held?format=csv").body())
                .contains("\r\nhttps/x,conflict,another one counts,'@SUM(A1),12,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/domains", "/v1/domains/example.com", "/v1/domains/example.com/days", "/v1/held"})
    void showsDataOnlyToAccountsWithTheRequiredClaim(String path) throws IOException {
        var guarded = new ApiClient(
                new ApiFunction(api(Access.of("groups=mail admins", "https://id.example", "page", "openid", ""))));

        assertThat(guarded.ask("GET", path, "{}", "{\"sub\":\"someone\"}").status())
                .isEqualTo(403);
        assertThat(guarded.ask("GET", path, "{}", "{\"groups\":\"mail\"}").status())
                .isEqualTo(403);
        assertThat(guarded.ask("GET", path, "{}", "{\"groups\":\"mail admins\"}")
                        .status())
                .isEqualTo(200);
        assertThat(guarded.get("/v1/health").status()).isEqualTo(200);
        assertThat(guarded.get("/").status()).isEqualTo(200);
    }

    /// Row 43. The HTTP API writes a list without quotes, so the token itself decides.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "[\"x mail\"]; [x mail]; 403",
                "\"a,mail\"; a,mail; 403",
                "[\"a,mail\"]; [a,mail]; 403",
                "\"[mail]\"; [mail]; 403",
                "[[\"mail\"]]; [[mail]]; 403",
                "{\"mail\":\"mail\"}; map[mail:mail]; 403",
                "[\"mail\"]; [mail]; 200",
                "[\"all\",\"mail\"]; [all mail]; 200",
                "\"mail\"; mail; 200",
            })
    void row43ComparesTheRequiredClaimWithWholeValues(String typed, String flattened, int status) throws IOException {
        var guarded = guarded("groups=mail");
        var claims = "{\"groups\":\"" + flattened + "\"}";

        assertThat(guarded.ask("GET", "/v1/domains", bearer("{\"x\":[1],\"groups\":" + typed + "}"), claims)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void findsARequiredGroupWhoseNameHasTwoWords() throws IOException {
        var token = bearer("{\"groups\":[\"all\",\"mail admins\"]}");

        assertThat(guarded("groups=mail admins")
                        .ask("GET", "/v1/domains", token, "{\"groups\":\"[all mail admins]\"}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"authorization\":\"Bearer x\"}", "{\"authorization\":\"Bearer a.!.c\"}"})
    void letsNobodyInByAListThatNoTokenConfirms(String headers) throws IOException {
        assertThat(guarded("groups=mail")
                        .ask("GET", "/v1/domains", headers, "{\"groups\":\"[mail]\"}")
                        .status())
                .isEqualTo(403);
    }

    /// The page shows its buttons by this header.
    @ParameterizedTest
    @CsvSource({
        "openid tlsrpt/read tlsrpt/write, writers, write",
        "openid tlsrpt/read tlsrpt/write, readers, read",
        "openid tlsrpt/read, writers, read",
    })
    void tellsThePageWhetherItsReaderMayWrite(String scope, String group, String may) throws IOException {
        var function = new ApiFunction(
                api(Access.OPEN), new Writers(RequiredClaim.NONE, RequiredClaim.of("cognito:groups=writers")));
        var claims = "{\"scope\":\"" + scope + "\",\"cognito:groups\":\"[" + group + "]\"}";

        var said = new ApiClient(function)
                .ask("GET", "/v1/domains", bearer("{\"cognito:groups\":[\"" + group + "\"]}"), claims);

        assertThat(said.headers()).containsEntry("tlsrpt-scope", may);
    }

    private ApiClient guarded(String claim) {
        return new ApiClient(new ApiFunction(api(Access.of(claim, "https://id.example", "page", "openid", ""))));
    }

    private static String bearer(String claims) {
        var payload = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return "{\"authorization\":\"Bearer e30." + payload + ".c2ln\"}";
    }

    /// Holds one object, whatever it is asked for.
    private record OneObject() implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StoredObject> open(String key) {
            var content = "<raw>".getBytes(StandardCharsets.UTF_8);
            return Optional.of(
                    new StoredObject(new ByteArrayInputStream(content), content.length, Instant.EPOCH, Map.of()));
        }
    }

    private static String found(String text, String pattern) {
        var found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
