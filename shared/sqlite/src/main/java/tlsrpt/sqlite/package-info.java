/// The table on SQLite: one file on one machine, or one in memory for tests.
///
/// Start with [Database]. One thread writes, and everything that waits for it shares one commit.
@NullMarked
package tlsrpt.sqlite;

import org.jspecify.annotations.NullMarked;
