package tlsrpt.host;

import java.util.stream.Stream;
import tlsrpt.host.notify.Deliveries;
import tlsrpt.sqlite.Schema;

/// The tables of the host, beside the items in the same database.
final class HostTables {

    /// - `object`: raw bytes. `expires` is the second in which the last report that counts expires; `NULL` if none ever
    /// counted. Bytes of more than one part are in `part`, so that no transaction and no read is large. `authority`
    /// states who verified the signatures of mail from the inbox; see [StoredAuthority].
    /// - `upload`: objects whose parts are being written.
    /// - `verification`: objects that are not to be read before their signatures were checked. `tries` says
    ///   how often DNS did not answer; `due` is in milliseconds.
    /// - `queue`: objects to read. `tries` says how often the process may have ended over it, `fails` how often
    ///   reading failed; `due` is in milliseconds.
    /// - `outbox`: reports that alerting must evaluate.
    /// - `delivery`: alerts and digests to send; see [Deliveries#TABLES].
    static final Schema SCHEMA = new Schema(
            1,
            Stream.concat(
                            Stream.of(
                                    "CREATE TABLE object (key TEXT PRIMARY KEY, arrival INTEGER NOT NULL, size INTEGER NOT NULL,"
                                            + " expires INTEGER, bytes BLOB, authority TEXT)",
                                    "CREATE TABLE verification (key TEXT PRIMARY KEY, tries INTEGER NOT NULL DEFAULT 0,"
                                            + " due INTEGER NOT NULL DEFAULT 0)",
                                    "CREATE INDEX verification_due ON verification (tries, due)",
                                    "CREATE INDEX object_expires ON object (expires, arrival, size)",
                                    "CREATE TABLE part (key TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (key, n))",
                                    "CREATE TABLE upload (key TEXT PRIMARY KEY)",
                                    "CREATE TABLE queue (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, copied INTEGER NOT NULL,"
                                            + " tries INTEGER NOT NULL DEFAULT 0, fails INTEGER NOT NULL DEFAULT 0,"
                                            + " due INTEGER NOT NULL DEFAULT 0)",
                                    "CREATE INDEX queue_key ON queue (key)",
                                    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, domain TEXT NOT NULL, day TEXT NOT NULL,"
                                            + " report TEXT NOT NULL)"),
                            Deliveries.TABLES.stream())
                    .toList());

    private HostTables() {}
}
