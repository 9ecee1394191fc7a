/// Tests of what is deployed: the template as it is written, the packages as Lambda starts them, and both together on
/// an emulator of AWS.
///
/// [TemplateTest] needs neither packages nor an emulator. The others have the tag `stack`, and `.ci/aws` runs them:
/// [Stack] makes the template's resources on an [Emulator], [Lambda] starts a package, [Relay] stands between them,
/// writes down who asked for what, and fails where a test wants it.
///
/// What emulators leave out and AWS does, and who stands for it; AWS's statement is with each:
///
/// | AWS | here |
/// |---|---|
/// | 403 for a missing object without the right to list | [Relay] |
/// | throttling, transaction conflicts, errors, denials | [Relay.Fault], at each call in turn |
/// | stale connections after a freeze; answers that are lost | [Relay.Fault] |
/// | bodies of an HTTP API are text or Base64 | [HttpApi] |
/// | answers of at most 6 MB | [Lambda], [LimitsTest] |
/// | sizes of items, transactions and messages | the emulators, which [LimitsTest] checks |
/// | sizes of environments and policies | `limits` in `.ci/judges` |
/// | events doubled, late and out of order | [FaultsTest], [AlertingTest] |
/// | a wrong clock | `SignedRequestsTest` of `shared/aws` |
/// | ten executions at a time | `BusyAccountTest` of `local/tlsrpt`, with the page in a browser |
/// | creation, update, rollback and deletion | `lifecycle_judges` in `.ci/judges` |
@NullMarked
package tlsrpt.stack;

import org.jspecify.annotations.NullMarked;
