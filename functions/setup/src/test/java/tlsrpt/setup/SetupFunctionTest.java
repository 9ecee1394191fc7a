package tlsrpt.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.DescribeActiveReceiptRuleSetRequest;
import software.amazon.awssdk.services.ses.model.DescribeActiveReceiptRuleSetResponse;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.ses.model.SetActiveReceiptRuleSetRequest;
import software.amazon.awssdk.services.ses.model.SetActiveReceiptRuleSetResponse;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;
import tlsrpt.table.Table;

/// What CloudFormation is told, and what was done, from its event on.
class SetupFunctionTest {

    private static final String OURS = "\"OwnRuleSetName\":\"tlsrpt-8a2b\",\"ExistingRuleSetName\":\"\"";
    private static final String JOINED = "\"OwnRuleSetName\":\"\",\"ExistingRuleSetName\":\"company\"";
    private static final String WISHES =
            "\"Domains\":[\"example.com\",\"example.net\"],\"RetentionDays\":\"90\",\"CountUnsigned\":\"false\"";
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private final Ses ses = new Ses();
    private boolean rollingBack;
    private final Table table = Tables.inMemory();
    private final List<String> told = new ArrayList<>();
    private final List<Integer> statuses = new ArrayList<>();
    private @Nullable HttpServer bucket;

