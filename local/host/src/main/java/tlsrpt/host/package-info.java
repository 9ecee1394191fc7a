/// The collector on one machine: `tlsrpt serve`, the receivers, and the functions behind them.
@NullMarked
package tlsrpt.host;

import org.jspecify.annotations.NullMarked;
