package tlsrpt.store;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;

/// DynamoDB Local in this process, its data in memory.
final class LocalDynamoDb implements AutoCloseable {

    private final AmazonDynamoDBLocal engine = DynamoDBEmbedded.create(true);
    private final DynamoDbClient client = engine.dynamoDbClient();

    DynamoDbClient withoutTables() {
        client.listTables().tableNames().forEach(name -> client.deleteTable(delete -> delete.tableName(name)));
        return client;
    }

    @Override
    public void close() {
        engine.shutdown();
    }
}
