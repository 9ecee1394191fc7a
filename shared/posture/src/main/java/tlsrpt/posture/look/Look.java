package tlsrpt.posture.look;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;
import tlsrpt.posture.Answer;
import tlsrpt.posture.Caa;
import tlsrpt.posture.Capabilities;
import tlsrpt.posture.Facts;
import tlsrpt.posture.Hello;
import tlsrpt.posture.IpText;
import tlsrpt.posture.MailHost;
import tlsrpt.posture.Mx;
import tlsrpt.posture.PolicyHost;
import tlsrpt.posture.PolicyLook;
import tlsrpt.posture.SmtpLook;
import tlsrpt.posture.TlsLook;
import tlsrpt.posture.Tlsa;
import tlsrpt.report.DomainName;

/// One look at a domain, or at several at the same time.
///
/// Domains looked at by the same instance share what mail servers showed, so that a server that many of them have is
/// contacted once. Make another instance for the next look: it asks everything again.
public final class Look {

    private static final int MOST_HOSTS = 20;
    private static final int MOST_ADDRESSES = 8;
    private static final int MOST_CONNECTIONS = 40;
    private static final int HANDSHAKES = 4;
    /// Shorter than a day, so that the next daily check asks again.
    private static final Duration LATER = Duration.ofHours(23);

    private final LookOptions vicinity;
    private final Dialer dialer;
    private final Map<String, Lock> operators = new ConcurrentHashMap<>();
    private final Map<String, List<SmtpLook>> mailServers = new ConcurrentHashMap<>();
    private final Map<String, Instant> busy;

    public Look(LookOptions vicinity) {
        this(vicinity, new ConcurrentHashMap<>());
    }

    /// A look that leaves mail servers alone that asked an earlier look to come back later.
    ///
    /// @param busy MX hosts, and until when to leave them alone; this look adds others
    public Look(LookOptions vicinity, Map<String, Instant> busy) {
        this.busy = busy;
        this.vicinity = vicinity;
        this.dialer = new Dialer(vicinity.rule(), vicinity.bounds().connect());
    }

    /// Collects the facts about a domain.
    ///
    /// @param domain lower-case A-labels
    public Facts at(String domain) {
        return new Run(domain).facts();
    }

    private final class Run {

        private final String domain;
        private final Deadline deadline = Deadline.in(
                vicinity.noSmtp() == null
                        ? vicinity.bounds().domain()
                        : vicinity.bounds().domainWithoutSmtp());
        private final DnsClient dns = DnsClient.open(vicinity, deadline);
        private final List<String> cut = new CopyOnWriteArrayList<>();
        private int connections;

        Run(String domain) {
            this.domain = domain;
        }

        Facts facts() {
            var at = vicinity.clock().instant();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var tlsRpt = ask(executor, "_smtp._tls." + domain, Records.TXT);
                var stsRecord = ask(executor, "_mta-sts." + domain, Records.TXT);
                var mx = ask(executor, domain, Records.MX);
                var authorities = CompletableFuture.supplyAsync(
                        () -> new Authorities(dns, vicinity, deadline)
                                .ask(
                                        domain,
                                        List.of(
                                                new Authorities.Question(domain, Type.MX),
                                                new Authorities.Question("_smtp._tls." + domain, Type.TXT),
                                                new Authorities.Question("_mta-sts." + domain, Type.TXT))),
                        executor);
                var policyHost = CompletableFuture.supplyAsync(() -> policyHost("mta-sts." + domain), executor);
                var servers = authorities.join();
                var freshMx = servers.freshen(mx.join(), Records.MX);
                var freshTlsRpt = servers.freshen(tlsRpt.join(), Records.TXT);
                var hosts = mailHosts(freshMx);
                return new Facts(
                        domain,
                        at,
                        new Capabilities(dns.servers(), dns.noDnssec(), null, vicinity.noSmtp()),
                        freshTlsRpt,
                        hasVersion(freshTlsRpt) || freshTlsRpt.isUnseen() ? Map.of() : misplaced(),
                        servers.freshen(stsRecord.join(), Records.TXT),
                        policyHost.join(),
                        freshMx,
                        hosts,
                        servers.servers(),
                        cut);
            }
        }

