package tlsrpt.aws;

import tlsrpt.store.StoreContract;
import tlsrpt.table.Table;

/// The store on DynamoDB Local.
class StoreOnDynamoDbTest extends StoreContract {

    @Override
    protected Table emptyTable() {
        return DynamoDbLocalProcess.running().emptyTable();
    }
}
