package tlsrpt.store;

class BlockingTest extends BlockingContract {

    BlockingTest() {
        super(Tables.inMemory());
    }
}