        private <T> CompletableFuture<Answer<T>> ask(ExecutorService executor, String name, Records<T> records) {
            return CompletableFuture.supplyAsync(() -> dns.ask(name, records), executor);
        }

        private static boolean hasVersion(Answer<String> answer) {
            return answer.records().stream().anyMatch(text -> text.startsWith("v=TLSRPTv1"));
        }

        /// TLSRPT records at names that people confuse with the right one.
        private Map<String, String> misplaced() {
            var found = new LinkedHashMap<String, String>();
            for (var name : List.of("_smtp._tcp.", "_tls.", "_smtp-tls.", "smtp._tls.", "")) {
                dns.ask(name + domain, Records.TXT).records().stream()
                        .filter(text -> text.startsWith("v=TLSRPTv1"))
                        .findFirst()
                        .ifPresent(text -> found.put(name + domain, text));
            }
            return found;
        }

        private PolicyHost policyHost(String name) {
            var v4 = dns.ask(name, Records.A);
            var v6 = dns.ask(name, Records.AAAA);
            var client = new PolicyClient(dialer, vicinity);
            var looks = Parallel.run(addresses(name, v4, v6).stream()
                    .map(address -> (Callable<PolicyLook>) () -> client.look(address, name, deadline))
                    .toList());
            return new PolicyHost(
                    name, v4, v6, looks.isEmpty() ? Answer.notAsked(name, name + " has no address") : caa(name), looks);
        }

        private List<MailHost> mailHosts(Answer<Mx> mx) {
            var names = new LinkedHashSet<String>();
            mx.records().stream()
                    .sorted(Comparator.comparingInt(Mx::preference))
                    .filter(one -> !one.isNull())
                    .forEach(one -> names.add(one.host()));
            if (mx.status() == Answer.Status.NO_DATA) {
                names.add(domain);
            }
            if (names.size() > MOST_HOSTS) {
                cut.add("only the first " + MOST_HOSTS + " of " + names.size() + " MX hosts were checked");
            }
            var hosts = Parallel.run(names.stream()
                    .limit(MOST_HOSTS)
                    .map(name -> (Callable<MailHost>) () -> inDns(name))
                    .toList());
            return Parallel.run(hosts.stream()
                    .map(host -> (Callable<MailHost>) () -> withSmtp(host))
                    .toList());
        }

        private MailHost inDns(String name) {
            var v4 = dns.ask(name, Records.A);
            var v6 = dns.ask(name, Records.AAAA);
            var tlsa = tlsa(name, v4, v6);
            return new MailHost(
                    name,
                    v4,
                    v6,
                    tlsa,
                    tlsa.isFound()
                            ? dns.ask("_smtp._tls." + name, Records.TXT)
                            : Answer.notAsked("_smtp._tls." + name, "there are no TLSA records"),
                    caa(name),
                    List.of());
        }

        /// At the name behind the CNAMEs where those are secure, else at the name itself. Spec: RFC 7672 §2.2.2
        private Answer<Tlsa> tlsa(String name, Answer<InetAddress> v4, Answer<InetAddress> v6) {
            var aliased = v4.aliases().isEmpty() ? v6 : v4;
            if (!aliased.aliases().isEmpty() && aliased.isSecure()) {
                var behind = dns.ask("_25._tcp." + aliased.canonicalName(), Records.TLSA);
                if (behind.isFound()) {
                    return behind;
                }
            }
            return dns.ask("_25._tcp." + name, Records.TLSA);
        }

        /// The CAA records of a name or of its closest parent that has any. Spec: RFC 8659 §3
        private Answer<Caa> caa(String name) {
            var at = name;
            var answer = dns.ask(at, Records.CAA);
            while (answer.isAbsent() && at.indexOf('.') > 0) {
                at = at.substring(at.indexOf('.') + 1);
                answer = dns.ask(at, Records.CAA);
            }
            return answer;
        }

