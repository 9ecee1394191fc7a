/// The configuration file of the collector on one machine: its syntax, its problems with their lines, its secrets.
///
/// Start with [ConfigFile]; what the keys mean is known to those who read them.
@NullMarked
package tlsrpt.host.config;

import org.jspecify.annotations.NullMarked;
