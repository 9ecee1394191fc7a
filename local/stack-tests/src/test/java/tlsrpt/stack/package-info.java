/// Tests of what is deployed: the template as it is written, the packages as Lambda starts them, and both together on
/// an emulator of AWS.
///
/// [TemplateTest] needs neither packages nor an emulator. The others have the tag `stack`, and `.ci/aws` runs them:
/// [Stack] makes the template's resources on an [Emulator], [Lambda] starts a package, [Relay] stands between them,
/// writes down who asked for what, and fails where a test wants it.
@NullMarked
package tlsrpt.stack;

import org.jspecify.annotations.NullMarked;
