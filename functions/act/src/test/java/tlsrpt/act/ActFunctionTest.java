package tlsrpt.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.actions.ActionRequests;
import tlsrpt.actions.ActionResult;
import tlsrpt.alerting.RulesItem;
import tlsrpt.gateway.RequiredClaim;
import tlsrpt.gateway.Writers;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.store.AuditEntry;
import tlsrpt.store.AuditLog;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.table.Bucket;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Write;
import tlsrpt.testkit.MutableClock;

/// `POST /v1/actions` as API Gateway hands it over, of a stack whose writers are a group.
class ActFunctionTest {

    private static final String MUTE =
            "{\"action\":\"mute\",\"domain\":\"example.com\",\"cause\":\"certificate\",\"until\":\"2026-12-31\",\"note\":\"\"}";
    private static final String BOTH = "openid tlsrpt/read tlsrpt/write";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final Database database = Database.inMemory(new Schema(1, List.of()));
    private final Set<String> objects = new TreeSet<>(Set.of("mail/one", "https/2026-11-23/two"));
    private final List<String> queued = new ArrayList<>();
    private final ActFunction function = new ActFunction(
            new Writers(RequiredClaim.NONE, RequiredClaim.of("cognito:groups=writers")),
            ActFunction.requests(database.table(), new Keys(), "raw", queued::addAll, clock));

    private record Said(int status, Map<String, String> headers, String body) {}

