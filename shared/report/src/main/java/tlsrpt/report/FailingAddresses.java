package tlsrpt.report;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the receiving addresses of failed sessions have in common, as a hint where to look first.
public final class FailingAddresses {

    /// An IPv6 address with an IPv4 tail.
    private static final int LONGEST = 45;

    private FailingAddresses() {}

    /// Such as "only over IPv6" or "only at one address of mx1.example.com: 203.0.113.5"; empty where the addresses
    /// show nothing of the kind. Texts that are not addresses are passed over.
    ///
    /// Reports list addresses only for failures, so "only" refers to failures. Whether other addresses work is not
    /// known.
    public static Optional<String> pattern(@Nullable String mx, Collection<@Nullable String> receivingIps) {
        var textByAddress = new LinkedHashMap<InetAddress, String>();
        for (var text : receivingIps) {
            if (text != null) {
                address(text.strip()).ifPresent(address -> textByAddress.putIfAbsent(address, text.strip()));
            }
        }
        if (textByAddress.size() == 1) {
            return Optional.of("only at one address of " + Hosts.plain(mx, "this MX host") + ": "
                    + textByAddress.values().iterator().next());
        }
        boolean onlyIpv6 = textByAddress.keySet().stream().allMatch(Inet6Address.class::isInstance);
        return onlyIpv6 && !textByAddress.isEmpty() ? Optional.of("only over IPv6") : Optional.empty();
    }

    private static Optional<InetAddress> address(String text) {
        boolean ipv4 = text.chars().filter(c -> c == '.').count() == 3;
        boolean literal = text.length() <= LONGEST && (ipv4 || text.indexOf(':') >= 0);
        if (!literal || !text.chars().allMatch(FailingAddresses::inAddress)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean inAddress(int c) {
        return (c < 0x80 && Character.digit(c, 16) >= 0) || c == '.' || c == ':';
    }
}
