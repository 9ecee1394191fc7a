package tlsrpt.posture;

import static tlsrpt.posture.World.CA;
import static tlsrpt.posture.World.DOMAIN;
import static tlsrpt.posture.World.MX1;
import static tlsrpt.posture.World.MX2;
import static tlsrpt.posture.World.NOW;
import static tlsrpt.posture.World.POLICY;
import static tlsrpt.posture.World.absent;
import static tlsrpt.posture.World.found;
import static tlsrpt.posture.World.ip;
import static tlsrpt.report.Check.MX_CHAIN;
import static tlsrpt.report.Check.MX_COVERED;
import static tlsrpt.report.Check.MX_EXPIRY;
import static tlsrpt.report.Check.MX_HOSTS;
import static tlsrpt.report.Check.MX_NAME;
import static tlsrpt.report.Check.MX_REACH;
import static tlsrpt.report.Check.MX_RECORDS;
import static tlsrpt.report.Check.MX_STALE;
import static tlsrpt.report.Check.MX_STARTTLS;
import static tlsrpt.report.Check.MX_STRENGTH;
import static tlsrpt.report.Check.MX_TLS;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tlsrpt.report.Diagnosis.Known;

/// MX records, port 25 and the certificates there.
final class MailCases {

    private static final TestCa.Leaf LEAF = TestCa.leaf(MX1, MX2);

    private MailCases() {}

    static Stream<Case> all() {
        return Stream.of(records(), patterns(), smtp(), certificates(), dates()).flatMap(cases -> cases);
    }

    private static Stream<Case> records() {
        return Stream.of(
                Case.of(MX_RECORDS, State.PASS, "two", world -> {}, "10 mx1.example.com, 20 mx2"),
                mx(State.NONE, "the null MX alone", "MX 0 .", new Mx(0, ".")),
                mx(State.FAIL, "the null MX beside others", "0 .", new Mx(0, "."), new Mx(10, MX1)),
                mx(State.FAIL, "an address", "192.0.2.1", new Mx(10, "192.0.2.1")),
                mx(
                        State.WARN,
                        "eleven",
                        "11 MX records",
                        IntStream.range(0, 11)
                                .mapToObj(i -> new Mx(i, "mx" + i + ".example.com"))
                                .toArray(Mx[]::new)),
                Case.of(MX_RECORDS, State.WARN, "none", world -> world.mx = absent(DOMAIN), "no MX record"),
                Case.of(
                        MX_RECORDS,
                        State.FAIL,
                        "no such domain",
                        world -> world.mx = World.answer(DOMAIN, Answer.Status.NO_NAME, Answer.Security.SECURE, ""),
                        "does not exist"),
                Case.of(
                        MX_RECORDS,
                        State.FAIL,
                        "a broken signature",
                        world -> world.mx = World.bogus(DOMAIN),
                        Known.DNSSEC_INVALID,
                        "signature"),
                Case.of(MX_RECORDS, State.UNSEEN, "no answer", world -> world.mx = World.timedOut(DOMAIN), "no answer"),
                Case.of(MX_HOSTS, State.PASS, "public addresses", world -> {}, "192.0.2.25, 2001:db8::25"),
                Case.of(
                        MX_HOSTS,
                        State.WARN,
                        "a CNAME",
                        world -> world.host(
                                MX1,
                                World.addresses(
                                        World.alias(found(MX1, ip("192.0.2.25")), "mail.example.net"), absent(MX1))),
                        "is a CNAME for mail.example.net"),
                Case.of(
                        MX_HOSTS,
                        State.WARN,
                        "one of two without an address",
                        noAddress(MX1),
                        "mx1.example.com has no"),
                Case.of(
                        MX_HOSTS,
                        State.FAIL,
                        "no host with an address",
                        world -> {
                            noAddress(MX1).accept(world);
                            noAddress(MX2).accept(world);
                        },
                        "has no address"),
                Case.of(
                        MX_HOSTS,
                        State.FAIL,
                        "private addresses only",
                        world -> world.host(MX1, World.outcome(SmtpLook.Outcome.NOT_PUBLIC, "private")),
                        "192.0.2.25"),
                Case.of(
                        MX_HOSTS,
                        State.FAIL,
                        "a broken signature",
                        world -> world.host(MX1, World.addresses(World.bogus(MX1), World.bogus(MX1))),
                        Known.DNSSEC_INVALID,
                        "signature"),
                Case.of(
                        MX_HOSTS,
                        State.UNSEEN,
                        "no answer",
                        world -> world.host(MX1, World.addresses(World.timedOut(MX1), absent(MX1))),
                        "no answer"));
    }

