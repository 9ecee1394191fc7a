/// The MTA-STS policies that a collector hosts: commands, looks from outside, and the answers in words. On one machine
/// and in a stack alike; who makes host and record differs, [PolicyHosts].
///
/// Start with [HostedPolicies].
@NullMarked
package tlsrpt.hosting;

import org.jspecify.annotations.NullMarked;
