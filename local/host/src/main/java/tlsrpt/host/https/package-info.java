/// HTTPS on one machine: the certificate, which is loaded again when it is renewed, and the connections.
///
/// Start with [HttpsWay].
@NullMarked
package tlsrpt.host.https;

import org.jspecify.annotations.NullMarked;
