package tlsrpt.stack;

import static software.amazon.awssdk.services.dynamodb.model.BillingMode.PAY_PER_REQUEST;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ReceiptAction;
import software.amazon.awssdk.services.ses.model.ReceiptRule;
import software.amazon.awssdk.services.sns.SnsClient;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Http;
import tlsrpt.table.Table;

/// What the template says, made on the emulators: its queues, bucket, table and receipt rule with all that they are
/// said to be, and its functions from their packages with the variables that they are said to have.
///
/// moto's CloudFormation knows none of the receipt rules, event sources and notifications, so the template is carried
/// out here. Resources are made in the order in which they need one another.
final class Stack implements AutoCloseable {

    /// Of this stack alone, since the emulator may have others: of suites before, or others that use it.
    private final String id = UUID.randomUUID().toString();

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, String> parameters;
    private final Template template;
    private final Map<String, String> made = new HashMap<>();
    private final Map<String, Lambda> functions = new HashMap<>();
    private final Relay relay;
    private final Path packages;
    private final URI dynamoDbAddress;
    final S3Client s3;
    final SesClient ses;
    final DynamoDbClient dynamoDb;
    final SnsClient sns;
    final Sqs sqs;

    Stack(Emulator emulator, Map<String, String> parameters) throws IOException {
        packages = Path.of(System.getProperty("packages"));
        s3 = client(S3Client.builder()).endpointOverride(emulator.address()).build();
        ses = client(SesClient.builder()).endpointOverride(emulator.address()).build();
        dynamoDb = client(DynamoDbClient.builder())
                .endpointOverride(emulator.dynamoDb())
                .build();
        dynamoDbAddress = emulator.dynamoDb();
        sns = client(SnsClient.builder()).endpointOverride(emulator.address()).build();
        sqs = new Sqs(emulator.address());
        var log = new RequestLog();
        relay = new Relay(
                emulator.address(),
                emulator.dynamoDb(),
                who -> Rights.granted(this, who).contains("s3:ListBucket"),
                log);
        this.parameters = new HashMap<>(parameters);
        this.parameters.put("AWS::StackId", stackId());
        template = template(Map.of());
        var left = template.resources();
        while (!left.isEmpty()) {
            var next = left.entrySet().stream()
                    .filter(resource ->
                            template.needs(resource.getKey()).stream().noneMatch(left::containsKey))
                    .toList();
            next.forEach(resource -> make(resource.getKey(), resource.getValue()));
            left.entrySet().removeAll(next);
        }
        log.begin(this.parameters, made);
        // As in a new account, whatever was active for other stacks.
        ses.setActiveReceiptRuleSet(_ -> {});
    }

    private static <B extends AwsClientBuilder<B, ?>> B client(B builder) {
        return builder.region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    }

    private String reference(String name, String attribute) {
        return switch (attribute) {
            case "" -> made.getOrDefault(name, name);
            case "Arn" -> arn(name);
            case "QueueName" -> template.properties(name).at("QueueName").textOr(named(name));
            default -> name + "." + attribute;
        };
    }

    private String arn(String name) {
        return switch (template.tree().at("Resources", name, "Type").text()) {
            case "AWS::S3::Bucket" -> "arn:aws:s3:::" + made.get(name);
            case "AWS::SQS::Queue" -> sqs.attribute(name(name), "QueueArn");
            default -> "arn:aws:any:eu-west-1:123456789012:" + name;
        };
    }

    private void make(String name, Tree resource) {
        var properties = template.resolved(resource.at("Properties"));
        switch (resource.at("Type").text()) {
            case "AWS::SQS::Queue" -> queue(name, properties);
            case "AWS::SQS::QueuePolicy" ->
                properties
                        .at("Queues")
                        .texts()
                        .forEach(queue -> sqs.setAttribute(
                                queue, "Policy", properties.at("PolicyDocument").json()));
            case "AWS::S3::Bucket" -> bucket(name, properties);
            case "AWS::DynamoDB::Table" -> table(name, properties);
            case "AWS::SES::EmailIdentity" ->
                ses.verifyDomainIdentity(
                        verify -> verify.domain(properties.at("EmailIdentity").text()));
            case "AWS::SES::ReceiptRuleSet" -> {
                made.put(name, properties.at("RuleSetName").text());
                ses.createReceiptRuleSet(
                        set -> set.ruleSetName(properties.at("RuleSetName").text()));
            }
            case "AWS::SES::ReceiptRule" -> receiptRule(name, properties);
            case "AWS::SNS::Topic" ->
                made.put(
                        name,
                        sns.createTopic(create -> create.name(named(name))
                                        .attributes(Map.of(
                                                "DisplayName",
                                                properties.at("DisplayName").text())))
                                .topicArn());
            default -> {
                // Whatever else there is, the functions do not meet it; nor the bucket's policy, of which moto does not
                // know the conditions, so that it would keep everyone out.
            }
        }
    }

