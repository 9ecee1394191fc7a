/// The commands of an operator, for a collector on this machine or in AWS.
@NullMarked
package tlsrpt.operate;

import org.jspecify.annotations.NullMarked;
