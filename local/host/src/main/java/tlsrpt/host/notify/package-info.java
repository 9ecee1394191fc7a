/// The ways out of alerts on one machine.
///
/// Start with [Deliveries], the queue in the database; a [Destination] sends one alert to one place.
@NullMarked
package tlsrpt.host.notify;

import org.jspecify.annotations.NullMarked;
