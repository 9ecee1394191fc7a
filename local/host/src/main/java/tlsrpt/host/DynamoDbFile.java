package tlsrpt.host;

import com.almworks.sqlite4java.SQLiteConnection;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoader;
import software.amazon.dynamodb.services.local.shared.exceptions.LocalDBAccessException;

/// DynamoDB Local in this process, on a file.
final class DynamoDbFile implements AutoCloseable {

    private static final int TRIES = 50;
    private static final Duration PAUSE = Duration.ofMillis(100);
    /// Kept, since a logger that nobody keeps forgets its level.
    private static final Logger SQLITE_LOG = Logger.getLogger("com.almworks.sqlite4java");

    private final AmazonDynamoDBLocal engine;

    DynamoDbFile(File file) {
        SQLITE_LOG.setLevel(Level.OFF);
        if (!file.exists()) {
            writeAhead(file); // the file remembers it
        }
        engine = open(file);
    }

    /// Whoever closed it last may still be putting its log away.
    private static AmazonDynamoDBLocal open(File file) {
        for (int tries = 1; ; tries++) {
            try {
                return DynamoDBEmbedded.create(file, true); // without telemetry
            } catch (LocalDBAccessException e) {
                if (tries == TRIES || !String.valueOf(e.getMessage()).contains("locked")) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /// As safe as SQLite's usual way and four times as fast, since each commit waits for the disk once.
    private static void writeAhead(File file) {
        var connection = new SQLiteConnection(file);
        try {
            SQLiteLibraryLoader.initialize();
            connection.open(true).exec("PRAGMA journal_mode=WAL");
        } catch (Exception e) {
            throw new IllegalStateException("the table cannot be opened: " + file, e);
        } finally {
            connection.dispose();
        }
    }

    DynamoDbClient client() {
        return engine.dynamoDbClient();
    }

    @Override
    public void close() {
        var _ = engine.shutdownNow(); // its own way out takes ten seconds, and nobody writes any more
    }
}
