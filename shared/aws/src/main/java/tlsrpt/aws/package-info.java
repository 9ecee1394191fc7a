/// How a function that must start quickly reaches AWS: HTTP without what it does not need, S3 and DynamoDB by signed
/// requests.
///
/// Start with [S3Bucket] and [DynamoDbTable].
@NullMarked
package tlsrpt.aws;

import org.jspecify.annotations.NullMarked;
