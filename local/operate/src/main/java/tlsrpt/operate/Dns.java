package tlsrpt.operate;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks the domain name system, past what this process remembers.
final class Dns {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Resolver resolver;

    /// @param server a name server, as `192.0.2.53` or with `:port`; `null` for those of this machine
    Dns(@Nullable String server) throws UnknownHostException {
        if (server == null) {
            resolver = new ExtendedResolver();
        } else {
            int colon = server.indexOf(':') == server.lastIndexOf(':') ? server.indexOf(':') : -1;
            var simple = new SimpleResolver(colon < 0 ? server : server.substring(0, colon));
            if (colon >= 0) {
                simple.setPort(Integer.parseInt(server.substring(colon + 1)));
            }
            resolver = simple;
        }
        resolver.setTimeout(PATIENCE);
    }

    /// The texts at a name, the strings of each joined without a blank (RFC 7208 §3.3); none where there is no name.
    List<String> texts(String name) throws IOException {
        return ask(name, Type.TXT).stream()
                .filter(TXTRecord.class::isInstance)
                .map(txt -> joined((TXTRecord) txt))
                .toList();
    }

    /// The hosts that take mail for a domain, the preferred ones first, without the dot at the end.
    List<String> mailHosts(String domain) throws IOException {
        return ask(domain, Type.MX).stream()
                .filter(MXRecord.class::isInstance)
                .map(MXRecord.class::cast)
                .sorted(Comparator.comparingInt(MXRecord::getPriority))
                .map(mx -> mx.getTarget().toString(true))
                .toList();
    }

    private static String joined(TXTRecord record) {
        var text = new StringBuilder();
        record.getStringsAsByteArrays().forEach(part -> text.append(new String(part, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    private List<Record> ask(String name, int type) throws IOException {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(name, Name.root), type);
        } catch (TextParseException e) {
            throw new IOException(name + " is no domain name", e);
        }
        lookup.setResolver(resolver);
        lookup.setCache(null);
        lookup.setSearchPath(new Name[0]);
        var found = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> List.of(found);
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> List.of();
            default -> throw new IOException("the name server gives no answer: " + lookup.getErrorString());
        };
    }
}