    private static Stream<Case> patterns() {
        return Stream.of(
                Case.of(MX_COVERED, State.PASS, "by name and by wildcard", world -> {}, "matches mx1.example.com"),
                covered(State.FAIL, "under enforce", POLICY.replace("mx: *.example.com\r\n", "")),
                covered(
                        State.WARN,
                        "under testing",
                        POLICY.replace("mx: *.example.com\r\n", "").replace("enforce", "testing")),
                Case.of(
                        MX_COVERED,
                        State.FAIL,
                        "a wildcard is one label",
                        world -> {
                            var deep = "a.mx.example.com";
                            world.mx = found(DOMAIN, new Mx(10, deep));
                            world.hosts.clear();
                            world.hosts.put(deep, World.host(deep, "192.0.2.25"));
                        },
                        Known.MX_NOT_IN_POLICY,
                        "a.mx.example.com matches none"),
                Case.of(
                        MX_COVERED,
                        State.FAIL,
                        "without MX records the domain itself counts",
                        world -> {
                            world.mx = absent(DOMAIN);
                            world.hosts.clear();
                            world.hosts.put(DOMAIN, World.host(DOMAIN, "192.0.2.25"));
                        },
                        Known.MX_NOT_IN_POLICY,
                        "example.com matches none"),
                Case.of(MX_STALE, State.PASS, "every pattern is used", world -> {}, "every pattern"),
                Case.of(
                        MX_STALE,
                        State.WARN,
                        "left over",
                        world -> world.policy(POLICY + "mx: old.example.net\r\n"),
                        "no MX host matches old.example.net"),
                Case.of(
                        MX_STALE,
                        State.WARN,
                        "a typo",
                        world -> world.policy(POLICY.replace("*.example.com", "mx2.exmaple.com")),
                        "mx2.exmaple.com resembles mx2.example.com"));
    }

    private static Stream<Case> smtp() {
        var refused = SmtpLook.Outcome.REFUSED;
        return Stream.of(
                Case.of(MX_REACH, State.PASS, "every address greets", world -> {}, "greets at 192.0.2.25"),
                Case.of(MX_REACH, State.WARN, "one of two addresses refuses", first(refused, "refused"), "refused"),
                Case.of(MX_REACH, State.FAIL, "every address refuses", each(refused, "refused"), "refused"),
                unseen("a time-out", SmtpLook.Outcome.TIMED_OUT),
                unseen("421 as greeting", SmtpLook.Outcome.NO_GREETING),
                unseen("no route", SmtpLook.Outcome.UNREACHABLE),
                unseen("left out", SmtpLook.Outcome.NOT_LOOKED),
                Case.of(MX_STARTTLS, State.PASS, "offered", world -> {}, "offered"),
                Case.of(
                        MX_STARTTLS,
                        State.WARN,
                        "not at one address, under testing",
                        world -> {
                            world.policy(POLICY.replace("enforce", "testing"));
                            first(SmtpLook.Outcome.NO_STARTTLS, "250 without STARTTLS")
                                    .accept(world);
                        },
                        Known.STARTTLS_NOT_SUPPORTED,
                        "250"),
                starttls("not offered", SmtpLook.Outcome.NO_STARTTLS, Known.STARTTLS_NOT_SUPPORTED),
                starttls("454", SmtpLook.Outcome.STARTTLS_REFUSED, Known.STARTTLS_NOT_SUPPORTED),
                starttls("no TLS after 220", SmtpLook.Outcome.NOT_TLS, Known.NOT_TLS),
                Case.of(
                        MX_STARTTLS,
                        State.UNSEEN,
                        "after a time-out",
                        each(SmtpLook.Outcome.TIMED_OUT, "no answer"),
                        "no address"),
                Case.of(MX_TLS, State.PASS, "TLS 1.3", world -> {}, "TLSv1.3"),
                Case.of(
                        MX_TLS,
                        State.WARN,
                        "TLS 1.3 only, with --thorough",
                        thorough(Hello.TLS_1_2, new TlsLook("", List.of(), "TLS alert: protocol_version", false)),
                        Known.TLS_MISMATCH,
                        "only TLS 1.3"),
                Case.of(
                        MX_TLS,
                        State.FAIL,
                        "TLS 1.0 only",
                        each(SmtpLook.Outcome.TLS_FAILED, "alert protocol_version"),
                        Known.TLS_MISMATCH,
                        "protocol_version"),
                Case.of(
                        MX_TLS,
                        State.FAIL,
                        "another alert",
                        each(SmtpLook.Outcome.TLS_FAILED, "alert internal_error"),
                        Known.TLS_ALERT,
                        "internal_error"));
    }

