package tlsrpt.sqlite;

import java.util.List;

/// The tables that the database's owner keeps beside the items.
///
/// @param version the version of the whole database; a file with a greater one is refused
/// @param statements the statements that create the further tables
public record Schema(int version, List<String> statements) {

    /// The items alone.
    public static final Schema ITEMS = new Schema(1, List.of());

    public Schema {
        if (version < 1) {
            throw new IllegalArgumentException("a schema's version must be at least 1, not " + version);
        }
        statements = List.copyOf(statements);
    }
}
