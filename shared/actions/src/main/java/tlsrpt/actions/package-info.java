/// What an operator changes over HTTP.
///
/// Start with [ActionRequests], which answers requests; [Actions] makes an [Action] and logs it.
@NullMarked
package tlsrpt.actions;

import org.jspecify.annotations.NullMarked;
