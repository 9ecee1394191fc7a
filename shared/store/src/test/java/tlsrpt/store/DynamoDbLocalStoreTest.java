package tlsrpt.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class DynamoDbLocalStoreTest extends StoreContract {

    private static LocalDynamoDb local;

    @BeforeAll
    static void start() {
        local = new LocalDynamoDb();
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @Override
    DynamoDbClient emptyClient() {
        return local.withoutTables();
    }
}
