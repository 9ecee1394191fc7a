package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether a changed parameter reaches the functions that are called by an alias.
///
/// SAM publishes a version when the text of a function's section changes, in which a parameter is only a reference.
/// CloudFormation replaces a version, and so publishes one, when its description changes. Lambda: "Lambda doesn't
/// create a new version if the code hasn't changed since the last version" and the configuration neither;
/// CloudFormation then fails. So the description must change exactly when the environment does.
class VersionsTest {

    private static final Map<String, String> REQUIRED =
            Map.of("ReportDomain", "tlsrpt.example.com", "Domains", "example.com", "AlertEmail", "a@example.com");

    private static final Map<String, String> OTHER = Map.ofEntries(
            Map.entry("ReportDomain", "tlsrpt.example.net"),
            Map.entry("ReportMailbox", "other"),
            Map.entry("Domains", "example.com,example.net"),
            Map.entry("ListHttps", "true"),
            Map.entry("CountUnsigned", "true"),
            Map.entry("RetentionDays", "90"),
            Map.entry("AlertEmail", "b@example.com"),
            Map.entry("DigestEmail", "b@example.com"),
            Map.entry("DigestTime", "friday 06:30"),
            Map.entry("ChatTopic", "true"),
            Map.entry("OperationsEmail", "b@example.com"),
            Map.entry("MonthlyBudget", "10"),
            Map.entry("CheckResolvers", "9.9.9.9"),
            Map.entry("HostPolicies", "true"),
            Map.entry("AdminEmail", "b@example.com"),
            Map.entry("Issuer", "https://id.example"),
            Map.entry("Audience", "other"),
            Map.entry("RequiredClaim", "group=other"),
            Map.entry("WriteClaim", "group=writers"),
            Map.entry("TokenOrigin", "https://token.example"),
            Map.entry("ExistingRuleSetName", "company"),
            Map.entry("HttpDomainName", "reports.example.com"),
            Map.entry("HttpCertificateArn", "arn:aws:acm:eu-west-1:123456789012:certificate/b"),
            Map.entry("HttpPostsPerSecond", "50"),
            Map.entry("IngestConcurrency", "7"),
            Map.entry("LogRetentionDays", "90"));

    /// Deployments in which conditions are met that the defaults do not meet.
    private static final List<Map<String, String>> DEPLOYMENTS = List.of(
            Map.of(),
            Map.of("ListHttps", "true"),
            Map.of("Issuer", "https://company.example", "Audience", "page", "RequiredClaim", "group=mail"),
            Map.of("HttpDomainName", "https.example.com", "ListHttps", "true", "ChatTopic", "true"),
            Map.of("HostPolicies", "true"));

    static Stream<Arguments> functions() {
        return template(Map.of()).ofType("AWS::Serverless::Function").stream()
                .filter(name -> template(Map.of())
                        .properties(name)
                        .at("AutoPublishAlias")
                        .exists())
                .flatMap(function ->
                        OTHER.keySet().stream().sorted().map(parameter -> Arguments.of(function, parameter)));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aVersionIsPublishedExactlyWhenTheEnvironmentChanges(String function, String parameter) {
        for (var deployment : DEPLOYMENTS) {
            var changed = new HashMap<>(deployment);
            changed.put(parameter, OTHER.getOrDefault(parameter, ""));
            var before = template(deployment);
            var after = template(changed);

            boolean environmentChanges = !environment(before, function).equals(environment(after, function));
            assertThat(description(before, function).equals(description(after, function)))
                    .as("%s changed from %s", parameter, deployment)
                    .isEqualTo(!environmentChanges);
        }
    }

    @Test
    void everyParameterIsChangedHere() {
        assertThat(OTHER.keySet())
                .isEqualTo(template(Map.of()).tree().at("Parameters").members().keySet());
    }

    private static Tree environment(Template template, String function) {
        return template.properties(function).at("Environment", "Variables");
    }

    /// What the description is a hash of.
    private static String description(Template template, String function) {
        var description = template.tree().at("Resources", function, "Properties", "VersionDescription", "Fn::GetAtt");
        if (!description.exists()) {
            return "";
        }
        var attribute = description.texts();
        assertThat(attribute.getFirst()).isEqualTo("Setup");
        return template.properties("Setup").at(attribute.getLast()).json();
    }

    private static Template template(Map<String, String> parameters) {
        var all = new HashMap<>(REQUIRED);
        all.putAll(parameters);
        try {
            return new Template(all, (name, attribute) -> "<" + name + "." + attribute + ">");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
