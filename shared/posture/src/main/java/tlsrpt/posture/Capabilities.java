package tlsrpt.posture;

import org.jspecify.annotations.Nullable;

/// What can be observed from here.
///
/// @param resolver the name server that was asked
/// @param noDnssec why DNSSEC cannot be validated, `null` where it can
/// @param noIpv6 why IPv6 addresses cannot be contacted, `null` where they can
/// @param noSmtp why port 25 is not contacted, `null` where it is
public record Capabilities(
        String resolver,
        @Nullable String noDnssec,
        @Nullable String noIpv6,
        @Nullable String noSmtp) {}
