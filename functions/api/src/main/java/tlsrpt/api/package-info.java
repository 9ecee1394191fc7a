/// Shows what was collected: views of the ledger as JSON and CSV, and the page for people. It reads, and writes
/// nothing.
///
/// Start with [Api], which lists the routes.
@NullMarked
package tlsrpt.api;

import org.jspecify.annotations.NullMarked;
