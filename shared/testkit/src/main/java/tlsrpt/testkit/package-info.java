@NullMarked
package tlsrpt.testkit;

import org.jspecify.annotations.NullMarked;
