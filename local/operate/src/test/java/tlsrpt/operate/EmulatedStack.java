package tlsrpt.operate;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tlsrpt.aws.DynamoDbLocalProcess;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Http;
import tlsrpt.aws.S3Bucket;
import tlsrpt.aws.TableCreation;
import tlsrpt.hosting.HostedPolicies;
import tlsrpt.hosting.PolicyObserver;
import tlsrpt.ingest.Batch;
import tlsrpt.ingest.IngestFunction;
import tlsrpt.publish.PublishFunction;
import tlsrpt.submit.Submit;
import tlsrpt.submit.SubmitFunction;

/// A collector in AWS as far as the commands can tell: moto and DynamoDB Local, and between them the functions, which
/// take from the queue as soon as something is in it. The endpoints and credentials are this process's own.
final class EmulatedStack implements AutoCloseable {

    static final String STACK = "tlsrpt";
    private static final String BUCKET = "tlsrpt-reports";

    private static final List<String> PROPERTIES = List.of(
            "aws.accessKeyId",
            "aws.secretAccessKey",
            "aws.region",
            "aws.endpointUrl",
            "aws.endpointUrlDynamoDb",
            "aws.endpointUrlLambda");

    private static final Context CONTEXT = (Context) Proxy.newProxyInstance(
            EmulatedStack.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) -> method.getName().equals("getRemainingTimeInMillis") ? 60_000 : null);

    /// Every stack has an empty table, on one DynamoDB Local.
    private static final AtomicInteger TABLES = new AtomicInteger();

    private final String tableName = "tlsrpt-" + TABLES.incrementAndGet();
    private final Process moto;
    private final HttpServer door;
    private final Thread delivery;
    private final Aws aws = new Aws(null);
    private final RequestStreamHandler ingest;
    final S3Client s3;
    final SqsClient sqs;
    final SesClient ses;
    final SnsClient sns;
    final DynamoDbTable table;
    private boolean paused;

    EmulatedStack() throws Exception {
        var program = System.getProperty("moto", "");
        if (program.isEmpty()) {
            throw new IllegalStateException("MOTO names no moto server to start; .ci/aws has one");
        }
        int port = freePort();
        moto = new ProcessBuilder(program, "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "moto.log").toFile())
                .start();
        var dynamoDb = DynamoDbLocalProcess.running().environment();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        System.setProperty("aws.region", "eu-west-1");
        System.setProperty("aws.endpointUrl", "http://127.0.0.1:" + port);
        System.setProperty("aws.endpointUrlDynamoDb", dynamoDb.get("AWS_ENDPOINT_URL_DYNAMODB"));
        s3 = aws.client(S3Client.builder());
        sqs = aws.client(SqsClient.builder());
        ses = aws.client(SesClient.builder());
        sns = aws.client(SnsClient.builder());
        await(port);

        var patience = Duration.ofSeconds(5);
        var http = Http.client(patience);
        TableCreation.create(dynamoDb, tableName);
        table = new DynamoDbTable(dynamoDb, tableName, http, patience, new SecureRandom());
        var environment = Map.of(
                "AWS_REGION",
                "eu-west-1",
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + port,
                "AWS_ACCESS_KEY_ID",
                "test",
                "AWS_SECRET_ACCESS_KEY",
                "test");
        var bucket = S3Bucket.of("tlsrpt-reports", environment, http, patience);
        ingest = new IngestFunction(Batch.of(
                bucket,
                "tlsrpt-reports",
                table,
                Clock.systemUTC(),
                new SecureRandom(),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)));
        var submit = new SubmitFunction(new Submit(bucket, Clock.systemUTC()));
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.createContext("/v1/tlsrpt", exchange -> {
            var answer = new ByteArrayOutputStream();
            var event = new ByteArrayInputStream(post(exchange.getRequestBody().readAllBytes()));
            submit.handleRequest(event, answer, CONTEXT);
            exchange.sendResponseHeaders(status(answer.toString(StandardCharsets.UTF_8)), -1);
            exchange.close();
        });
        var desk = new HostedPolicies(table, Clock.systemUTC());
        desk.lookBy(PolicyObserver.ofTheInternet(List.of(), Clock.systemUTC()));
        var publish = new PublishFunction(desk);
        door.createContext("/2015-03-31/functions/publish/invocations", exchange -> {
            var answer = new ByteArrayOutputStream();
            publish.handleRequest(exchange.getRequestBody(), answer, CONTEXT);
            exchange.sendResponseHeaders(200, answer.size());
            exchange.getResponseBody().write(answer.toByteArray());
            exchange.close();
        });
        door.start();
        System.setProperty(
                "aws.endpointUrlLambda", "http://127.0.0.1:" + door.getAddress().getPort());
        createStack("http://127.0.0.1:" + door.getAddress().getPort() + "/v1/tlsrpt");
        delivery = Thread.ofVirtual().start(this::deliver);
    }

    private void createStack(String address) throws IOException {
        String template;
        try (var in = EmulatedStack.class.getResourceAsStream("outputs.yaml")) {
            template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (var cloudFormation = aws.client(CloudFormationClient.builder())) {
            cloudFormation.createStack(create -> create.stackName(STACK)
                    .templateBody(template)
                    .parameters(
                            Parameter.builder()
                                    .parameterKey("Door")
                                    .parameterValue(address)
                                    .build(),
                            Parameter.builder()
                                    .parameterKey("Table")
                                    .parameterValue(tableName)
                                    .build()));
        }
        tellQueue(true);
    }

    void tellQueue(boolean told) {
        var arn = sqs.getQueueAttributes(
                        get -> get.queueUrl(queue("ingest")).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        var queues = QueueConfiguration.builder().queueArn(arn).events(Event.S3_OBJECT_CREATED);
        s3.putBucketNotificationConfiguration(put -> put.bucket(BUCKET)
                .notificationConfiguration(
                        news -> news.queueConfigurations(told ? List.of(queues.build()) : List.of())));
    }

    /// Sets up the bucket as the template does.
    void protectBucket() {
        var retention = LifecycleRule.builder()
                .id("retention")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix(""))
                .expiration(expiration -> expiration.days(400))
                .build();
        s3.putBucketLifecycleConfiguration(
                put -> put.bucket(BUCKET).lifecycleConfiguration(lifecycle -> lifecycle.rules(List.of(retention))));
        s3.putPublicAccessBlock(put -> put.bucket(BUCKET)
                .publicAccessBlockConfiguration(block -> block.blockPublicAcls(true)
                        .blockPublicPolicy(true)
                        .ignorePublicAcls(true)
                        .restrictPublicBuckets(true)));
        // moto ignores conditions, so statements that deny would deny everything.
        var statements = Stream.of("OnlyTls", "SesBringsMail", "NobodyElseBringsMail")
                .map("""
                        {"Sid": "%s", "Effect": "Allow", "Principal": "*", "Action": "s3:*",
                         "Resource": ["arn:aws:s3:::tlsrpt-reports", "arn:aws:s3:::tlsrpt-reports/*"]}"""::formatted)
                .collect(Collectors.joining(",", "{\"Version\": \"2012-10-17\", \"Statement\": [", "]}"));
        s3.putBucketPolicy(put -> put.bucket(BUCKET).policy(statements));
    }

    String queue(String name) {
        return sqs.getQueueUrl(get -> get.queueName(name)).queueUrl();
    }

    /// While paused, news waits in the queue. Returns when what was already received is ingested.
    synchronized void pause(boolean paused) {
        this.paused = paused;
    }

    private void deliver() {
        try {
            while (true) {
                deliverOnce();
                Thread.sleep(50);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | AbortedException _) {
            // closed
        }
    }

    private synchronized void deliverOnce() throws IOException {
        if (paused) {
            return;
        }
        for (var message : sqs.receiveMessage(receive -> receive.queueUrl(queue("ingest"))
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages()) {
            ingest.handleRequest(new ByteArrayInputStream(event(message)), OutputStream.nullOutputStream(), CONTEXT);
            sqs.deleteMessage(delete -> delete.queueUrl(queue("ingest")).receiptHandle(message.receiptHandle()));
        }
    }

    /// As API Gateway hands over a POST.
    private static byte[] post(byte[] body) {
        return """
                {"requestContext":{"http":{"method":"POST"}},"isBase64Encoded":true,"body":"%s"}
                """.formatted(Base64.getEncoder().encodeToString(body)).getBytes(StandardCharsets.UTF_8);
    }

    private static int status(String answer) {
        var status = Pattern.compile("\"statusCode\":([0-9]+)").matcher(answer);
        return status.find() ? Integer.parseInt(status.group(1)) : 500;
    }

    private static byte[] event(Message message) throws IOException {
        var event = new ByteArrayOutputStream();
        try (var json = new JsonFactory().createGenerator(event)) {
            json.writeStartObject();
            json.writeArrayFieldStart("Records");
            json.writeStartObject();
            json.writeStringField("messageId", message.messageId());
            json.writeObjectFieldStart("attributes");
            json.writeStringField("ApproximateReceiveCount", "1");
            json.writeEndObject();
            json.writeStringField("body", message.body());
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        return event.toByteArray();
    }

    /// Until all news has been read.
    void settle() throws InterruptedException {
        var names = List.of(
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
        while (sqs
                .getQueueAttributes(get -> get.queueUrl(queue("ingest")).attributeNames(names))
                .attributes()
                .values()
                .stream()
                .anyMatch(count -> !count.equals("0"))) {
            Thread.sleep(50);
        }
    }

    private static void await(int port) throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException _) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("moto did not start; see target/moto.log");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        delivery.interrupt();
        door.stop(0);
        moto.descendants().forEach(ProcessHandle::destroyForcibly);
        moto.destroyForcibly();
        try {
            delivery.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        aws.close();
        PROPERTIES.forEach(System::clearProperty);
    }
}