    private final class Keys implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            throw new AssertionError("nothing is stored");
        }

        @Override
        public Optional<StoredObject> open(String key) {
            return objects.contains(key)
                    ? Optional.of(new StoredObject(new ByteArrayInputStream(new byte[0]), 0, Instant.EPOCH, Map.of()))
                    : Optional.empty();
        }
    }

    @Test
    void makesAChangeOnceAndTakesItBack() throws IOException {
        var done = post(MUTE);
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.headers()).containsEntry("cache-control", "no-store");
        assertThat(done.body()).contains("\"changed\":true", "\"undoable\":true");
        assertThat(RulesItem.read(database.table()).mutes()).hasSize(1);

        assertThat(post(MUTE).body()).contains("\"changed\":false");
        assertThat(entries()).hasSize(1);
        assertThat(entries().getFirst().who()).isEqualTo("someone");

        var undo = "{\"action\":\"undo\",\"entry\":\"" + entries().getFirst().id() + "\"}";
        assertThat(post(undo).body()).contains("\"changed\":true");
        assertThat(RulesItem.read(database.table()).mutes()).isEmpty();
        assertThat(post(undo).body()).contains("\"changed\":false", "already undone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "openid", "openid tlsrpt/read", "tlsrpt/write", "tlsrpt/read tlsrpt/writes"})
    void refusesATokenWithoutTheScopes(String scope) throws IOException {
        var said = ask(MUTE, scope, List.of("writers"), Map.of());

        assertThat(said.status()).isEqualTo(403);
        assertThat(said.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(entries()).isEmpty();
    }

    @Test
    void refusesWhoIsInNoGroupOrInAnother() throws IOException {
        assertThat(ask(MUTE, BOTH, List.of(), Map.of()).status()).isEqualTo(403);
        assertThat(ask(MUTE, BOTH, List.of("readers", "writers of nothing"), Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(ask(MUTE, BOTH, List.of("readers", "writers"), Map.of()).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "https://reports.example.com.evil.example", "null", ""})
    void refusesPagesOfOtherHosts(String origin) throws IOException {
        assertThat(post(MUTE, Map.of("origin", origin)).status()).isEqualTo(403);
        assertThat(entries()).isEmpty();
    }

    @Test
    void refusesWhatABrowserSendsForAnotherSiteOrAsAForm() throws IOException {
        assertThat(post(MUTE, Map.of("sec-fetch-site", "cross-site")).status()).isEqualTo(403);
        assertThat(post(MUTE, Map.of("content-type", "text/plain")).status()).isEqualTo(415);
        assertThat(entries()).isEmpty();
        assertThat(post(MUTE, Map.of("origin", "https://reports.example.com", "sec-fetch-site", "same-origin"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"acknowledge\",\"alert\":\"example.org:certificate:2026-11-20\"}",
                "{\"action\":\"block\",\"reporter\":\"other.example|tlsrpt@other.example\"}",
                "{\"action\":\"reprocess\",\"object\":\"mail/another\"}",
                "{\"action\":\"reprocess\",\"object\":\"settings/secret\"}",
                "{\"action\":\"undo\",\"entry\":\"2026-11-24T12:00:00.000Z-0000\"}",
            })
    void findsNothingThatIsNotThere(String action) throws IOException {
        objects.add("settings/secret");

        assertThat(post(action).status()).isEqualTo(404);
        assertThat(entries()).isEmpty();
        assertThat(queued).isEmpty();
    }

    @Test
    void queuesAnObjectOnceAsS3TellsOfACopy() throws IOException {
        var reprocess = "{\"action\":\"reprocess\",\"object\":\"https/2026-11-23/two\"}";

        assertThat(post(reprocess).body())
                .contains("\"changed\":true", "\"undoable\":false", "It is being reprocessed.");
        assertThat(post(reprocess).body()).contains("\"changed\":false", "already queued for processing");
        assertThat(queued)
                .containsExactly(
                        "{\"Records\":[{\"eventSource\":\"tlsrpt\",\"eventName\":\"ObjectCreated:Copy\",\"s3\":"
                                + "{\"bucket\":{\"name\":\"raw\"},\"object\":{\"key\":\"https%2F2026-11-23%2Ftwo\"}}}]}");

        clock.pass(Duration.ofMinutes(3));
        assertThat(post(reprocess).body()).contains("\"changed\":true");
    }

    @Test
    void addsADomainToTheSettingsAndTakesNoneAwayThatIsListed() throws IOException {
        new Settings(List.of("example.com"), Retention.DEFAULT, false).write(database.table());

        assertThat(post("{\"action\":\"count\",\"domain\":\"example.net\"}").status())
                .isEqualTo(200);
        assertThat(Settings.read(database.table()).domains()).containsExactly("example.com", "example.net");
        assertThat(post("{\"action\":\"uncount\",\"domain\":\"example.net\"}").status())
                .isEqualTo(200);
        var listed = post("{\"action\":\"uncount\",\"domain\":\"example.com\"}");
        assertThat(listed.status()).isEqualTo(409);
        assertThat(listed.body()).contains("is in the stack's parameter Domains, or 'tlsrpt settings'");
    }

    @Test
    void namesAReportThatCannotBeReadWhenAReporterIsBlocked() throws IOException {
        var report = new Key("D#example.com", "R#2026-11-23#" + "0".repeat(32));
        database.table()
                .write(Write.put(Item.at(new Key("DOMAINS", "example.com")).item()));
        database.table()
                .write(Write.put(Item.at(report).put("report", "damaged").item()));

        var said = post("{\"action\":\"block\",\"reporter\":\"google.com|noreply-smtp-tls-reporting@google.com\"}");

        assertThat(said.status()).isEqualTo(500);
        assertThat(said.body()).contains(report.sk(), "restore it from a backup");
    }

    @Test
    void readsABodyThatIsBase64() throws IOException {
        assertThat(send(MUTE, BOTH, List.of("writers"), Map.of(), true).status())
                .isEqualTo(200);
    }

    @Test
    void makesOneChangeAtATimeAmongAllInstances() throws Exception {
        var inner = new ArrayList<ActionResult>();
        var outer = turn((_, _) -> {
            inner.add(turn((_, _) -> new ActionResult.Changed("inner", "e", false))
                    .make("", ""));
            return new ActionResult.Changed("outer", "e", false);
        });

        assertThat(outer.make("", "")).isInstanceOf(ActionResult.Changed.class);
        assertThat(inner).singleElement().isInstanceOf(ActionResult.Conflict.class);
        assertThat(turn((_, _) -> new ActionResult.Changed("next", "e", false)).make("", ""))
                .isInstanceOf(ActionResult.Changed.class);
    }

    @Test
    void waitsForAnInstanceThatEndedUntilItCannotRunAnyMore() throws Exception {
        assertThat(new Turn(database.table(), clock, (_, _) -> new ActionResult.Changed("never", "e", false))
                        .take("ended"))
                .isTrue();
        ActionRequests.Maker next = (_, _) -> new ActionResult.Changed("next", "e", false);

        clock.pass(Turn.LONGEST.minusSeconds(1));
        assertThat(turn(next).make("", "")).isInstanceOf(ActionResult.Conflict.class);
        clock.pass(Duration.ofSeconds(2));
        assertThat(turn(next).make("", "")).isInstanceOf(ActionResult.Changed.class);
    }

    private Turn turn(ActionRequests.Maker maker) {
        return new Turn(database.table(), clock, maker);
    }

    private List<AuditEntry> entries() {
        return new AuditLog(database.table(), clock).list(null).items();
    }

    private Said post(String action) throws IOException {
        return post(action, Map.of());
    }

    private Said post(String action, Map<String, String> headers) throws IOException {
        return ask(action, BOTH, List.of("writers"), headers);
    }

    private Said ask(String action, String scope, List<String> groups, Map<String, String> headers) throws IOException {
        return send(action, scope, groups, headers, false);
    }

    @SuppressWarnings("NullAway") // nothing reads the context
    private Said send(String action, String scope, List<String> groups, Map<String, String> besides, boolean encoded)
            throws IOException {
        var payload = "{\"cognito:groups\":["
                + String.join(",", groups.stream().map(g -> '"' + g + '"').toList()) + "]}";
        var headers = new HashMap<String, String>(Map.of(
                "host",
                "reports.example.com",
                "content-type",
                "application/json",
                "authorization",
                "Bearer e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(payload)) + ".c2ln"));
        headers.putAll(besides);
        var claims = new HashMap<String, String>(Map.of("sub", "someone", "scope", scope));
        if (!groups.isEmpty()) {
            claims.put("cognito:groups", "[" + String.join(" ", groups) + "]");
        }
        var event = new StringWriter();
        try (var json = new JsonFactory().createGenerator(event)) {
            json.writeStartObject();
            json.writeStringField("rawPath", "/v1/actions");
            json.writeObjectFieldStart("headers");
            for (var header : headers.entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("requestContext");
            json.writeObjectFieldStart("authorizer");
            json.writeObjectFieldStart("jwt");
            json.writeObjectFieldStart("claims");
            for (var claim : claims.entrySet()) {
                json.writeStringField(claim.getKey(), claim.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            json.writeBooleanField("isBase64Encoded", encoded);
            json.writeStringField("body", encoded ? Base64.getEncoder().encodeToString(bytes(action)) : action);
            json.writeEndObject();
        }
        var out = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(bytes(event.toString())), out, null);
        return said(out.toByteArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Said said(byte[] answer) throws IOException {
        int status = 0;
        var headers = new HashMap<String, String>();
        var body = "";
        try (var json = new JsonFactory().createParser(answer)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "statusCode" -> status = json.getIntValue();
                    case "body" ->
                        body = new String(Base64.getDecoder().decode(json.getText()), StandardCharsets.UTF_8);
                    case "headers" -> {
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            headers.put(json.currentName(), json.nextTextValue());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        return new Said(status, headers, body);
    }
}
