/// Raw objects become records: reads what lies in S3, decides whether it counts, and writes it into the ledger or holds
/// it with the reason.
///
/// Start with [IngestFunction], [Batch] and [Ingest].
@NullMarked
package tlsrpt.ingest;

import org.jspecify.annotations.NullMarked;
