package tlsrpt.aws;

import tlsrpt.table.Table;
import tlsrpt.table.TableContract;

/// The contract on DynamoDB Local.
class DynamoDbContractTest implements TableContract {

    @Override
    public Table emptyTable() {
        return DynamoDbLocalProcess.running().emptyTable();
    }
}
