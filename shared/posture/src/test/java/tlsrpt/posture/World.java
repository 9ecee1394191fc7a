package tlsrpt.posture;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tlsrpt.posture.Answer.Security;
import tlsrpt.posture.Answer.Status;

/// The facts of a domain in perfect order, to be changed in one point by each case.
final class World {

    static final String DOMAIN = "example.com";
    static final String POLICY_HOST = "mta-sts.example.com";
    static final String MX1 = "mx1.example.com";
    static final String MX2 = "mx2.example.com";
    static final Instant NOW = Instant.parse("2026-11-18T12:00:00Z");
    static final String OURS = "mailto:reports@tlsrpt.example.net";
    static final String POLICY =
            "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: *.example.com\r\nmax_age: 604800\r\n";

    static final TestCa CA = new TestCa(NOW, "Let's Encrypt");
    private static final List<X509Certificate> HOST_CHAIN = CA.chain(TestCa.leaf(POLICY_HOST));
    static final List<X509Certificate> MX_CHAIN = CA.chain(TestCa.leaf(MX1, MX2));

    Answer<String> tlsRpt = found("_smtp._tls.example.com", "v=TLSRPTv1; rua=" + OURS);
    Map<String, String> misplaced = Map.of();
    Answer<String> stsRecord = found("_mta-sts.example.com", "v=STSv1; id=20261101;");
    Answer<InetAddress> policyV4 = found(POLICY_HOST, ip("192.0.2.80"));
    Answer<InetAddress> policyV6 = found(POLICY_HOST, ip("2001:db8::80"));
    Answer<Caa> policyCaa = found("example.com", new Caa(false, "issue", "letsencrypt.org"));
    List<PolicyLook> fetches = new ArrayList<>(List.of(fetch("192.0.2.80"), fetch("2001:db8::80")));
    Answer<Mx> mx = found(DOMAIN, new Mx(10, MX1), new Mx(20, MX2));
    Map<String, MailHost> hosts = new LinkedHashMap<>();
    List<ServerLook> servers = List.of(server("ns1", "10 mx1"), server("ns2", "10 mx1"));
    Capabilities vantage = new Capabilities("192.0.2.53", null, null, null);
    CheckContext background = CheckContext.of(CA.roots(), List.of(OURS));

    World() {
        hosts.put(MX1, host(MX1, "192.0.2.25", "2001:db8::25"));
        hosts.put(MX2, host(MX2, "192.0.2.26"));
    }

