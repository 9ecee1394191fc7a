/// MTA-STS policies (RFC 8461): the file, its id, and how a policy that is hosted here comes and goes.
///
/// Start with [HostedPolicy]: one policy, what commands and looks make of it. [PolicyText] writes the file, [StsPolicy]
/// reads it as senders do.
@NullMarked
package tlsrpt.sts;

import org.jspecify.annotations.NullMarked;
