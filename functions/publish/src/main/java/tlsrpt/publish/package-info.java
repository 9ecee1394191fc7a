/// Publishes hosted MTA-STS policies: their certificates, host names and TXT records in AWS, and the commands of
/// `tlsrpt sts`. What is served lies in the table; `tlsrpt.policy` serves it.
///
/// Start with [PublishFunction] and [StackHosts].
@NullMarked
package tlsrpt.publish;

import org.jspecify.annotations.NullMarked;