    Posture judge() {
        return PostureEvaluator.evaluate(
                new Facts(
                        DOMAIN,
                        NOW,
                        vantage,
                        tlsRpt,
                        misplaced,
                        stsRecord,
                        new PolicyHost(POLICY_HOST, policyV4, policyV6, policyCaa, fetches),
                        mx,
                        List.copyOf(hosts.values()),
                        servers,
                        List.of()),
                background);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> Answer<T> found(String name, T... records) {
        return new Answer<>(
                name, Status.FOUND, Security.SECURE, List.of(records), List.of(), Duration.ofHours(1), null, "");
    }

    static <T> Answer<T> absent(String name) {
        return new Answer<>(name, Status.NO_DATA, Security.SECURE, List.of(), List.of(), null, null, "");
    }

    static <T> Answer<T> answer(String name, Status status, Security security, String detail) {
        return new Answer<>(name, status, security, List.of(), List.of(), null, null, detail);
    }

    static <T> Answer<T> timedOut(String name) {
        return answer(name, Status.NO_ANSWER, Security.UNKNOWN, name + ": no answer within 10 seconds");
    }

    static <T> Answer<T> bogus(String name) {
        return answer(name, Status.FAILED, Security.BOGUS, name + ": the signature has expired");
    }

    static <T> Answer<T> with(Answer<T> answer, Security security) {
        return new Answer<>(
                answer.name(),
                answer.status(),
                security,
                answer.records(),
                answer.aliases(),
                answer.lifetime(),
                answer.signedUntil(),
                answer.detail());
    }

    static <T> Answer<T> alias(Answer<T> answer, String target) {
        return new Answer<>(
                answer.name(),
                answer.status(),
                answer.security(),
                answer.records(),
                List.of(target),
                answer.lifetime(),
                answer.signedUntil(),
                answer.detail());
    }

    static <T> Answer<T> lasting(Answer<T> answer, Duration lifetime, Instant signedUntil) {
        return new Answer<>(
                answer.name(),
                answer.status(),
                answer.security(),
                answer.records(),
                answer.aliases(),
                lifetime,
                signedUntil,
                answer.detail());
    }

    static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static ServerLook server(String name, String mx) {
        return new ServerLook(name, null, Map.of("example.com MX", mx));
    }

    static PolicyLook fetch(String address) {
        return fetch(address, 200, "text/plain", POLICY, Duration.ofMillis(80));
    }

    static PolicyLook fetch(String address, int status, String type, String body, Duration took) {
        return new PolicyLook(
                ip(address),
                PolicyLook.Outcome.ANSWERED,
                "HTTP/1.1 " + status,
                status,
                "",
                type,
                false,
                status == 200 ? body : null,
                took,
                new TlsLook("TLSv1.3", HOST_CHAIN, null, false));
    }

    static PolicyLook fetch(String address, PolicyLook.Outcome outcome, String seen) {
        return new PolicyLook(ip(address), outcome, seen, 0, "", "", false, null, Duration.ZERO, null);
    }

    static PolicyLook fetch(String address, List<X509Certificate> chain) {
        var good = fetch(address);
        return new PolicyLook(
                good.address(),
                good.outcome(),
                good.seen(),
                good.status(),
                "",
                good.contentType(),
                false,
                good.body(),
                good.took(),
                new TlsLook("TLSv1.3", chain, null, false));
    }

    /// The policy host serves this file at each address.
    World policy(String body) {
        fetches = new ArrayList<>(List.of(fetch("192.0.2.80", 200, "text/plain", body, Duration.ofMillis(80))));
        return this;
    }

    World fetched(PolicyLook... looks) {
        fetches = new ArrayList<>(List.of(looks));
        return this;
    }

    World host(String name, UnaryOperator<MailHost> change) {
        hosts.computeIfPresent(name, (_, host) -> change.apply(host));
        return this;
    }

    /// The first MX host alone, changed.
    World onlyHost(UnaryOperator<MailHost> change) {
        mx = found(DOMAIN, new Mx(10, MX1));
        hosts.remove(MX2);
        return host(MX1, change);
    }

    /// Without any trace of MTA-STS.
    World withoutMtaSts() {
        stsRecord = absent("_mta-sts.example.com");
        policyV4 = absent(POLICY_HOST);
        policyV6 = absent(POLICY_HOST);
        fetches = List.of();
        return this;
    }

    World background(UnaryOperator<CheckContext> change) {
        background = change.apply(background);
        return this;
    }

    static MailHost host(String name, String... addresses) {
        var all = Stream.of(addresses).map(World::ip).toList();
        var v4 = all.stream().filter(one -> one.getAddress().length == 4).toArray(InetAddress[]::new);
        var v6 = all.stream().filter(one -> one.getAddress().length != 4).toArray(InetAddress[]::new);
        return new MailHost(
                name,
                v4.length == 0 ? absent(name) : found(name, v4),
                v6.length == 0 ? absent(name) : found(name, v6),
                found("_25._tcp." + name, Tlsa.of(3, 1, 1, MX_CHAIN.getFirst())),
                found("_smtp._tls." + name, "v=TLSRPTv1; rua=" + OURS),
                absent(name),
                all.stream().map(address -> smtp(address, MX_CHAIN)).toList());
    }

    static SmtpLook smtp(InetAddress address, List<X509Certificate> chain) {
        return new SmtpLook(address, SmtpLook.Outcome.TLS, "220", new TlsLook("TLSv1.3", chain, null, false));
    }

    static UnaryOperator<MailHost> chain(List<X509Certificate> chain) {
        return host -> looks(
                host,
                host.addresses().stream().map(address -> smtp(address, chain)).toList());
    }

    static UnaryOperator<MailHost> outcome(SmtpLook.Outcome outcome, String seen) {
        return host -> looks(
                host,
                host.addresses().stream()
                        .map(address -> new SmtpLook(address, outcome, seen, null))
                        .toList());
    }

    /// The first address alone is like this.
    static UnaryOperator<MailHost> firstOutcome(SmtpLook.Outcome outcome, String seen) {
        return host -> {
            var looks = new ArrayList<>(host.looks());
            looks.set(0, new SmtpLook(looks.getFirst().address(), outcome, seen, null));
            return looks(host, looks);
        };
    }

    static UnaryOperator<MailHost> tlsa(Answer<Tlsa> tlsa) {
        return host -> new MailHost(host.name(), host.v4(), host.v6(), tlsa, host.tlsRpt(), host.caa(), host.looks());
    }

    static UnaryOperator<MailHost> addresses(Answer<InetAddress> v4, Answer<InetAddress> v6) {
        return host -> new MailHost(host.name(), v4, v6, host.tlsa(), host.tlsRpt(), host.caa(), host.looks());
    }

    static MailHost looks(MailHost host, List<SmtpLook> looks) {
        return new MailHost(host.name(), host.v4(), host.v6(), host.tlsa(), host.tlsRpt(), host.caa(), looks);
    }

    static CheckContext published(CheckContext background, CheckContext.Published... records) {
        return new CheckContext(
                background.roots(),
                background.destinations(),
                Set.of(records),
                background.policy(),
                background.serversDifferSince(),
                background.sparesSince(),
                background.policyChanged(),
                background.forms());
    }

    static CheckContext seen(CheckContext background, CheckContext.ObservedPolicy policy) {
        return new CheckContext(
                background.roots(),
                background.destinations(),
                background.published(),
                policy,
                background.serversDifferSince(),
                background.sparesSince(),
                background.policyChanged(),
                background.forms());
    }
}
