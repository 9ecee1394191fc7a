/// The function that runs by the clock: reminders, silence, ends that nobody reports, and once more what the stream may
/// have lost.
@NullMarked
package tlsrpt.watch;

import org.jspecify.annotations.NullMarked;
