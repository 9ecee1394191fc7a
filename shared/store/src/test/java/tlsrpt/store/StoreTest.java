package tlsrpt.store;

class StoreTest extends StoreContract {

    StoreTest() {
        super(Tables.inMemory());
    }
}
