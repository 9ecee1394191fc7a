package tlsrpt.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// A table at which everything goes wrong that can: failures before and after the commit, commits that are repeated
/// because their answer was lost, writes that come true long after their failure, and processes that die around a call.
///
/// One for all workers of a run: with the same random numbers and the same calls it does the same.
public final class FaultyTable extends DelegatingTable {

    private final RandomGenerator random;
    private final Runnable beforeEachCall;
    private final double faults;
    private final List<List<Write>> late = new ArrayList<>();

    /// The process died here: its caller starts again from nothing.
    public static final class Crash extends Error {

        private static final long serialVersionUID = 1;
    }

    /// @param faults the share of calls that go wrong
    /// @param beforeEachCall lets others in
    public FaultyTable(Table real, RandomGenerator random, double faults, Runnable beforeEachCall) {
        super(real);
        this.random = random;
        this.faults = faults;
        this.beforeEachCall = beforeEachCall;
    }

    /// Lets all writes come true that are still under way.
    public void settle() {
        while (!late.isEmpty()) {
            comeTrue();
        }
    }

    @Override
    public Optional<Item> get(Key key) {
        return call(() -> super.get(key));
    }

    @Override
    public Found query(Range range, int limit) {
        return call(() -> super.query(range, limit));
    }

    @Override
    public Written write(List<Write> writes) {
        if (random.nextDouble() < faults / 10) {
            late.add(writes);
            throw failure("timed out, and is still under way");
        }
        return call(() -> super.write(writes));
    }

    private <T> T call(Supplier<T> action) {
        beforeEachCall.run();
        if (!late.isEmpty() && random.nextDouble() < 0.05) {
            comeTrue();
        }
        if (random.nextDouble() >= faults) {
            return action.get();
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> throw failure("not done");
            case 2, 3 -> {
                var _ = action.get();
                throw failure("done, and the answer was lost");
            }
            case 4, 5 -> {
                // As where the table itself tries again.
                var _ = action.get();
                beforeEachCall.run();
                yield action.get();
            }
            case 6 -> throw new Crash();
            default -> {
                var _ = action.get();
                throw new Crash();
            }
        };
    }

    private void comeTrue() {
        var _ = super.write(late.remove(random.nextInt(late.size())));
    }

    private static TableException failure(String message) {
        return new TableException(message, new IllegalStateException("injected"));
    }
}
