/// HTTPS on one machine: the certificate, which is loaded again when it is renewed, and the connections.
///
/// Start with [HttpsReceiver].
@NullMarked
package tlsrpt.host.https;

import org.jspecify.annotations.NullMarked;
