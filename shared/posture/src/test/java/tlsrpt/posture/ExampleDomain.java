package tlsrpt.posture;

import java.time.Duration;

/// What a check finds of a made-up domain.
public final class ExampleDomain {

    private ExampleDomain() {}

    /// In order and without DANE, except for the second of its MX hosts.
    public static Posture withAnExpiredCertificate() {
        var expired = World.CA.chain(TestCa.leaf(World.MX1, World.MX2).aged(Duration.ofDays(91), Duration.ofDays(-1)));
        return new World()
                .host(World.MX1, World.tlsa(World.absent("_25._tcp." + World.MX1)))
                .host(World.MX2, World.tlsa(World.absent("_25._tcp." + World.MX2)))
                .host(World.MX2, World.chain(expired))
                .judge();
    }
}
