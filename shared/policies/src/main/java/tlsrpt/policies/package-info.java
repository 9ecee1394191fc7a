/// What the table knows about the policies of a domain: what reports and alerts say for and against enforcing one, and
/// how a hosted one is shown.
///
/// Start with [PolicyEvidence].
@NullMarked
package tlsrpt.policies;

import org.jspecify.annotations.NullMarked;
