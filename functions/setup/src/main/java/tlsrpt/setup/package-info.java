/// The stack's custom resource: what CloudFormation itself cannot do. It makes the receipt rule set the active one and
/// writes what the stack's parameters say into the settings.
///
/// Start with [SetupFunction] and [Setup].
@NullMarked
package tlsrpt.setup;

import org.jspecify.annotations.NullMarked;
