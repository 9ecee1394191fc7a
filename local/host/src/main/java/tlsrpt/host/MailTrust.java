package tlsrpt.host;

import org.jspecify.annotations.Nullable;
import tlsrpt.intake.KeyLookup;

/// How mail from the inbox is verified.
///
/// @param authservId the name under which the operator's mail server writes its results, or `null` if the collector
///     checks signatures itself
/// @param keys where it finds the keys for that; `null` if this process checks nothing, and new mail waits for one that
///     does
record MailTrust(@Nullable String authservId, @Nullable KeyLookup keys) {

    static final MailTrust LATER = new MailTrust(null, null);
}
