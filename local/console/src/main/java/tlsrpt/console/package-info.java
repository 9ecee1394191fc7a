/// What an operator may ask of a collector, and how it is answered: on this machine or in AWS.
@NullMarked
package tlsrpt.console;

import org.jspecify.annotations.NullMarked;
