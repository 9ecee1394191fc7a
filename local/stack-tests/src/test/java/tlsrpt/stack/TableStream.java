package tlsrpt.stack;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// The stream of DynamoDB Local's table in the words in which Lambda hands one over.
final class TableStream implements AutoCloseable {

    private final DynamoDbStreamsClient streams;
    private final String stream;
    private final Set<String> read = new HashSet<>();

    TableStream(URI dynamoDb, String stream) {
        this.stream = stream;
        streams = DynamoDbStreamsClient.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .endpointOverride(dynamoDb)
                .build();
    }

    /// What was written since the last call, as far as the filter of an event source lets it through.
    ///
    /// @param filter of sort keys
    List<Tree> news(Predicate<String> filter) {
        var news = new ArrayList<Tree>();
        for (var shard : streams.describeStream(describe -> describe.streamArn(stream))
                .streamDescription()
                .shards()) {
            var iterator = streams.getShardIterator(get -> get.streamArn(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            while (iterator != null) {
                var next = iterator;
                var records = streams.getRecords(get -> get.shardIterator(next));
                for (var record : records.records()) {
                    var key = record.dynamodb().keys().get("sk");
                    if (read.add(record.eventID()) && key != null && filter.test(key.s())) {
                        news.add(event(record));
                    }
                }
                // An open shard goes on for ever.
                iterator = records.records().isEmpty() ? null : records.nextShardIterator();
            }
        }
        return news;
    }

    private static Tree event(Record record) {
        var change = record.dynamodb();
        var dynamodb = new HashMap<String, Object>(Map.of(
                "ApproximateCreationDateTime",
                        change.approximateCreationDateTime().getEpochSecond(),
                "Keys", members(change.keys()),
                "SequenceNumber", change.sequenceNumber(),
                "SizeBytes", change.sizeBytes(),
                "StreamViewType", change.streamViewTypeAsString()));
        if (change.hasNewImage()) {
            dynamodb.put("NewImage", members(change.newImage()));
        }
        if (change.hasOldImage()) {
            dynamodb.put("OldImage", members(change.oldImage()));
        }
        return new Tree(Map.of(
                "eventID",
                record.eventID(),
                "eventName",
                record.eventNameAsString(),
                "eventVersion",
                "1.1",
                "eventSource",
                "aws:dynamodb",
                "awsRegion",
                "eu-west-1",
                "dynamodb",
                dynamodb));
    }

    private static Map<String, Object> members(Map<String, AttributeValue> attributes) {
        var members = new HashMap<String, Object>();
        attributes.forEach((name, value) -> members.put(name, value(value)));
        return members;
    }

    private static Map<String, Object> value(AttributeValue value) {
        return switch (value.type()) {
            case S -> Map.of("S", value.s());
            case N -> Map.of("N", value.n());
            case BOOL -> Map.of("BOOL", value.bool());
            case M -> Map.of("M", members(value.m()));
            case L -> Map.of("L", value.l().stream().map(TableStream::value).toList());
            case NUL -> Map.of("NULL", true);
            case B, SS, NS, BS, UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalStateException("the table has no " + value.type());
        };
    }

    @Override
    public void close() {
        streams.close();
    }
}
