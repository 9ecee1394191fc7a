/// The command `tlsrpt`: reads reports from files and prints what they say.
///
/// Start with [Tlsrpt], [ReadCommand] and [ReadRun]. It only wires the shared rooms to files and a terminal.
@NullMarked
package tlsrpt.local;

import org.jspecify.annotations.NullMarked;
