/// Serves hosted MTA-STS policies to senders. Depends on nothing else of the stack, so that an outage of the collector
/// takes no policy away.
///
/// Start with [PolicyFunction].
@NullMarked
package tlsrpt.policy;

import org.jspecify.annotations.NullMarked;
