/// How reports travel: opens mail, mbox, gzip, zip and bare JSON by their bytes, within hard limits, and says who
/// trusts what came out.
///
/// Start with [Intake] and [OpenedDocument]. Nothing here knows where the bytes come from or where the reports go.
@NullMarked
package tlsrpt.intake;

import org.jspecify.annotations.NullMarked;