    @BeforeEach
    void open() throws IOException {
        bucket = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        bucket.createContext("/", exchange -> {
            told.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().get("Content-Type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(statuses.isEmpty() ? 200 : statuses.removeFirst(), -1);
            exchange.close();
        });
        bucket.start();
    }

    @AfterEach
    void close() {
        if (bucket != null) {
            bucket.stop(0);
        }
    }

    @Test
    void activatesTheRuleSetAndWritesTheSettingsWhenTheStackIsMade() throws IOException {
        create(OURS);

        assertThat(told)
                .containsExactly("PUT null {\"Status\":\"SUCCESS\",\"PhysicalResourceId\":\"tlsrpt-Setup\","
                        + "\"StackId\":\"arn:stack\",\"RequestId\":\"r1\",\"LogicalResourceId\":\"Setup\"}");
        assertThat(ses.active).isEqualTo("tlsrpt-8a2b");
        assertThat(Settings.read(table))
                .isEqualTo(new Settings(List.of("example.com", "example.net"), Retention.of(90), false));
    }

    @Test
    void takesNobodysMailAwayButSaysWhatToDo() throws IOException {
        ses.active = "company";

        create(OURS);

        assertThat(told)
                .singleElement()
                .asString()
                .contains("\"FAILED\"")
                .contains("deploy with ExistingRuleSetName=company");
        assertThat(ses.active).isEqualTo("company");
        assertThat(Settings.read(table)).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void joinsTheActiveRuleSetWhenItIsNamed() throws IOException {
        ses.active = "company";

        create(JOINED);

        assertThat(told).singleElement().asString().contains("\"SUCCESS\"");
        assertThat(ses.active).isEqualTo("company");
    }

    @ParameterizedTest
    @CsvSource({"'', is not the active one", "another, another is"})
    void refusesToJoinOneThatIsNotActive(String active, String says) throws IOException {
        ses.active = active;

        create(JOINED);

        assertThat(told).singleElement().asString().contains("\"FAILED\"").contains(says);
        assertThat(ses.active).isEqualTo(active);
    }

    @Test
    void doesAllOfItTwiceWhenCloudFormationAsksTwice() throws IOException {
        create(OURS);
        var before = Settings.read(table);
        create(OURS);

        assertThat(told).hasSize(2).allMatch(answer -> answer.contains("\"SUCCESS\""));
        assertThat(Settings.read(table)).isEqualTo(before);
    }

    @Test
    void leavesWhatTheOperatorChangedWhereTheParametersStay() throws IOException {
        create(OURS);
        new Settings(List.of("example.org"), Retention.of(90), true).write(table);

        update(WISHES, WISHES.replace("\"90\"", "\"400\""));

        assertThat(told.getLast()).contains("\"SUCCESS\"").contains("\"PhysicalResourceId\":\"p1\"");
        assertThat(Settings.read(table))
                .isEqualTo(new Settings(
                        List.of("example.org"), Retention.of(90).changed(400, LocalDate.of(2026, 3, 2)), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"example.com\",\"example.net\"; \"example.org\"; example.org",
                "\"example.com\",\"example.net\"; \"Bücher.example.\"; xn--bcher-kva.example"
            })
    void writesWhatTheParametersSayOtherwise(String before, String after, String domain) throws IOException {
        create(OURS);

        update(WISHES, WISHES.replace(before, after));

        assertThat(Settings.read(table).domains()).containsExactly(domain);
    }

    @Test
    void lengthensRetentionForTheDaysToComeOnly() throws IOException {
        create(OURS);

        update(WISHES, WISHES.replace("\"90\"", "\"400\""));

        var retention = Settings.read(table).retention();
        assertThat(retention.expiry(LocalDate.of(2026, 3, 1))).isEqualTo(Instant.parse("2026-05-30T00:00:00Z"));
        assertThat(retention.expiry(LocalDate.of(2026, 4, 1))).isEqualTo(Instant.parse("2027-05-06T00:00:00Z"));
    }

    @Test
    void anUpdateOfSomethingElseDoesNotMindWhoseRuleSetIsActive() throws IOException {
        create(OURS);
        ses.active = "company";

        update(WISHES, WISHES.replace("\"90\"", "\"400\""));

        assertThat(told.getLast()).contains("\"SUCCESS\"");
        assertThat(ses.active).isEqualTo("company");
    }

    @Test
    void refusesAnUpdateToItsOwnRuleSetWhileAnotherIsActive() throws IOException {
        ses.active = "company";

        invoke("Update", OURS + "," + WISHES, JOINED + "," + WISHES, 60_000);

        assertThat(told).singleElement().asString().contains("\"FAILED\"");
        assertThat(ses.active).isEqualTo("company");
    }

    @Test
    void rollsBackFromARuleSetThatTheOperatorActivated() throws IOException {
        ses.active = "company";

        rollBack(JOINED + "," + WISHES, OURS + "," + WISHES);

        assertThat(told).singleElement().asString().contains("\"SUCCESS\"");
        assertThat(ses.active).isEqualTo("company");
    }

    @Test
    void rollsBackFromItsOwnRuleSetToTheOneBefore() throws IOException {
        ses.active = "tlsrpt-8a2b";

        rollBack(OURS + "," + WISHES, JOINED + "," + WISHES);

        assertThat(told).singleElement().asString().contains("\"SUCCESS\"");
        assertThat(ses.active).isEqualTo("company");
    }

    @Test
    void keepsDomainsThatACommandAddedThroughAnUpdateAndItsRollback() throws IOException {
        create(OURS);
        new Settings(List.of("example.com", "example.net", "added.example"), Retention.of(90), false).write(table);
        var more = WISHES.replace("\"example.net\"", "\"example.org\"");

        update(WISHES, more);
        assertThat(Settings.read(table).domains()).containsExactly("example.com", "added.example", "example.org");

        rollBack(OURS + "," + more, OURS + "," + WISHES);
        assertThat(Settings.read(table).domains())
                .containsExactlyInAnyOrder("example.com", "example.net", "added.example");
    }

    @Test
    void answersAHashThatChangesWithTheEnvironmentAlone() throws IOException {
        var same = ",\"ApiEnvironment\":[\"a@b\",\"\"],\"AlertEnvironment\":[\"true\",\"c\"]";

        invoke("Create", OURS + "," + WISHES + same, null, 60_000);
        invoke("Update", OURS + "," + WISHES + same, OURS + "," + WISHES, 60_000);
        invoke("Update", OURS + "," + WISHES + same.replace("\"\"", "\"x\""), OURS + "," + WISHES + same, 60_000);

        assertThat(hashes("ApiEnvironment")).hasSize(3).satisfies(hashes -> {
            assertThat(hashes.get(1)).isEqualTo(hashes.getFirst());
            assertThat(hashes.get(2)).isNotEqualTo(hashes.getFirst());
        });
        assertThat(new HashSet<>(hashes("AlertEnvironment"))).hasSize(1);
    }

    private List<String> hashes(String name) {
        return told.stream()
                .map(Pattern.compile("\"Data\":\\{.*\"" + name + "\":\"([0-9a-f]{64})\"")::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void deactivatesItsOwnRuleSetWhenTheStackIsDeleted() throws IOException {
        create(OURS);

        delete(OURS);

        assertThat(told.getLast()).contains("\"SUCCESS\"");
        assertThat(ses.active).isEmpty();
    }

    @Test
    void refusesToGoWhileAPolicyIsHosted() throws IOException {
        create(OURS);
        host("example.com");

        invoke("Delete", OURS + ",\"HostPolicies\":\"true\"," + WISHES, null, 60_000);
        assertThat(told.getLast())
                .contains("\"FAILED\"")
                .contains("MTA-STS policies are hosted here that senders rely on: example.com. Take each down first:");
        assertThat(ses.active).isEqualTo("tlsrpt-8a2b");

        update(WISHES + ",\"HostPolicies\":\"true\"", WISHES + ",\"HostPolicies\":\"false\"");
        assertThat(told.getLast()).contains("\"FAILED\"");
        update(WISHES + ",\"HostPolicies\":\"true\"", WISHES + ",\"HostPolicies\":\"true\"");
        assertThat(told.getLast()).contains("\"SUCCESS\"");
    }

    @Test
    void goesOnceNoPolicyIsHostedAndRollsBackAtAnyTime() throws IOException {
        create(OURS);
        invoke("Delete", OURS + ",\"HostPolicies\":\"true\"," + WISHES, null, 60_000);
        assertThat(told.getLast()).contains("\"SUCCESS\"");

        host("example.com");
        rollBack(OURS + ",\"HostPolicies\":\"true\"," + WISHES, OURS + ",\"HostPolicies\":\"false\"," + WISHES);
        assertThat(told.getLast()).contains("\"SUCCESS\"");
    }

    private void host(String domain) {
        var looked = new PolicyObservation(NOW, new FileSeen.Unseen(""), new RecordSeen.Absent(), null);
        var policy = HostedPolicy.prepared(domain, List.of("mx1." + domain), looked, NOW);
        new PolicyItems(table).write(Optional.empty(), policy, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {OURS, JOINED})
    void leavesOthersActiveWhenTheStackIsDeleted(String ruleSet) throws IOException {
        ses.active = "company";

        delete(ruleSet);

        assertThat(told.getLast()).contains("\"SUCCESS\"");
        assertThat(ses.active).isEqualTo("company");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"90\"; \"7\"; between 30 and 4000 days",
                "\"90\"; \"many\"; RetentionDays cannot be many",
                "\"example.net\"; \"not a domain\"; is not a domain"
            })
    void refusesParametersThatMakeNoSense(String good, String bad, String says) throws IOException {
        invoke("Create", OURS + "," + WISHES.replace(good, bad), null, 60_000);

        assertThat(told).singleElement().asString().contains("\"FAILED\"").contains(says);
        assertThat(ses.active).isEmpty();
    }

    @Test
    void tellsOfAFaultOfAws() throws IOException {
        ses.failure = SesException.builder().message("Rate exceeded").build();

        create(OURS);

        assertThat(told).singleElement().asString().contains("\"FAILED\"").contains("Rate exceeded");
    }

    @Test
    void tellsEvenWhenNothingCouldBePutTogether() throws IOException {
        invoke(
                () -> {
                    throw new IllegalStateException("the environment variable TABLE_NAME is not set");
                },
                "Create",
                OURS,
                null,
                60_000);

        assertThat(told).singleElement().asString().contains("\"FAILED\"").contains("TABLE_NAME is not set");
    }

    @Test
    void tellsBeforeItsTimeIsOutWhenAwsDoesNotAnswer() throws IOException {
        ses.hangs = true;

        invoke("Create", OURS + "," + WISHES, null, 15_100);

        assertThat(told).singleElement().asString().contains("\"FAILED\"").contains("did not answer in time");
    }

    @Test
    void tellsAgainWhenItWasNotHeard() throws IOException {
        statuses.addAll(List.of(503, 500));

        create(OURS);

        assertThat(told).hasSize(3).allMatch(answer -> answer.contains("\"SUCCESS\""));
    }

    private void create(String ruleSet) throws IOException {
        invoke("Create", ruleSet + "," + WISHES, null, 60_000);
    }

    private void update(String before, String after) throws IOException {
        invoke("Update", OURS + "," + after, OURS + "," + before, 60_000);
    }

    /// Goes back from a failed update, as CloudFormation does: by another update, the other way round.
    private void rollBack(String failed, String before) throws IOException {
        rollingBack = true;
        invoke("Update", before, failed, 60_000);
    }

    private void delete(String ruleSet) throws IOException {
        invoke("Delete", ruleSet + "," + WISHES, null, 60_000);
    }

    private void invoke(String type, String wishes, @Nullable String before, int millis) throws IOException {
        invoke(
                () -> new Setup(new RuleSets(ses), _ -> rollingBack, table, Clock.fixed(NOW, ZoneOffset.UTC)),
                type,
                wishes,
                before,
                millis);
    }

    private void invoke(Supplier<Setup> setup, String type, String wishes, @Nullable String before, int millis)
            throws IOException {
        int port = bucket == null ? 0 : bucket.getAddress().getPort();
        var event = "{\"RequestType\":\"" + type + "\",\"ResponseURL\":\"http://127.0.0.1:" + port
                + "/arn%3Aaws%3Acloudformation?X-Amz-Signature=abc\",\"StackId\":\"arn:stack\",\"RequestId\":\"r1\","
                + "\"ResourceType\":\"Custom::Setup\",\"LogicalResourceId\":\"Setup\","
                + (type.equals("Create") ? "" : "\"PhysicalResourceId\":\"p1\",")
                + (before == null ? "" : "\"OldResourceProperties\":{\"ServiceToken\":\"arn:setup\"," + before + "},")
                + "\"ResourceProperties\":{\"ServiceToken\":\"arn:setup\"," + wishes + "}}";
        new SetupFunction(setup)
                .handleRequest(
                        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                        OutputStream.nullOutputStream(),
                        context(millis));
    }

    private static Context context(int millis) {
        return (Context) Proxy.newProxyInstance(
                SetupFunctionTest.class.getClassLoader(), new Class<?>[] {Context.class}, (_, _, _) -> millis);
    }

    /// SES as far as it is asked here.
    private static final class Ses implements SesClient {

        String active = "";
        boolean hangs;

        @Nullable
        RuntimeException failure;

        @Override
        public DescribeActiveReceiptRuleSetResponse describeActiveReceiptRuleSet(
                Consumer<DescribeActiveReceiptRuleSetRequest.Builder> request) {
            if (failure != null) {
                throw failure;
            }
            if (hangs) {
                try {
                    Thread.sleep(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return active.isEmpty()
                    ? DescribeActiveReceiptRuleSetResponse.builder().build()
                    : DescribeActiveReceiptRuleSetResponse.builder()
                            .metadata(set -> set.name(active))
                            .build();
        }

        @Override
        public SetActiveReceiptRuleSetResponse setActiveReceiptRuleSet(
                Consumer<SetActiveReceiptRuleSetRequest.Builder> request) {
            var set = SetActiveReceiptRuleSetRequest.builder();
            request.accept(set);
            var name = set.build().ruleSetName();
            active = name == null ? "" : name;
            return SetActiveReceiptRuleSetResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "ses";
        }

        @Override
        public void close() {}
    }
}