        /// One connection at a time to each operator, also where several domains have it.
        private MailHost withSmtp(MailHost host) {
            var operator = operators.computeIfAbsent(operator(host.name()), _ -> new ReentrantLock());
            operator.lock();
            try {
                var before = mailServers.get(host.name());
                var looks = before == null ? smtp(host) : before;
                mailServers.put(host.name(), looks);
                return new MailHost(host.name(), host.v4(), host.v6(), host.tlsa(), host.tlsRpt(), host.caa(), looks);
            } finally {
                operator.unlock();
            }
        }

        private List<SmtpLook> smtp(MailHost host) {
            var looks = new ArrayList<SmtpLook>();
            var client = new SmtpClient(dialer, vicinity);
            var left = vicinity.noSmtp() == null ? busyWords(host.name()) : vicinity.noSmtp();
            for (var address : addresses(host.name(), host.v4(), host.v6())) {
                var look = left == null
                        ? client.look(address, host.name(), deadline)
                        : new SmtpLook(address, SmtpLook.Outcome.NOT_LOOKED, left, null);
                looks.add(vicinity.thorough() ? thorough(client, look, host.name()) : look);
                if (look.outcome() == SmtpLook.Outcome.NO_GREETING
                        && look.seen().matches("(greeting|EHLO): 4(21|50).*")) {
                    left = "the server asked to come back later: " + look.seen();
                    busy.put(host.name(), vicinity.clock().instant().plus(LATER));
                }
            }
            return looks;
        }

        private @Nullable String busyWords(String host) {
            var until = busy.get(host);
            return until == null || !vicinity.clock().instant().isBefore(until)
                    ? null
                    : "left out until " + until.truncatedTo(ChronoUnit.MINUTES)
                            + ", because the server asked an earlier check to come back later";
        }

        /// Adds the handshakes of other senders.
        private SmtpLook thorough(SmtpClient client, SmtpLook look, String host) {
            var tls = look.tls();
            if (look.outcome() != SmtpLook.Outcome.TLS
                    || tls == null
                    || tls.chain().isEmpty()) {
                return look;
            }
            var handshakes = new EnumMap<Hello, TlsLook>(Hello.class);
            boolean isRsa = tls.chain().getFirst().getPublicKey().getAlgorithm().equals("RSA");
            for (var hello : List.of(Hello.TLS_1_2, isRsa ? Hello.ECDSA : Hello.RSA, Hello.NO_SNI)) {
                var other = client.look(look.address(), host, hello, deadline);
                var handshake = other.tls();
                if (handshake != null
                        && (other.outcome() == SmtpLook.Outcome.TLS
                                || other.outcome() == SmtpLook.Outcome.TLS_FAILED)) {
                    handshakes.put(hello, handshake);
                } else {
                    cut.add("a further handshake with " + host + " (" + IpText.of(look.address())
                            + ") was not possible: " + other.seen());
                }
            }
            return new SmtpLook(look.address(), look.outcome(), look.seen(), tls, handshakes);
        }

        /// The addresses to contact, within the bounds of a host and of the domain.
        private synchronized List<InetAddress> addresses(String name, Answer<InetAddress> v4, Answer<InetAddress> v6) {
            var all =
                    Stream.concat(v4.records().stream(), v6.records().stream()).toList();
            int each = vicinity.thorough() ? HANDSHAKES : 1;
            int most = Math.min(MOST_ADDRESSES, (MOST_CONNECTIONS - connections) / each);
            if (all.size() > most) {
                cut.add("only " + most + " of the " + all.size() + " addresses of " + name + " were checked");
            }
            var few = all.stream().limit(most).toList();
            connections += few.size() * each;
            return few;
        }

        /// Hosts of one operator have the end of their names in common.
        private static String operator(String host) {
            int last = host.lastIndexOf('.');
            return last < 0 ? host : host.substring(host.lastIndexOf('.', last - 1) + 1);
        }
    }

    /// A domain as a user types it, fit for [#at].
    public static String normal(String domain) {
        return DomainName.normal(domain);
    }
}
