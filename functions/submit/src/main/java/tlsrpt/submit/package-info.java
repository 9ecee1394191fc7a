/// The door that anyone may knock on: takes what is POSTed to the `rua=https` address into S3, and judges nothing that
/// can wait.
///
/// Start with [SubmitFunction] and [Submit].
@NullMarked
package tlsrpt.submit;

import org.jspecify.annotations.NullMarked;
