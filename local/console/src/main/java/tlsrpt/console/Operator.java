package tlsrpt.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.actions.Decision;
import tlsrpt.sts.StsRequest;

/// The operations of a collector: the running one or, if none runs, one in this process.
public interface Operator extends AutoCloseable {

    /// As JSON, or in words.
    String status(boolean json) throws IOException, InterruptedException;

    /// Imports a file and waits for the outcome.
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

    /// What happened in the week from this Monday on, as text or as HTML.
    String digest(LocalDate monday, boolean html) throws IOException, InterruptedException;

    /// Sends one that says that it is a test, the way of all others.
    void testAlert() throws IOException, InterruptedException;

    /// The rules by which alerts are made, as JSON.
    String rules() throws IOException, InterruptedException;

    /// Changes them.
    void rules(String json) throws IOException, InterruptedException;

    /// The known reporters and why each counts: as JSON, one a line, or in words.
    String reporters(boolean json) throws IOException, InterruptedException;

    /// Decides whether a reporter counts, and says what that did.
    Answer decide(Decision decision, String reporter) throws IOException, InterruptedException;

    /// Returns the self-checks of a collector on one machine. A stack is checked from outside.
    default List<Check> checks() throws IOException, InterruptedException {
        return List.of();
    }

    /// The keys of the raw objects that can be moved to another collector.
    List<String> historyObjects() throws IOException, InterruptedException;

    /// A block of such an object; shorter than [History#BLOCK] at its end, empty if there is none.
    byte[] historyBlock(String key, int n) throws IOException, InterruptedException;

    /// Makes an API token of a collector on one machine, and returns it as the answer's text.
    default Answer addToken(String name, boolean mayWrite) throws IOException, InterruptedException {
        throw noTokens();
    }

    /// Ends an API token at once.
    default Answer revokeToken(String name) throws IOException, InterruptedException {
        throw noTokens();
    }

    /// The API tokens, without what is secret: as JSON, one a line, or in words.
    default String tokens(boolean json) throws IOException, InterruptedException {
        throw noTokens();
    }

    /// Asks something of the MTA-STS policies that a collector hosts.
    StsRequest.Answer sts(StsRequest request) throws IOException, InterruptedException;

    private static IOException noTokens() {
        return new IOException("a stack has no API tokens; its API accepts access tokens from its issuer");
    }

    /// The answer to an operator.
    ///
    /// @param done whether the request succeeded
    record Answer(boolean done, String text) {}

    @Override
    void close() throws IOException;

    /// Opens a collector in this process.
    interface Opener {

        /// The file without which a folder holds no collector.
        static Path database(Path folder) {
            return folder.resolve("tlsrpt.db");
        }

        /// Returns the collector that keeps its data there, or nothing where another process works in that folder.
        Optional<Operator> open(Path folder) throws IOException;
    }
}
