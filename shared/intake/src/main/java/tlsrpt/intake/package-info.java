@NullMarked
package tlsrpt.intake;

import org.jspecify.annotations.NullMarked;
