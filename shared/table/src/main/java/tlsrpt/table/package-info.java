/// The storage port: one table of items, on DynamoDB in AWS and on SQLite on one machine.
///
/// Start with [Table]. Items and writes are values; nothing here knows a database, an SDK or what the items mean.
@NullMarked
package tlsrpt.table;

import org.jspecify.annotations.NullMarked;
