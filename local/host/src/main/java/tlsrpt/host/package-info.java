/// The collector on one machine: `tlsrpt serve`, the ways in, and the functions behind them.
@NullMarked
package tlsrpt.host;

import org.jspecify.annotations.NullMarked;
