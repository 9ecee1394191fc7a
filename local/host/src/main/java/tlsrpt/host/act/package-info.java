/// What an operator changes over HTTP.
///
/// Start with [Actions], which makes an [Action] and logs it.
@NullMarked
package tlsrpt.host.act;

import org.jspecify.annotations.NullMarked;
