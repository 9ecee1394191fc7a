package tlsrpt.store;

import org.junit.jupiter.api.Nested;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class InMemoryStoreTest extends StoreContract {

    @Override
    DynamoDbClient emptyClient() {
        return new InMemoryDynamoDb();
    }

    /// As where a query ends early because it has read 1 MB.
    @Nested
    class InSmallPages extends StoreContract {

        @Override
        DynamoDbClient emptyClient() {
            return new InMemoryDynamoDb(2);
        }
    }
}