    private static TlsLook handshake(List<X509Certificate> chain) {
        return new TlsLook("TLSv1.2", chain, null, false);
    }

    /// The first MX host alone, with a further handshake at each address.
    private static Consumer<World> thorough(Hello hello, TlsLook handshake) {
        return world -> world.onlyHost(host -> World.looks(
                host,
                host.looks().stream()
                        .map(look -> new SmtpLook(
                                look.address(), look.outcome(), look.seen(), look.tls(), Map.of(hello, handshake)))
                        .toList()));
    }

    private static Stream<Case> certificates() {
        var alone = List.of(CA.issue(LEAF).certificate());
        return Stream.of(
                Case.of(MX_CHAIN, State.PASS, "to a public root", world -> {}, "O=Let's Encrypt"),
                Case.of(
                        MX_CHAIN,
                        State.WARN,
                        "the root sent along",
                        chain(CA.withRoot(CA.chain(LEAF))),
                        "unnecessary certificates sent (1)"),
                chain("without its intermediate", Known.CERTIFICATE_CHAIN_INCOMPLETE, "missing", alone),
                chain(
                        "self-signed",
                        Known.CERTIFICATE_SELF_SIGNED,
                        "self-signed",
                        List.of(TestCa.selfSigned(NOW, LEAF).certificate())),
                chain("from a private CA, sent whole", Known.CERTIFICATE_SELF_SIGNED, "private CA", privateChain()),
                chain(
                        "from a private CA, without its root",
                        Known.CERTIFICATE_NOT_TRUSTED,
                        "public CA",
                        List.of(new TestCa(NOW, "Other")
                                .issue(LEAF.withoutAia())
                                .certificate())),
                chain(
                        "expired",
                        Known.CERTIFICATE_EXPIRED,
                        "expired",
                        CA.chain(LEAF.aged(Duration.ofDays(91), Duration.ofDays(-1)))),
                chain(
                        "an expired intermediate",
                        Known.CERTIFICATE_EXPIRED,
                        "CN=Old Intermediate",
                        CA.belowExpiredIntermediate(MX1)),
                chain(
                        "not valid yet",
                        Known.CERTIFICATE_NOT_YET_VALID,
                        "not valid yet",
                        CA.chain(LEAF.aged(Duration.ofDays(-1), Duration.ofDays(91)))),
                Case.of(
                        MX_CHAIN,
                        State.NOTE,
                        "self-signed without MTA-STS",
                        world -> {
                            world.withoutMtaSts();
                            chain(List.of(TestCa.selfSigned(NOW, LEAF).certificate()))
                                    .accept(world);
                        },
                        Known.CERTIFICATE_SELF_SIGNED,
                        "self-signed"),
                Case.of(
                        MX_CHAIN,
                        State.FAIL,
                        "an expired RSA certificate beside a good one, with --thorough",
                        thorough(
                                Hello.RSA,
                                handshake(CA.chain(LEAF.rsa(2048).aged(Duration.ofDays(91), Duration.ofDays(-1))))),
                        Known.CERTIFICATE_EXPIRED,
                        "expired"),
                Case.of(MX_NAME, State.PASS, "the MX name", world -> {}, "for mx1.example.com"),
                Case.of(
                        MX_NAME,
                        State.WARN,
                        "another certificate without SNI, with --thorough",
                        thorough(Hello.NO_SNI, handshake(CA.chain(TestCa.leaf("www.example.com")))),
                        Known.CERTIFICATE_HOST_MISMATCH,
                        "without SNI, for www.example.com"),
                Case.of(
                        MX_NAME,
                        State.PASS,
                        "a wildcard",
                        chain(CA.chain(TestCa.leaf("*.example.com"))),
                        "*.example.com"),
                name("the mail domain alone", "example.com"),
                name("a wildcard for two labels", "*.com"),
                Case.of(MX_STRENGTH, State.PASS, "EC 256 and SHA-256", world -> {}, "EC 256"),
                strength("RSA 1024", LEAF.rsa(1024), "RSA 1024"),
                strength("SHA-1", LEAF.signed("SHA1withECDSA"), "SHA1"));
    }

