/// How fast reports are read. Start with [Bench]; `make bench` runs it.
@NullMarked
package tlsrpt.bench;

import org.jspecify.annotations.NullMarked;
