/// Requests and answers of an HTTP API (payload 2.0), and what an access token lets its bearer do.
///
/// On one machine the same requests come from its own server.
@NullMarked
package tlsrpt.gateway;

import org.jspecify.annotations.NullMarked;
