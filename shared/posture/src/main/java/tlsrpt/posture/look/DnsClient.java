package tlsrpt.posture.look;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.dnssec.ValidatingResolver;
import tlsrpt.posture.Answer;
import tlsrpt.posture.Answer.Security;
import tlsrpt.posture.Answer.Status;
import tlsrpt.posture.IpText;

/// Asks recursive resolvers, and validates DNSSEC from the root itself.
///
/// It remembers nothing but keys, and lives for one look. What a resolver says about DNSSEC does not count: its AD bit
/// is set only where all of its own configuration is right.
final class DnsClient {

    private static final int TRIES = 2;
    private static final int PAYLOAD = 1232;
    private static final int MOST_ALIASES = 8;

    private final Resolver resolver;
    private final Deadline deadline;
    private final Duration patience;
    private final String servers;
    private final @Nullable String noDnssec;
    private final boolean silent;

    private DnsClient(
            Resolver resolver,
            Deadline deadline,
            Duration patience,
            String servers,
            @Nullable String noDnssec,
            boolean silent) {
        this.resolver = resolver;
        this.deadline = deadline;
        this.patience = patience;
        this.servers = servers;
        this.noDnssec = noDnssec;
        this.silent = silent;
    }

    /// Finds out whether the resolvers answer, and whether their answers can be validated.
    ///
    /// Behind a resolver that strips signatures every name looks bogus, so this must be known first.
    static DnsClient open(LookOptions vicinity, Deadline deadline) {
        var servers = vicinity.resolvers().stream().map(DnsClient::words).collect(Collectors.joining(", "));
        var patience = vicinity.bounds().dnsTry().multipliedBy(TRIES);
        var validating = new ValidatingResolver(plain(vicinity), vicinity.clock());
        try {
            validating.loadTrustAnchors(
                    new ByteArrayInputStream(vicinity.anchors().getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new IllegalArgumentException("the DNSSEC trust anchors cannot be read", e);
        }
        var root = new DnsClient(validating, deadline, patience, servers, null, false).ask(".", Records.NS);
        if (root.isSecure()) {
            return new DnsClient(validating, deadline, patience, servers, null, false);
        }
        if (root.status() == Status.NO_ANSWER) {
            var why = "the resolver " + servers + " does not answer";
            return new DnsClient(validating, deadline, patience, servers, why, true);
        }
        return new DnsClient(
                plain(vicinity),
                deadline,
                patience,
                servers,
                "the resolver " + servers
                        + " does not return DNSSEC signatures that lead to the root. Use another one with --resolver.",
                false);
    }

    /// Queries without DNSSEC, for answers on which nothing depends.
    static DnsClient unvalidated(LookOptions vicinity, Deadline deadline) {
        var servers = vicinity.resolvers().stream().map(DnsClient::words).collect(Collectors.joining(", "));
        var patience = vicinity.bounds().dnsTry().multipliedBy(TRIES);
        return new DnsClient(plain(vicinity), deadline, patience, servers, "not asked for", false);
    }

    private static Resolver plain(LookOptions vicinity) {
        var patience = vicinity.bounds().dnsTry();
        var each = vicinity.resolvers().stream().map(SimpleResolver::new).toArray(Resolver[]::new);
        for (var one : each) {
            one.setTimeout(patience);
        }
        var resolver = new ExtendedResolver(each);
        resolver.setRetries(TRIES);
        resolver.setTimeout(patience.multipliedBy(TRIES));
        resolver.setEDNS(0, PAYLOAD, ExtendedFlags.DO, List.of());
        return resolver;
    }

    private static String words(InetSocketAddress server) {
        return IpText.of(server.getAddress()) + (server.getPort() == 53 ? "" : ":" + server.getPort());
    }

    String servers() {
        return servers;
    }

    @Nullable
    String noDnssec() {
        return noDnssec;
    }

    <T> Answer<T> ask(String name, Records<T> records) {
        if (silent) {
            return failed(name, Status.NO_ANSWER, Security.UNKNOWN, String.valueOf(noDnssec));
        }
        Name asked;
        try {
            asked = Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            return failed(name, Status.NO_NAME, Security.UNKNOWN, name + " is not a domain name");
        }
        return follow(name, asked, records);
    }

    private <T> Answer<T> follow(String name, Name asked, Records<T> records) {
        var aliases = new ArrayList<String>();
        var security = Security.SECURE;
        Instant signedUntil = null;
        var next = asked;
        while (true) {
            var reply = send(next, records.type());
            if (reply.message() == null) {
                return failed(name, Status.NO_ANSWER, Security.UNKNOWN, name + ": " + reply.failure());
            }
            var message = reply.message();
            int rcode = message.getRcode();
            if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
                return refused(name, message);
            }
            security = noDnssec != null
                    ? Security.UNKNOWN
                    : message.getHeader().getFlag(Flags.AD) ? security : Security.INSECURE;
            signedUntil = earlier(signedUntil, message);
            var answers = message.getSection(Section.ANSWER);
            var current = next;
            for (var alias = alias(answers, current); alias != null; alias = alias(answers, current)) {
                if (aliases.size() == MOST_ALIASES) {
                    return failed(name, Status.FAILED, Security.UNKNOWN, name + ": more than 8 CNAMEs in a row");
                }
                aliases.add(alias.toString(true));
                current = alias;
            }
            var here = current;
            var found = records.of(answers.stream()
                    .filter(one ->
                            one.getType() == records.type() && one.getName().equals(here))
                    .toList());
            boolean done = !found.isEmpty() || rcode == Rcode.NXDOMAIN || current.equals(next);
            if (done) {
                var status =
                        !found.isEmpty() ? Status.FOUND : rcode == Rcode.NXDOMAIN ? Status.NO_NAME : Status.NO_DATA;
                return new Answer<>(
                        name,
                        status,
                        security,
                        found,
                        aliases,
                        null,
                        security == Security.SECURE ? signedUntil : null,
                        "");
            }
            next = current;
        }
    }

    private record Reply(@Nullable Message message, String failure) {}

    private Reply send(Name name, int type) {
        if (deadline.isOver()) {
            return new Reply(null, "not queried, since the time limit for this domain was reached");
        }
        var query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        try {
            var answer = resolver.sendAsync(query)
                    .toCompletableFuture()
                    .get(deadline.within(patience.multipliedBy(2)).leftMillis(), TimeUnit.MILLISECONDS);
            var normal = answer.getRcode() == Rcode.NOERROR ? answer.normalize(query) : answer;
            return normal == null ? new Reply(null, "a malformed answer") : new Reply(normal, "");
        } catch (TimeoutException | ExecutionException e) {
            return new Reply(null, "no answer from " + servers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply(null, "interrupted");
        }
    }

    private static @Nullable Name alias(List<Record> answers, Name name) {
        return answers.stream()
                .filter(one -> one instanceof CNAMERecord && one.getName().equals(name))
                .map(one -> ((CNAMERecord) one).getTarget())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant earlier(@Nullable Instant end, Message message) {
        return message.getSection(Section.ANSWER).stream()
                .filter(RRSIGRecord.class::isInstance)
                .map(one -> ((RRSIGRecord) one).getExpire())
                .filter(one -> end == null || one.isBefore(end))
                .sorted()
                .findFirst()
                .orElse(end);
    }

    /// An error of the resolver, or data that does not validate: only the latter has a reason of the validator.
    private <T> Answer<T> refused(String name, Message message) {
        var reason = message.getSection(Section.ADDITIONAL).stream()
                .filter(one ->
                        one instanceof TXTRecord && one.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
                .map(one -> String.join("", ((TXTRecord) one).getStrings()))
                .findFirst()
                .orElse("");
        var extended = extendedErrors(message);
        var text = name + ": " + Rcode.string(message.getRcode())
                + (reason.isEmpty() ? "" : ", " + reason)
                + (extended.isEmpty() ? "" : " (" + extended + ")");
        boolean bogus = noDnssec == null && !reason.isEmpty() && !reason.startsWith("Response subtype is");
        return failed(name, Status.FAILED, bogus ? Security.BOGUS : Security.UNKNOWN, text);
    }

    private static String extendedErrors(Message message) {
        var opt = message.getOPT();
        return opt == null
                ? ""
                : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                        .filter(ExtendedErrorCodeOption.class::isInstance)
                        .map(one -> {
                            var error = (ExtendedErrorCodeOption) one;
                            return "EDE " + error.getErrorCode() + " "
                                    + ExtendedErrorCodeOption.text(error.getErrorCode());
                        })
                        .collect(Collectors.joining(", "));
    }

    private static <T> Answer<T> failed(String name, Status status, Security security, String detail) {
        return new Answer<>(name, status, security, List.of(), List.of(), null, null, detail);
    }
}
