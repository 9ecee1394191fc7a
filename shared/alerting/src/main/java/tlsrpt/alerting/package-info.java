/// The rules at work on the table: each recorded report judged after what is remembered, the memory written as it was
/// read, and what follows sent once.
///
/// Start with [Alerter]; [Sender] sends, [SnsChannel] speaks SNS. Functions hand it what Lambda hands them.
@NullMarked
package tlsrpt.alerting;

import org.jspecify.annotations.NullMarked;
