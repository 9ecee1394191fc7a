@NullMarked
package tlsrpt.local;

import org.jspecify.annotations.NullMarked;
