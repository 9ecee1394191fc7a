package tlsrpt.posture.look;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import tlsrpt.posture.Answer;
import tlsrpt.posture.IpText;
import tlsrpt.posture.ServerLook;

/// Asks each authoritative name server of a domain the same questions, without recursion.
///
/// Their answers are newer than those of a resolver, which may remember a record that has been corrected.
final class Authorities {

    private static final int MOST_SERVERS = 8;
    private static final int MOST_PARENTS = 5;

    private final DnsClient dns;
    private final LookOptions vicinity;
    private final Deadline deadline;

    Authorities(DnsClient dns, LookOptions vicinity, Deadline deadline) {
        this.dns = dns;
        this.vicinity = vicinity;
        this.deadline = deadline;
    }

    record Question(String name, int type) {

        String text() {
            return name + " " + Type.string(type);
        }
    }

    /// @param records without signatures
    private record Told(List<Record> records, @Nullable Duration lifetime) {}

    /// What all servers said.
    record Answers(
            List<ServerLook> servers, List<Map<Question, List<Record>>> records, Map<Question, Duration> lifetimes) {

        /// The resolver's answer, corrected by what every authoritative server says and with the TTL that they give.
        <T> Answer<T> freshen(Answer<T> answer, Records<T> type) {
            var question = new Question(answer.name(), type.type());
            var lifetime = lifetimes.get(question);
            var sets = records.stream()
                    .map(each -> Optional.ofNullable(each.get(question)))
                    .flatMap(Optional::stream)
                    .toList();
            boolean aliased = !answer.aliases().isEmpty()
                    || sets.stream().flatMap(List::stream).anyMatch(CNAMERecord.class::isInstance);
            if (sets.isEmpty() || lifetime == null || aliased || answer.isBogus()) {
                return answer;
            }
            var told = type.of(sets.getFirst());
            boolean agreed = sets.stream().allMatch(set -> text(set).equals(text(sets.getFirst())));
            boolean same =
                    told.size() == answer.records().size() && answer.records().containsAll(told);
            if (!agreed || (same && !answer.isUnseen())) {
                return renewed(answer, answer.status(), answer.records(), lifetime, answer.detail());
            }
            return renewed(
                    answer,
                    told.isEmpty() ? Answer.Status.NO_DATA : Answer.Status.FOUND,
                    told,
                    lifetime,
                    "resolvers may cache the earlier answer for up to " + lifetime.toMinutes() + " minutes");
        }

        private static <T> Answer<T> renewed(
                Answer<T> answer, Answer.Status status, List<T> records, Duration lifetime, String detail) {
            return new Answer<>(
                    answer.name(),
                    status,
                    answer.security(),
                    records,
                    answer.aliases(),
                    lifetime,
                    answer.signedUntil(),
                    detail);
        }
    }

    Answers ask(String domain, List<Question> questions) {
        var looks = new ArrayList<ServerLook>();
        var records = new ArrayList<Map<Question, List<Record>>>();
        var lifetimes = new HashMap<Question, Duration>();
        var tasks = servers(domain).stream()
                .limit(MOST_SERVERS)
                .map(server -> (Callable<Map.Entry<String, Map<Question, Told>>>) () -> askServer(server, questions))
                .toList();
        for (var outcome : Parallel.run(tasks)) {
            var failure = outcome.getValue().isEmpty();
            var server = outcome.getKey();
            var texts = new HashMap<String, String>();
            var sets = new HashMap<Question, List<Record>>();
            outcome.getValue().forEach((question, told) -> {
                texts.put(question.text(), text(told.records()));
                sets.put(question, told.records());
                var lifetime = told.lifetime();
                if (lifetime != null) {
                    lifetimes.merge(question, lifetime, (a, b) -> a.compareTo(b) > 0 ? a : b);
                }
            });
            if (!failure) {
                records.add(sets);
            }
            looks.add(new ServerLook(server, failure ? "no authoritative answer" : null, texts));
        }
        return new Answers(looks, records, lifetimes);
    }

    /// The name servers of the zone that holds the domain.
    private List<String> servers(String domain) {
        var zone = domain;
        for (int i = 0; i < MOST_PARENTS && zone.indexOf('.') > 0; i++) {
            var answer = dns.ask(zone, Records.NS);
            if (answer.isFound()) {
                return answer.records();
            }
            if (answer.isUnseen()) {
                return List.of();
            }
            zone = zone.substring(zone.indexOf('.') + 1);
        }
        return List.of();
    }

    private Map.Entry<String, Map<Question, Told>> askServer(String server, List<Question> questions) {
        var addresses = Stream.concat(
                        dns.ask(server, Records.A).records().stream(), dns.ask(server, Records.AAAA).records().stream())
                .toList();
        var address =
                addresses.stream().filter(vicinity.rule()::allows).findFirst().orElse(null);
        if (address == null) {
            return Map.entry(server + " (no public address)", Map.of());
        }
        var name = server + " (" + IpText.of(address) + ")";
        // Without IPv6 from here, a server that has nothing else is not to blame.
        boolean skipped = address instanceof Inet6Address && addresses.size() == 1;
        var told = new HashMap<Question, Told>();
        for (var question : questions) {
            var answer = askAddress(address, question);
            if (answer == null && told.isEmpty()) {
                break;
            }
            if (answer != null) {
                told.put(question, answer);
            }
        }
        return Map.entry(skipped && told.isEmpty() ? name + " over IPv6" : name, told);
    }

    private @Nullable Told askAddress(InetAddress address, Question question) {
        if (deadline.isOver()) {
            return null;
        }
        try {
            var resolver = new SimpleResolver(
                    new InetSocketAddress(address, vicinity.ports().dns()));
            resolver.setTimeout(deadline.within(vicinity.bounds().dnsTry()).left());
            var query = Message.newQuery(
                    Record.newRecord(Name.fromString(question.name(), Name.root), question.type(), DClass.IN));
            query.getHeader().unsetFlag(Flags.RD);
            var answer = resolver.send(query);
            int rcode = answer.getRcode();
            if ((rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN)
                    || !answer.getHeader().getFlag(Flags.AA)) {
                return null;
            }
            var records = answer.getSection(Section.ANSWER).stream()
                    .filter(one -> one.getType() == question.type() || one instanceof CNAMERecord)
                    .toList();
            return new Told(records, lifetime(records, answer));
        } catch (IOException e) {
            return null;
        }
    }

    /// The TTL of the records, or of their absence (RFC 2308 §5).
    private static @Nullable Duration lifetime(List<Record> records, Message answer) {
        if (!records.isEmpty()) {
            return Duration.ofSeconds(records.getFirst().getTTL());
        }
        return answer.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(one -> Duration.ofSeconds(Math.min(one.getTTL(), ((SOARecord) one).getMinimum())))
                .findFirst()
                .orElse(null);
    }

    private static String text(List<Record> records) {
        return records.stream().map(Record::rdataToString).sorted().collect(Collectors.joining(", "));
    }
}
