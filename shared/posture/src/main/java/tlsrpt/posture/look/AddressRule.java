package tlsrpt.posture.look;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses may be contacted.
public enum AddressRule {
    /// What the internet reaches: nothing private, loopback, link-local, or otherwise reserved.
    PUBLIC,
    /// Also private, loopback and documentation addresses, for a network of your own. Link-local addresses stay
    /// refused, since cloud metadata services are there.
    PUBLIC_AND_PRIVATE;

    /// The blocks that IANA's special-purpose registries do not call globally reachable (RFC 6890), and those that
    /// carry another address inside.
    private static final List<Block> RESERVED = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "3fff::/20",
                    "5f00::/16")
            .map(Block::of)
            .toList();

    private static final Block GLOBAL_UNICAST = Block.of("2000::/3");
    private static final Block NAT64 = Block.of("64:ff9b::/96");
    private static final Block SIX_TO_FOUR = Block.of("2002::/16");
    private static final List<Block> NEVER = Stream.of(
                    "0.0.0.0/8",
                    "169.254.0.0/16",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/128",
                    "fe80::/10",
                    "ff00::/8",
                    // Addresses of metadata services outside link-local.
                    "fd00:ec2::/32",
                    "100.100.100.200/32")
            .map(Block::of)
            .toList();

    /// Whether this address may be contacted. IPv4 addresses inside IPv6 ones are judged as what they are.
    public boolean allows(InetAddress address) {
        var bytes = unwrapped(address.getAddress());
        if (NEVER.stream().anyMatch(block -> block.contains(bytes))) {
            return false;
        }
        if (this == PUBLIC_AND_PRIVATE) {
            return true;
        }
        return (bytes.length == 4 || GLOBAL_UNICAST.contains(bytes))
                && RESERVED.stream().noneMatch(block -> block.contains(bytes));
    }

    private static byte[] unwrapped(byte[] bytes) {
        if (bytes.length == 4) {
            return bytes;
        }
        if (NAT64.contains(bytes) || isMapped(bytes)) {
            return Arrays.copyOfRange(bytes, 12, 16);
        }
        return SIX_TO_FOUR.contains(bytes) ? Arrays.copyOfRange(bytes, 2, 6) : bytes;
    }

    /// `::ffff:0:0/96`, or the deprecated `::/96` except `::` and `::1`.
    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        boolean mapped = bytes[10] == -1 && bytes[11] == -1;
        boolean compatible = bytes[10] == 0 && bytes[11] == 0 && (bytes[12] != 0 || bytes[13] != 0);
        return mapped || compatible;
    }

    private static final class Block {

        private final byte[] network;
        private final int bits;

        private Block(byte[] network, int bits) {
            this.network = network;
            this.bits = bits;
        }

        static Block of(String text) {
            int slash = text.indexOf('/');
            try {
                return new Block(
                        InetAddress.getByName(text.substring(0, slash)).getAddress(),
                        Integer.parseInt(text.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
