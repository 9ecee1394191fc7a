/// How a function that must start quickly reaches AWS: HTTP without what it does not need, and S3 by signed requests.
///
/// Start with [Bucket] and [S3Bucket].
@NullMarked
package tlsrpt.aws;

import org.jspecify.annotations.NullMarked;
