/// `POST /v1/actions` on AWS. What an action does is in `shared/actions`; here is what a stack adds: one change at a
/// time among all instances, and the queue by which objects are read again.
///
/// Start with [ActFunction].
@NullMarked
package tlsrpt.act;

import org.jspecify.annotations.NullMarked;