    private void queue(String name, Tree properties) {
        var attributes = properties.members().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        attribute -> attribute.getValue().value() instanceof Map
                                ? attribute.getValue().json()
                                : attribute.getValue().text()));
        made.put(name, sqs.create(named(name), attributes));
    }

    private void bucket(String name, Tree properties) {
        var bucket = properties.at("BucketName").text();
        made.put(name, bucket);
        s3.createBucket(create -> create.bucket(bucket)
                .createBucketConfiguration(configuration -> configuration.locationConstraint("eu-west-1")));
        s3.putBucketVersioning(put -> put.bucket(bucket)
                .versioningConfiguration(versioning -> versioning.status(
                        properties.at("VersioningConfiguration", "Status").text())));
        var queues = properties.at("NotificationConfiguration", "QueueConfigurations").items().stream()
                .map(news -> QueueConfiguration.builder()
                        .queueArn(news.at("Queue").text())
                        .events(Event.fromValue(news.at("Event").text()))
                        .filter(filter ->
                                filter.key(key -> key.filterRules(news.at("Filter", "S3Key", "Rules").items().stream()
                                        .map(rule -> FilterRule.builder()
                                                .name(rule.at("Name").text())
                                                .value(rule.at("Value").text())
                                                .build())
                                        .toList())))
                        .build())
                .toList();
        s3.putBucketNotificationConfiguration(put ->
                put.bucket(bucket).notificationConfiguration(notification -> notification.queueConfigurations(queues)));
    }

    private void table(String name, Tree properties) {
        var table = named(name);
        made.put(name, table);
        dynamoDb.createTable(create -> create.tableName(table)
                .billingMode(PAY_PER_REQUEST)
                .attributeDefinitions(properties.at("AttributeDefinitions").items().stream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute.at("AttributeName").text())
                                .attributeType(attribute.at("AttributeType").text())
                                .build())
                        .toList())
                .keySchema(properties.at("KeySchema").items().stream()
                        .map(key -> KeySchemaElement.builder()
                                .attributeName(key.at("AttributeName").text())
                                .keyType(key.at("KeyType").text())
                                .build())
                        .toList())
                .streamSpecification(stream -> stream.streamEnabled(true)
                        .streamViewType(properties
                                .at("StreamSpecification", "StreamViewType")
                                .text())));
        dynamoDb.updateTimeToLive(update -> update.tableName(table)
                .timeToLiveSpecification(spec -> spec.enabled(true)
                        .attributeName(properties
                                .at("TimeToLiveSpecification", "AttributeName")
                                .text())));
    }

    private void receiptRule(String name, Tree properties) {
        var rule = properties.at("Rule");
        made.put(name, rule.at("Name").text());
        var action = rule.at("Actions").items().getFirst().at("S3Action");
        ses.createReceiptRule(create -> create.ruleSetName(
                        properties.at("RuleSetName").text())
                .rule(ReceiptRule.builder()
                        .name(rule.at("Name").text())
                        .recipients(rule.at("Recipients").texts())
                        .enabled(Boolean.parseBoolean(rule.at("Enabled").text()))
                        .scanEnabled(Boolean.parseBoolean(rule.at("ScanEnabled").text()))
                        .tlsPolicy(rule.at("TlsPolicy").text())
                        .actions(ReceiptAction.builder()
                                .s3Action(s3Action -> s3Action.bucketName(
                                                action.at("BucketName").text())
                                        .objectKeyPrefix(
                                                action.at("ObjectKeyPrefix").text()))
                                .build())
                        .build()));
    }

    Template template() {
        return template;
    }

    /// The template with other values for some parameters.
    Template template(Map<String, String> changed) throws IOException {
        var values = new HashMap<>(parameters);
        values.putAll(changed);
        return new Template(values, this::reference);
    }

    String stackId() {
        return Template.STACK_ID.replace(Template.ID, id);
    }

    /// What its names end in.
    String id() {
        return id;
    }

    /// A name that no other stack gives.
    String named(String name) {
        return "tlsrpt-" + name + "-" + id;
    }

    Relay relay() {
        return relay;
    }

    /// The name or URL of a resource.
    String name(String resource) {
        return reference(resource, "");
    }

    Lambda function(String name) {
        return functions.computeIfAbsent(name, _ -> start(name, Map.of()));
    }

    /// A queue that gets of the alerts what the filter policy names, as anybody may subscribe one. Its URL.
    String subscribe(String name, String filterPolicy) {
        var queue = sqs.create(named(name), Map.of());
        sns.subscribe(subscribe -> subscribe
                .topicArn(name("AlertTopic"))
                .protocol("sqs")
                .endpoint(sqs.attribute(queue, "QueueArn"))
                .attributes(Map.of("FilterPolicy", filterPolicy)));
        return queue;
    }

    /// Of the sort keys, those that a filter of a function's event source lets through.
    Predicate<String> filter(String function) {
        var source = template.properties(function).at("Events").members().values().stream()
                .filter(event -> event.at("Type").text().equals("DynamoDB"))
                .findFirst()
                .orElseThrow();
        var keys = source.at("Properties", "FilterCriteria", "Filters").items().stream()
                .map(filter -> Tree.parse(filter.at("Pattern").text()))
                .flatMap(pattern -> pattern.at("dynamodb", "Keys", "sk", "S").items().stream())
                .toList();
        return sortKey -> keys.stream()
                .anyMatch(key -> key.value() instanceof String exact
                        ? sortKey.equals(exact)
                        : sortKey.startsWith(key.at("prefix").text()));
    }

    /// Puts a report into the bucket. The queue is notified at once, or a moment later, as from S3 itself.
    void put(String key, byte[] bytes) {
        int before = sqs.size(name("IngestQueue"));
        s3.putObject(put -> put.bucket(name("Bucket")).key(key), RequestBody.fromBytes(bytes));
        sqs.await(name("IngestQueue"), before + 1);
    }

    /// The stack's table, as an operator's command reaches it.
    Table table() {
        var environment = Map.of(
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "tests",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDbAddress.toString());
        return new DynamoDbTable(environment, name("Table"), Http.client(PATIENCE), PATIENCE, new Random(1));
    }

    /// A further instance; its caller ends it.
    Lambda start(String name, Map<String, String> besides) {
        return startWithout(Set.of(), name, besides);
    }

    Lambda startWithout(Set<String> left, String name, Map<String, String> besides) {
        var properties = template.properties(name);
        var variables = new HashMap<>(besides);
        properties.at("Environment", "Variables").members().forEach((key, value) -> variables.put(key, value.text()));
        variables.put("AWS_ACCESS_KEY_ID", name);
        variables.put("AWS_SECRET_ACCESS_KEY", "secret");
        variables.put("AWS_ENDPOINT_URL", relay.address().toString());
        variables.keySet().removeAll(left);
        try {
            return new Lambda(
                    packages.resolve(name).toAbsolutePath(),
                    properties.at("Handler").text(),
                    properties.at("MemorySize").number(),
                    Duration.ofSeconds(properties.at("Timeout").number()),
                    variables);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What Lambda's event source does: hands a batch of messages to the function, and deletes those that are done.
    ///
    /// @return how many were done
    int deliver(String function) throws InterruptedException {
        var source = template.properties(function).at("Events").members().values().stream()
                .filter(event -> event.at("Type").text().equals("SQS"))
                .findFirst()
                .orElseThrow()
                .at("Properties");
        var queue = name("IngestQueue");
        var messages = sqs.receive(queue, source.at("BatchSize").number());
        if (messages.isEmpty()) {
            return 0;
        }
        var failed = failed(function, messages);
        for (var message : messages) {
            if (failed.contains(message.at("MessageId").text())) {
                sqs.handBack(queue, message);
            } else {
                sqs.delete(queue, message);
            }
        }
        return messages.size() - failed.size();
    }

    private List<String> failed(String function, List<Tree> messages) throws InterruptedException {
        var records = messages.stream().map(Stack::record).toList();
        try {
            var answer = Tree.parse(function(function).invoke(new Tree(Map.of("Records", records)).json()));
            return answer.at("batchItemFailures").items().stream()
                    .map(failure -> failure.at("itemIdentifier").text())
                    .toList();
        } catch (Lambda.Failed _) {
            return messages.stream()
                    .map(message -> message.at("MessageId").text())
                    .toList();
        }
    }

    /// A message as Lambda hands it over.
    static Map<String, Object> record(Tree message) {
        Function<String, String> text = name -> message.at(name).text();
        return Map.of(
                "messageId", text.apply("MessageId"),
                "receiptHandle", text.apply("ReceiptHandle"),
                "body", text.apply("Body"),
                "attributes",
                        Map.of(
                                "ApproximateReceiveCount",
                                message.at("Attributes", "ApproximateReceiveCount")
                                        .text()),
                "eventSource", "aws:sqs",
                "awsRegion", "eu-west-1");
    }

    @Override
    public void close() {
        functions.values().forEach(Lambda::close);
        relay.close();
        s3.close();
        ses.close();
        dynamoDb.close();
        sns.close();
        sqs.close();
    }
}
