package tlsrpt.store;

/// The store where every query ends early, as if it had read 1 MB.
class StoreInSmallPagesTest extends StoreContract {

    StoreInSmallPagesTest() {
        super(new SmallPages(Tables.inMemory(), 2));
    }
}
