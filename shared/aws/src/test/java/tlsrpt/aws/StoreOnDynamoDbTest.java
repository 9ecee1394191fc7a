package tlsrpt.aws;

import org.junit.jupiter.api.Tag;
import tlsrpt.store.StoreContract;

/// What the store promises, on DynamoDB Local. Run by `make exactly-once`.
@Tag("emulator")
class StoreOnDynamoDbTest extends StoreContract {

    StoreOnDynamoDbTest() {
        super(DynamoDbLocalProcess.running().emptyTable());
    }
}
