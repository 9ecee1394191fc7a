/// The reading commands: reads reports from files and prints what they say.
///
/// Start with [ReadCommand] and [ReadRun]. It only wires the shared modules to files and a terminal.
@NullMarked
package tlsrpt.cli;

import org.jspecify.annotations.NullMarked;
