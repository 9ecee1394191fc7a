package tlsrpt.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import tlsrpt.table.TableException;

/// A fault of the database. Its message is for users: what happened, why, and what to do.
public final class DatabaseException extends TableException {

    /// What is wrong.
    public enum Fault {
        FULL,
        LOCKED,
        READ_ONLY,
        CANNOT_OPEN,
        DAMAGED,
        FOREIGN,
        NEWER,
        INPUT_OUTPUT,
        CLOSED,
        UNEXPECTED
    }

    private static final int IOERR_SHMSIZE = 10 | 19 << 8;

    private final Fault fault;

    private DatabaseException(Fault fault, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    static DatabaseException newer(String database, long version, int known) {
        return new DatabaseException(
                Fault.NEWER,
                "database " + database + " has version " + version + ", but this program knows only version " + known
                        + ". Use the newer program that wrote it, or another data folder.",
                null);
    }

    static DatabaseException foreign(String database) {
        return new DatabaseException(
                Fault.FOREIGN,
                "file " + database + " is not a database of TLS-RPT Collector. Use another data folder.",
                null);
    }

    static DatabaseException closed(String database) {
        return new DatabaseException(Fault.CLOSED, "database " + database + " is closed. Try again later.", null);
    }

    static DatabaseException damaged(String database, String detail) {
        return new DatabaseException(Fault.DAMAGED, damage(database, detail), null);
    }

    static DatabaseException of(String database, SQLException e) {
        if (e.getCause() instanceof NativeLibraryNotFoundException) {
            return new DatabaseException(
                    Fault.CANNOT_OPEN,
                    "cannot load SQLite's native library. It is unpacked to " + System.getProperty("java.io.tmpdir")
                            + ": check that this folder has 2 MB of room and permits programs (not mounted noexec).",
                    e);
        }
        var detail = String.valueOf(e.getMessage());
        var fault = fault(e.getErrorCode());
        return new DatabaseException(
                fault,
                switch (fault) {
                    case FULL ->
                        "disk full: cannot write to database " + database
                                + ". Free some space on its file system; then writing goes on by itself.";
                    case LOCKED ->
                        "database " + database + " is locked by another process. Stop that process, then try again.";
                    case READ_ONLY ->
                        "database " + database + " is read-only. Check the permissions of the file and its folder, and"
                                + " how the file system is mounted.";
                    case CANNOT_OPEN ->
                        "cannot open database " + database + ". Check that its folder exists and that this user may"
                                + " write to it.";
                    case DAMAGED -> damage(database, detail);
                    case INPUT_OUTPUT ->
                        "disk error at database " + database + ": " + detail + ". Check the disk and the system's log.";
                    default ->
                        "unexpected error at database " + database + ": " + detail
                                + ". Please report this as a bug of TLS-RPT Collector.";
                },
                e);
    }

    private static String damage(String database, String detail) {
        return "database " + database + " is damaged: " + detail + ". Stop the collector, keep a copy of the file, and"
                + " restore a backup; without one, try sqlite3's command .recover.";
    }

    /// Spec: <https://sqlite.org/rescode.html>; the low byte is the kind of the error.
    private static Fault fault(int code) {
        if (code == IOERR_SHMSIZE) {
            return Fault.FULL; // The file beside the log, which readers and writer share, cannot grow.
        }
        return switch (code & 0xff) {
            case 5, 6 -> Fault.LOCKED;
            case 3, 8 -> Fault.READ_ONLY;
            case 10 -> Fault.INPUT_OUTPUT;
            case 11, 26 -> Fault.DAMAGED;
            case 13 -> Fault.FULL;
            case 14 -> Fault.CANNOT_OPEN;
            default -> Fault.UNEXPECTED;
        };
    }
}
