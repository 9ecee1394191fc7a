/// Looks at the listed domains as senders see them, and remembers what it saw: `tlsrpt.posture` looks and judges,
/// `tlsrpt.store` keeps it, and the alert function evaluates it.
///
/// Start with [Prober] and [ProbeFunction].
@NullMarked
package tlsrpt.probe;

import org.jspecify.annotations.NullMarked;
