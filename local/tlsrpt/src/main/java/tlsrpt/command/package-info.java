/// The command `tlsrpt`: its list of commands.
@NullMarked
package tlsrpt.command;

import org.jspecify.annotations.NullMarked;