    private static Stream<Case> dates() {
        return Stream.of(
                Case.of(MX_EXPIRY, State.PASS, "80 of 90 days left", world -> {}, "expires on 2027-02-06"),
                expiry(State.PASS, "30 of 200 days left", 170, 30),
                expiry(State.WARN, "20 of 200 days left", 180, 20),
                expiry(State.FAIL, "6 of 200 days left", 194, 6),
                expiry(State.PASS, "20 of 90 days left", 70, 20),
                expiry(State.WARN, "19 of 90 days left", 71, 19),
                expiry(State.PASS, "11 of 47 days left", 36, 11),
                expiry(State.WARN, "10 of 47 days left", 37, 10),
                expiry(State.FAIL, "3 of 47 days left", 44, 3),
                Case.of(
                        MX_EXPIRY,
                        State.NOTE,
                        "6 of 200 days left, under DANE-EE alone",
                        world -> {
                            world.withoutMtaSts();
                            chain(CA.chain(LEAF.aged(Duration.ofDays(194), Duration.ofDays(6))))
                                    .accept(world);
                        },
                        "expires on 2026-11-24"));
    }

    private static Case mx(State state, String name, String seen, Mx... records) {
        return Case.of(
                MX_RECORDS,
                state,
                name,
                world -> {
                    world.mx = found(DOMAIN, records);
                    world.hosts.clear();
                    for (var record : records) {
                        world.hosts.put(record.host(), World.host(record.host(), "192.0.2.25"));
                    }
                },
                seen);
    }

    private static Consumer<World> noAddress(String host) {
        return world -> world.host(host, World.addresses(absent(host), absent(host)))
                .host(host, one -> World.looks(one, List.of()));
    }

    private static Case covered(State state, String name, String body) {
        return Case.of(
                MX_COVERED,
                state,
                name,
                world -> world.policy(body),
                Known.MX_NOT_IN_POLICY,
                "mx2.example.com matches none of mx1.example.com");
    }

    private static Consumer<World> each(SmtpLook.Outcome outcome, String seen) {
        return world -> world.onlyHost(World.outcome(outcome, seen));
    }

    private static Consumer<World> first(SmtpLook.Outcome outcome, String seen) {
        return world -> world.onlyHost(World.firstOutcome(outcome, seen));
    }

    private static Case unseen(String name, SmtpLook.Outcome outcome) {
        return Case.of(
                MX_REACH, State.UNSEEN, name + " is not a failure", first(outcome, "what was seen"), "what was seen");
    }

    private static Case starttls(String name, SmtpLook.Outcome outcome, Known diagnosis) {
        return Case.of(MX_STARTTLS, State.FAIL, name, each(outcome, "what was seen"), diagnosis, "what was seen");
    }

    private static Consumer<World> chain(List<X509Certificate> chain) {
        return world -> world.onlyHost(World.chain(chain));
    }

    private static List<X509Certificate> privateChain() {
        var other = new TestCa(NOW, "Other");
        return other.withRoot(other.chain(LEAF));
    }

    private static Case chain(String name, Known diagnosis, String seen, List<X509Certificate> chain) {
        return Case.of(MX_CHAIN, State.FAIL, name, chain(chain), diagnosis, seen);
    }

    private static Case name(String name, String certificateName) {
        return Case.of(
                MX_NAME,
                State.FAIL,
                name,
                chain(CA.chain(TestCa.leaf(certificateName))),
                Known.CERTIFICATE_HOST_MISMATCH,
                "not for mx1.example.com");
    }

    private static Case strength(String name, TestCa.Leaf leaf, String seen) {
        return Case.of(MX_STRENGTH, State.FAIL, name, chain(CA.chain(leaf)), Known.CERTIFICATE_WEAK, seen);
    }

    private static Case expiry(State state, String name, int begun, int left) {
        return Case.of(
                MX_EXPIRY,
                state,
                name,
                chain(CA.chain(LEAF.aged(Duration.ofDays(begun), Duration.ofDays(left)))),
                "expires on ");
    }
}
