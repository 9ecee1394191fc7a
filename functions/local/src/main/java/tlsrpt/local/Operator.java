package tlsrpt.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What an operator asks of a collector: the host that runs, or, where none does, one in this process.
interface Operator extends AutoCloseable {

    Duration HOST_STARTS_WITHIN = Duration.ofSeconds(15);

    /// As JSON, or in words.
    String status(boolean json) throws IOException, InterruptedException;

    /// Takes in a file that the operator vouches for, and waits for what becomes of it.
    Tally importFile(Path file) throws IOException, InterruptedException;

    /// Reads stored objects again.
    ///
    /// @param heldOnly those that are held, rather than all
    /// @param since only those stored on this day or later
    Tally reread(boolean heldOnly, @Nullable LocalDate since) throws IOException, InterruptedException;

    /// Takes a report back out, and says what it did.
    Answer forget(String report) throws IOException, InterruptedException;

    /// The alerts that are open and what was sent: as JSON, one a line, or in words.
    String alerts(boolean json) throws IOException, InterruptedException;

    /// Sends one that says that it is a test, the way of all others.
    void testAlert() throws IOException, InterruptedException;

    /// The rules by which alerts are made, as JSON.
    String rules() throws IOException, InterruptedException;

    /// Changes them.
    void rules(String json) throws IOException, InterruptedException;

    /// What an operator is told.
    ///
    /// @param done whether what was asked for was done
    record Answer(boolean done, String text) {}

    @Override
    void close() throws IOException;

    /// Of the collector that keeps its data there.
    static Operator of(Path folder) throws IOException, InterruptedException {
        var patience = Instant.now().plus(HOST_STARTS_WITHIN);
        while (true) {
            var data = DataFolder.lock(folder);
            if (data.isPresent()) {
                return Collector.open(data.get(), _ -> {});
            }
            var host = HostAddress.read(folder);
            if (host.isPresent()) {
                return new HostClient(host.get());
            }
            if (Instant.now().isAfter(patience)) {
                throw new IOException("another process works in " + folder + " and cannot be asked");
            }
            Thread.sleep(100);
        }
    }
}
