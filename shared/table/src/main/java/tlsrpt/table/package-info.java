/// The storage ports: one table of items, on DynamoDB in AWS and on SQLite on one machine, and one bucket of raw
/// objects.
///
/// Start with [Table]; [Bucket] keeps what reports arrived in. Items and writes are values; nothing here knows a
/// database, an SDK or what the items mean.
@NullMarked
package tlsrpt.table;

import org.jspecify.annotations.NullMarked;
