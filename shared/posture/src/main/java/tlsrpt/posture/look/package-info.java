/// Collects the facts about a domain over the network, within bounds of time, bytes and connections.
///
/// Start with [Look]. The other party is untrusted: addresses come from DNS and are checked before each connection,
/// redirects are reported and never followed, and each conversation ends at its deadline.
@NullMarked
package tlsrpt.posture.look;

import org.jspecify.annotations.NullMarked;
