package tlsrpt.aws;

import org.junit.jupiter.api.Tag;
import tlsrpt.store.BlockingContract;

/// What blocking a reporter promises, on DynamoDB Local. Run by `make exactly-once`.
@Tag("emulator")
class BlockingOnDynamoDbTest extends BlockingContract {

    BlockingOnDynamoDbTest() {
        super(DynamoDbLocalProcess.running().emptyTable());
    }
}
