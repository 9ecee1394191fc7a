package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What template.yaml says, as far as no tool checks it.
class TemplateTest {

    private static final Map<String, String> PARAMETERS =
            Map.of("ReportDomain", "tlsrpt.example.com", "Domains", "example.com,example.net", "HostPolicies", "true");

    private final Template template = template(PARAMETERS);

    private static Template template(Map<String, String> parameters) {
        try {
            return new Template(
                    parameters,
                    (name, attribute) -> attribute.isEmpty() ? "<" + name + ">" : "<" + name + "." + attribute + ">");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> functions() {
        return template(PARAMETERS).ofType("AWS::Serverless::Function");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theHandlerExists(String function) throws ClassNotFoundException {
        var handler = template.properties(function).at("Handler").text().split("::", 2);

        assertThat(RequestStreamHandler.class).isAssignableFrom(Class.forName(handler[0]));
        assertThat(handler[1]).isEqualTo("handleRequest");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theEnvironmentIsWhatTheFunctionReads(String function) throws IOException {
        var set = template.properties(function)
                .at("Environment", "Variables")
                .members()
                .keySet();

        assertThat(set).isEqualTo(read(source(function)));
    }

    private Path source(String function) {
        var name = template.properties(function).at("Handler").text().split("::", 2)[0];
        var room = name.split("\\.", 3)[1];
        return Template.root().resolve("functions/" + room + "/src/main/java/" + name.replace('.', '/') + ".java");
    }

    /// The names of environment variables in a class, but for those that Lambda sets.
    private static Set<String> read(Path source) throws IOException {
        return Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)\"")
                .matcher(Files.readString(source))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.startsWith("AWS_LAMBDA_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void makeBuildsTheFunction(String function) throws IOException {
        var makefile = Files.readString(Template.root().resolve("Makefile"));

        assertThat(makefile)
                .contains("MODULE_" + function + " := "
                        + Template.root().relativize(source(function)).subpath(0, 2))
                .containsPattern("(?m)^([^:]* )?build-" + function + "\\b");
        assertThat(template.tree()
                        .at("Resources", function, "Metadata", "BuildMethod")
                        .text())
                .isEqualTo("makefile");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theLogGoesToAGroupThatEndsAndThatTheRoleMayWriteTo(String function) {
        var group = template.tree()
                .at("Resources", function, "Properties", "LoggingConfig", "LogGroup", "Ref")
                .text();

        assertThat(template.properties(group).at("RetentionInDays").exists()).isTrue();
        assertThat(granted(function)).contains("logs:PutLogEvents on <" + group + ".Arn>");
    }

    private String role(String function) {
        return template.tree()
                .at("Resources", function, "Properties", "Role", "Fn::GetAtt")
                .items()
                .getFirst()
                .text();
    }

    /// Its actions, each with what it may be done to.
    private Set<String> granted(String function) {
        return template.properties(role(function)).at("Policies").items().stream()
                .flatMap(policy -> policy.at("PolicyDocument", "Statement").items().stream())
                .flatMap(statement -> statement.at("Action").texts().stream()
                        .flatMap(action ->
                                statement.at("Resource").texts().stream().map(on -> action + " on " + on)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Those of SES and ACM that know no narrower resource.
    @Test
    void noFunctionMayDoMoreThanItNames() {
        assertThat(functions())
                .allSatisfy(function -> assertThat(granted(function))
                        .noneMatch(grant -> grant.split(" ", 2)[0].contains("*"))
                        .filteredOn(grant -> grant.endsWith(" on *"))
                        .allMatch(grant -> grant.matches(
                                "ses:(DescribeActive|SetActive)ReceiptRuleSet on \\*|acm:RequestCertificate on \\*")));
        assertThat(granted("SubmitFunction").stream().filter(grant -> !grant.startsWith("logs:")))
                .containsExactly("s3:PutObject on <Bucket.Arn>/https/*");
    }

    @Test
    void nothingNeedsItselfThroughAnother() {
        var done = new HashSet<String>();
        var left = new TreeSet<>(template.tree().at("Resources").members().keySet());
        while (left.removeIf(resource -> done.containsAll(template.needs(resource)) && done.add(resource))) {
            // those that only need what is there
        }

        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "company"})
    void theBucketTakesMailOnlyFromItsOwnRule(String existingRuleSet) {
        var parameters = new HashMap<>(PARAMETERS);
        parameters.put("ExistingRuleSetName", existingRuleSet);
        var here = template(parameters);

        var rule = here.properties("ReceiptRule");
        var set = existingRuleSet.isEmpty()
                ? here.properties("ReceiptRuleSet").at("RuleSetName").text()
                : existingRuleSet;
        var statement = here.properties("BucketPolicy").at("PolicyDocument", "Statement").items().stream()
                .filter(one -> one.at("Sid").text().equals("SesBringsMail"))
                .findFirst()
                .orElseThrow();

        assertThat(statement.at("Condition", "StringEquals", "aws:SourceArn").text())
                .isEqualTo("arn:aws:ses:eu-west-1:123456789012:receipt-rule-set/" + set + ":receipt-rule/"
                        + rule.at("Rule", "Name").text());
        assertThat(statement.at("Resource").text()).isEqualTo("<Bucket.Arn>/mail/*");
        assertThat(rule.at("Rule", "Recipients").texts()).containsExactly("reports@tlsrpt.example.com");
        assertThat(here.resources().containsKey("ReceiptRuleSet")).isEqualTo(existingRuleSet.isEmpty());
    }

    @Test
    void theQueueTakesNewsOnlyFromItsOwnBucket() {
        var statement = template.properties("IngestQueuePolicy")
                .at("PolicyDocument", "Statement")
                .items()
                .getFirst();

        assertThat(statement.at("Condition", "ArnEquals", "aws:SourceArn").text())
                .isEqualTo("arn:aws:s3:::"
                        + template.properties("Bucket").at("BucketName").text())
                .endsWith("tlsrpt-" + Template.ID);
    }

    @Test
    void aMessageIsTriedOftenEnoughAndNotTwiceAtOnce() {
        var queue = template.properties("IngestQueue");

        assertThat(queue.at("RedrivePolicy", "maxReceiveCount").number()).isGreaterThanOrEqualTo(15);
        assertThat(queue.at("VisibilityTimeout").number())
                .isEqualTo(
                        6 * template.properties("IngestFunction").at("Timeout").number());
    }

    @Test
    void everyFunctionWithASnapshotIsCalledDaily() {
        assertThat(functions().stream()
                        .filter(name ->
                                template.properties(name).at("SnapStart").exists()))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(
                                template.properties(name).at("Events").members().values())
                        .anyMatch(event -> event.at("Type").text().equals("Schedule")
                                && event.at("Properties", "Schedule").text().equals("rate(1 day)")));
    }

    /// A new route is added here, or gives it an authorizer.
    @Test
    void onlyTheDoorForReportsThePageAndHealthAreOpenToAnyone() {
        var open = template.ofType("AWS::ApiGatewayV2::Route").stream()
                .map(template::properties)
                .filter(route -> !route.at("AuthorizerId").exists())
                .map(route -> route.at("RouteKey").text());

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "POST /v1/tlsrpt",
                        "ANY /v1/tlsrpt",
                        "GET /",
                        "GET /assets/{version}/{file}",
                        "GET /v1/health",
                        "GET /.well-known/mta-sts.txt");
    }

    @Test
    void everyOtherRouteAsksForASignedInReaderAndTheOneForChangesForAWriter() {
        assertThat(template.ofType("AWS::ApiGatewayV2::Route").stream()
                        .map(template::properties)
                        .filter(route -> route.at("AuthorizerId").exists())
                        .peek(route ->
                                assertThat(route.at("AuthorizationType").text()).isEqualTo("JWT"))
                        .collect(Collectors.toMap(
                                route -> route.at("RouteKey").text(),
                                route -> route.at("AuthorizationScopes").texts())))
                .isEqualTo(Map.of(
                        "GET /v1/{proxy+}", List.of("tlsrpt/read"), "POST /v1/actions", List.of("tlsrpt/write")));
    }

    /// The page asks for the scope for everyone who signs in; only a group tells one person from another.
    @Test
    void whoMayWriteIsInAGroupOfTheUserPoolOrHasTheClaimThatTheOperatorNames() {
        var own = new HashMap<>(PARAMETERS);
        own.putAll(Map.of("Issuer", "https://id.example", "WriteClaim", "roles=postmaster"));
        for (var function : List.of("ActFunction", "ApiFunction")) {
            assertThat(template.properties(function)
                            .at("Environment", "Variables", "WRITE_CLAIM")
                            .text())
                    .isEqualTo("cognito:groups="
                            + template.properties("WritersGroup")
                                    .at("GroupName")
                                    .text());
            assertThat(template(own)
                            .properties(function)
                            .at("Environment", "Variables", "WRITE_CLAIM")
                            .text())
                    .isEqualTo("roles=postmaster");
        }
    }

    /// The function goes on where API Gateway has stopped waiting; nobody else makes a change meanwhile.
    @Test
    void aChangeHasItsTurnForAsLongAsItsFunctionCanRun() {
        assertThat(template.properties("ActFunction").at("Timeout").number()).isEqualTo(900);
    }

    @Test
    void theOutputsSpellOutTheDnsRecords() {
        assertThat(template.output("Dns1Mx"))
                .isEqualTo("tlsrpt.example.com  MX  10 inbound-smtp.eu-west-1.amazonaws.com");
        assertThat(template.output("Dns4TlsRptNames")).isEqualTo("_smtp._tls.example.com and _smtp._tls.example.net");
        assertThat(template.output("Dns4TlsRptText")).isEqualTo("v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com");
    }

    @Test
    void mailComesFirstInTheDnsRecord() {
        var parameters = new HashMap<>(PARAMETERS);
        parameters.putAll(Map.of("ListHttps", "true", "HttpDomainName", "reports.example.com"));
        var here = template(parameters);

        assertThat(here.output("Dns4TlsRptText"))
                .isEqualTo("v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com,https://reports.example.com/v1/tlsrpt");
        assertThat(here.output("HttpEndpoint")).isEqualTo("https://reports.example.com/v1/tlsrpt");
    }

    @Test
    void theTemplateIsCheckedForEveryRegionItMayBeDeployedTo() {
        var assertion = template.tree()
                .at("Rules", "RegionReceivesMail", "Assertions")
                .items()
                .getFirst();

        assertThat(assertion.at("Assert", "Fn::Contains").items().getFirst().texts())
                .isEqualTo(template.tree()
                        .at("Metadata", "cfn-lint", "config", "regions")
                        .texts());
    }

    @Test
    void whatIsKeptSurvivesTheStackButNotAFailedStart() {
        assertThat(List.of("Table", "UserPool"))
                .allMatch(name -> template.tree()
                        .at("Resources", name, "DeletionPolicy")
                        .text()
                        .equals("RetainExceptOnCreate"));
    }

    /// CloudFormation: "For Amazon S3 buckets, all objects must be deleted for deletion to succeed." SES writes one
    /// when the receipt rule is created. Cognito refuses to delete a pool with deletion protection.
    @Test
    void aFailedFirstDeploymentCanRollBack() {
        assertThat(template.tree().at("Resources", "Bucket", "DeletionPolicy").text())
                .isEqualTo("Retain");
        assertThat(template.tree().at("Resources").all().flatMap(part -> part.members().keySet().stream()))
                .isNotEmpty()
                .doesNotContain("DeletionProtection", "DeletionProtectionEnabled");
    }

    /// S3: "If the object you request doesn't exist, the error that Amazon S3 returns depends on whether you also have
    /// the s3:ListBucket permission": 404 with it, 403 without.
    @ParameterizedTest
    @MethodSource("functions")
    void aFunctionThatReadsObjectsIsToldWhichAreMissing(String function) {
        var statements = template.properties(role(function)).at("Policies").items().stream()
                .flatMap(policy -> policy.at("PolicyDocument", "Statement").items().stream())
                .toList();
        boolean reads =
                statements.stream().anyMatch(one -> one.at("Action").texts().contains("s3:GetObject"));

        assertThat(statements.stream()
                        .filter(one -> one.at("Action").texts().contains("s3:ListBucket"))
                        .filter(one -> one.at("Resource").texts().contains("<Bucket.Arn>"))
                        .filter(one -> !one.at("Condition").exists()))
                .hasSize(reads ? 1 : 0);
    }

    /// The property is typed as JSON, in which CloudFormation leaves every value what it is: a reference is a string.
    @Test
    void everyRouteHasALimitThatIsANumber() {
        var stage = template.tree().at("Resources", "HttpStage", "Properties");
        var limits = stage.at("RouteSettings").members();
        var routes = routes("HttpApi").stream()
                .map(route -> template.properties(route).at("RouteKey").text())
                .collect(Collectors.toCollection(TreeSet::new));
        routes.remove("POST /v1/tlsrpt"); // has the default

        assertThat(limits.keySet()).isEqualTo(routes);
        assertThat(limits.values())
                .allSatisfy(limit -> assertThat(limit.members().values())
                        .hasSize(2)
                        .allMatch(number -> number.value() instanceof Number));
        assertThat(stage.at("DefaultRouteSettings", "ThrottlingRateLimit", "Ref")
                        .text())
                .isEqualTo("HttpPostsPerSecond");
    }

    /// API Gateway: a route must exist before the stage has settings for it.
    @Test
    void theStageComesAfterItsRoutes() {
        assertThat(template.tree().at("Resources", "HttpStage", "DependsOn").texts())
                .containsExactlyInAnyOrderElementsOf(routes("HttpApi"));
    }

    private List<String> routes(String api) {
        return template.ofType("AWS::ApiGatewayV2::Route").stream()
                .filter(route -> template.properties(route).at("ApiId").text().equals("<" + api + ">"))
                .toList();
    }

    /// Its custom domain names map the whole API.
    @Test
    void underThePolicyHostsNamesIsNothingButThePolicy() {
        assertThat(routes("PolicyApi"))
                .map(route -> template.properties(route).at("RouteKey").text())
                .containsExactly("GET /.well-known/mta-sts.txt");
        assertThat(template.properties("PolicyApi")
                        .at("DisableExecuteApiEndpoint")
                        .text())
                .isEqualTo("true");
    }

    /// An outage of the collector must take no policy away, and a request of a sender must show nothing else.
    @Test
    void servingPoliciesNeedsNothingButTheTable() {
        assertThat(granted("PolicyFunction").stream().filter(grant -> !grant.startsWith("logs:")))
                .containsExactly("dynamodb:GetItem on <Table.Arn>");
        assertThat(template.needs("PolicyFunction")).containsExactlyInAnyOrder("PolicyLogGroup", "PolicyRole", "Table");
    }

    /// The custom resource refuses to go while a policy is hosted; what it would be refused for must still be there.
    @Test
    void whatServesAndPublishesPoliciesGoesOnlyAfterTheCustomResource() {
        var kept = new HashSet<>(template.needs("Setup"));
        while (kept.addAll(
                kept.stream().flatMap(name -> template.needs(name).stream()).toList())) {
            // what is needed by what is needed
        }

        assertThat(kept)
                .contains(
                        "PolicyZone",
                        "PolicyApi",
                        "PolicyRoute",
                        "PolicyFunction",
                        "PolicyRole",
                        "PublishFunction",
                        "PublishRole",
                        "Table");
    }

    @Test
    void nothingOfHostedPoliciesIsMadeUnlessAskedFor() {
        var without = template(Map.of("ReportDomain", "tlsrpt.example.com", "Domains", "example.com"));

        assertThat(without.resources().keySet())
                .noneMatch(name -> name.startsWith("Policy") || name.startsWith("Publish"));
        assertThat(template.resources().keySet()).contains("PolicyZone", "PolicyFunction");
    }

    @Test
    void aRecordThatFailsDelaysOthersForFewTriesOnly() {
        var source = template.properties("AlertFunction").at("Events", "Recorded", "Properties");

        assertThat(source.at("MaximumRetryAttempts").number()).isLessThanOrEqualTo(5);
        assertThat(source.at("BisectBatchOnFunctionError").text()).isEqualTo("true");
        assertThat(source.at("DestinationConfig", "OnFailure", "Destination").text())
                .isEqualTo("<AlertFailureQueue.Arn>");
    }

    /// The Serverless Application Repository keeps every version that was published, so it must be the one that was
    /// built.
    /// An alarm notifies when its state changes: messages that no command takes out of a queue would keep it in one
    /// state for as long as the queue keeps them.
    @Test
    void anAlarmGoesOffAgainForEveryRecordThatKeepsFailing() {
        var counted = template.ofType("AWS::CloudWatch::Alarm").stream()
                .map(template::properties)
                .filter(alarm -> alarm.at("MetricName").text().equals("ApproximateNumberOfMessagesVisible"))
                .map(alarm ->
                        alarm.at("Dimensions").items().getFirst().at("Value").text())
                .toList();

        assertThat(template.output("DeadLetterQueueUrl")).isEqualTo("<DeadLetterQueue>");
        assertThat(counted).containsExactly("<DeadLetterQueue.QueueName>");
        assertThat(template.properties("AlertFailuresAlarm").at("MetricName").text())
                .isEqualTo("NumberOfMessagesSent");
    }

    @Test
    void isPublishedAsTheVersionThatIsBuilt() throws IOException {
        var application = template.tree().at("Metadata", "AWS::ServerlessRepo::Application");
        var version = application.at("SemanticVersion").text();

        assertThat(Files.readString(Template.root().resolve("pom.xml"))).contains("<version>" + version + "</version>");
        assertThat(Files.readString(Template.root().resolve("CHANGELOG.md"))).contains("## " + version);
        for (var file : List.of("LicenseUrl", "ReadmeUrl")) {
            assertThat(Template.root().resolve(application.at(file).text())).exists();
        }
    }

    /// `sam deploy --guided` writes it, and a tracked file would conflict with the next `git pull`.
    @Test
    void theOperatorsDeploymentSettingsAreNotTracked() throws IOException {
        assertThat(Files.readAllLines(Template.root().resolve(".gitignore"))).contains("/samconfig.toml");
    }

    @Test
    void everyParameterIsExplainedAndBounded() {
        var parameters = template.tree().at("Parameters").members();
        var grouped =
                template.tree().at("Metadata", "AWS::CloudFormation::Interface", "ParameterGroups").items().stream()
                        .flatMap(group -> group.at("Parameters").texts().stream());

        assertThat(grouped).containsExactlyInAnyOrderElementsOf(parameters.keySet());
        assertThat(parameters.values())
                .allMatch(parameter -> parameter.at("Description").exists())
                .allMatch(parameter -> parameter.at("AllowedPattern").exists()
                        || parameter.at("AllowedValues").exists()
                        || parameter.at("MinValue").exists());
    }
}
