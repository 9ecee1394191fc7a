/// The function on the table's stream: a recorded report becomes, rarely, an alert.
///
/// Start with [AlertFunction]; [StreamRecord] reads what DynamoDB sends. The rules and what follows from them are in
/// `shared/health` and `shared/alerting`.
@NullMarked
package tlsrpt.alert;

import org.jspecify.annotations.NullMarked;
