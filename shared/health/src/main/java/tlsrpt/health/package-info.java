/// The state of a domain: what its reports mean for its mail, and when that is worth an alert. Pure functions.
@NullMarked
package tlsrpt.health;

import org.jspecify.annotations.NullMarked;
