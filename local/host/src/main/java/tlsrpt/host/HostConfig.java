package tlsrpt.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tlsrpt.host.config.ConfigException;
import tlsrpt.host.config.ConfigFile;
import tlsrpt.host.config.ConfigTable;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.https.HttpsReceiver;
import tlsrpt.host.mail.Receiver;
import tlsrpt.host.mail.ReceiverReader;
import tlsrpt.host.notify.Channel;
import tlsrpt.host.notify.ChannelReader;

/// What the configuration file says. A key that is absent is empty; the command has its default.
///
/// @param address to which senders mail their reports, for `doctor`
/// @param retention days to keep reports
/// @param fixed what a collector cannot change while it runs, as the file has it
record HostConfig(
        Optional<InetSocketAddress> listen,
        Optional<Path> data,
        List<String> hosts,
        List<String> domains,
        Optional<String> address,
        Optional<Boolean> countUnsigned,
        Optional<String> authservId,
        Optional<String> resolver,
        Optional<String> issuer,
        Optional<String> audience,
        Optional<String> requiredClaim,
        Optional<Long> floor,
        Optional<Boolean> noProbe,
        Optional<String> log,
        Optional<Integer> retention,
        Optional<HttpsReceiver> https,
        List<Receiver> ways,
        List<Channel> channels,
        SortedMap<String, String> fixed) {

    static final String TEXT_LOG = "text";
    static final String JSON_LOG = "json";

    private static final List<String> FIXED = List.of(
            "listen",
            "data",
            "authserv-id",
            "resolver",
            "no-probe",
            "log",
            "issuer",
            "audience",
            "required-claim",
            "https",
            "maildir",
            "imap",
            "lmtp");
    private static final int LEAST_RETENTION = 30;
    private static final int MOST_RETENTION = 4_000;
    private static final long MOST_FLOOR = 1_000_000_000;

    static HostConfig read(Path file, Clock clock) throws IOException, ConfigException {
        return ConfigFile.read(file, table -> of(table, clock));
    }

    private static HostConfig of(ConfigTable table, Clock clock) {
        return new HostConfig(
                table.converted("listen", ListenAddress::of),
                table.path("data"),
                table.texts("hosts"),
                table.texts("domains"),
                table.converted("address", HostConfig::address),
                table.flag("count-unsigned"),
                table.text("authserv-id"),
                table.text("resolver"),
                table.text("issuer"),
                table.text("audience"),
                table.text("required-claim"),
                table.number("floor", 0, MOST_FLOOR),
                table.flag("no-probe"),
                table.converted("log", HostConfig::log),
                table.number("retention", LEAST_RETENTION, MOST_RETENTION).map(Long::intValue),
                HttpsReceiver.read(table, clock),
                ReceiverReader.read(table, clock),
                ChannelReader.read(table, table.text("dashboard").orElse(""), clock),
                fixed(table));
    }

    private static SortedMap<String, String> fixed(ConfigTable table) {
        var fixed = new TreeMap<String, String>();
        FIXED.forEach(key -> table.source(key).ifPresent(value -> fixed.put(key, value)));
        return fixed;
    }

    /// Returns the keys of which another configuration has other values, and which only a restart changes.
    List<String> changesIn(HostConfig other) {
        return FIXED.stream()
                .filter(key -> !Objects.equals(fixed.get(key), other.fixed.get(key)))
                .toList();
    }

    /// Returns the disk space to keep free; negative for the default.
    long floorBytes() {
        return floor.map(megabytes -> megabytes * 1_000_000).orElse(-1L);
    }

    /// Returns all receivers, HTTPS among them.
    List<Receiver> allWays() {
        return Stream.concat(https.stream(), ways.stream()).toList();
    }

    static String log(String text) {
        if (!text.equals(TEXT_LOG) && !text.equals(JSON_LOG)) {
            throw new IllegalArgumentException("must be \"text\" or \"json\", not '" + text + "'");
        }
        return text;
    }

    static String address(String text) {
        if (!text.matches("[^@\\s\",;!?]+@[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException("must be an email address, not '" + text + "'");
        }
        return text;
    }
}
