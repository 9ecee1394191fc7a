package tlsrpt.hosting;

import java.util.Set;
import tlsrpt.sts.HostedPolicy;

/// Where policies get their public names, certificates and TXT records. Every step can be repeated; each call does what
/// is possible now, and the next one goes on.
public interface PolicyHosts {

    /// The operator sees to all of them.
    PolicyHosts BY_HAND = new PolicyHosts() {
        @Override
        public void check(String domain) {
            // any domain can be hosted
        }

        @Override
        public void ensure(HostedPolicy policy) {
            // the operator does
        }

        @Override
        public Set<String> pending() {
            return Set.of();
        }

        @Override
        public boolean remove(String domain) {
            return true;
        }
    };

    /// Finds out whether a domain can be hosted.
    ///
    /// @throws IllegalArgumentException if it cannot, with the reason
    void check(String domain);

    /// Brings name and record closer to what a policy needs, after a look at it. The record never names a file that was
    /// not read back.
    void ensure(HostedPolicy policy);

    /// Returns the domains whose name is not yet what it must be.
    Set<String> pending();

    /// Takes a policy's name away, which no sender needs any more.
    ///
    /// @return whether nothing is left
    boolean remove(String domain);
}
