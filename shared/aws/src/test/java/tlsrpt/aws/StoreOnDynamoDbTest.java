package tlsrpt.aws;

import tlsrpt.store.StoreContract;

/// What the store promises, on DynamoDB Local.
class StoreOnDynamoDbTest extends StoreContract {

    StoreOnDynamoDbTest() {
        super(DynamoDbLocalProcess.running().emptyTable());
    }
}
