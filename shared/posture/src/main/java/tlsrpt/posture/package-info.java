/// What DNS, MTA-STS policies and mail servers show at one moment, judged by what a sender would do with it.
///
/// Start with [Facts], which [tlsrpt.posture.look.Look] collects, [PostureEvaluator], which turns them into a
/// [Posture], and
/// [Check], the list of all checks. Everything here is pure: the network is in [tlsrpt.posture.look].
@NullMarked
package tlsrpt.posture;

import org.jspecify.annotations.NullMarked;
