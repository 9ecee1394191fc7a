package tlsrpt.store;

/// Blocking where every query ends early, as if it had read 1 MB.
class BlockingInSmallPagesTest extends BlockingContract {

    BlockingInSmallPagesTest() {
        super(new SmallPages(Tables.inMemory(), 2));
    }
}
