package tlsrpt.posture;

import static tlsrpt.posture.World.CA;
import static tlsrpt.posture.World.MX1;
import static tlsrpt.posture.World.MX_CHAIN;
import static tlsrpt.posture.World.NOW;
import static tlsrpt.posture.World.absent;
import static tlsrpt.posture.World.found;
import static tlsrpt.report.Check.CAA;
import static tlsrpt.report.Check.DNSSEC;
import static tlsrpt.report.Check.DNS_AGREE;
import static tlsrpt.report.Check.TLSA_DENIAL;
import static tlsrpt.report.Check.TLSA_MATCH;
import static tlsrpt.report.Check.TLSA_RECORDS;
import static tlsrpt.report.Check.TLSA_ROLLOVER;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.Answer.Security;
import tlsrpt.posture.Answer.Status;
import tlsrpt.report.Diagnosis.Known;

/// TLSA records, DNSSEC, name servers and CAA.
final class DaneCases {

    private static final String NAME = "_25._tcp.mx1.example.com";
    private static final TestCa.Leaf LEAF = TestCa.leaf(MX1);
    private static final X509Certificate SERVED = MX_CHAIN.getFirst();
    private static final X509Certificate NEXT = CA.issue(LEAF).certificate();
    private static final Tlsa FITTING = Tlsa.of(3, 1, 1, SERVED);

    private DaneCases() {}

    static Stream<Case> all() {
        return Stream.of(security(), records(), matches(), rollovers(), denials(), servers(), authorizations())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> security() {
        return Stream.of(
                Case.of(DNSSEC, State.PASS, "secure all the way", world -> {}, "mx1.example.com is secure"),
                Case.of(
                        DNSSEC,
                        State.NOTE,
                        "an unsigned domain",
                        world -> world.mx = World.with(world.mx, Security.INSECURE),
                        "MX of example.com is not signed"),
                Case.of(
                        DNSSEC,
                        State.WARN,
                        "TLSA in an unsigned zone",
                        tlsa(World.with(found(NAME, FITTING), Security.INSECURE)),
                        "is not signed"),
                Case.of(
                        DNSSEC,
                        State.WARN,
                        "a signature that ends in two days",
                        world -> world.mx = World.lasting(world.mx, Duration.ofHours(1), NOW.plus(Duration.ofDays(2))),
                        "a signature expires on 2026-11-20"),
                Case.of(
                        DNSSEC,
                        State.FAIL,
                        "bogus",
                        world -> world.mx = World.bogus("example.com"),
                        Known.DNSSEC_INVALID,
                        "the signature has expired"),
                Case.of(
                        DNSSEC,
                        State.UNSEEN,
                        "a resolver without signatures",
                        world -> world.vantage = new Capabilities("192.0.2.53", "no signatures", null, null),
                        "no signatures"));
    }

    private static Stream<Case> records() {
        var wrongLength = new Tlsa(3, 1, 1, "abcd");
        return Stream.of(
                Case.of(TLSA_RECORDS, State.PASS, "3 1 1", world -> {}, "3 1 1"),
                records(
                        State.WARN,
                        "usage 1 beside a usable record",
                        null,
                        "unusable with SMTP",
                        FITTING,
                        Tlsa.of(1, 1, 1, SERVED)),
                records(State.WARN, "3 0 1", null, "every renewal breaks it", Tlsa.of(3, 0, 1, SERVED)),
                records(
                        State.FAIL,
                        "usages 0 and 1 alone",
                        Known.TLSA_INVALID,
                        "1 1 1",
                        Tlsa.of(0, 1, 1, SERVED),
                        Tlsa.of(1, 1, 1, SERVED)),
                records(State.FAIL, "a digest of the wrong length", Known.TLSA_INVALID, "3 1 1 abcd", wrongLength),
                Case.of(
                        TLSA_RECORDS,
                        State.WARN,
                        "one MX host without",
                        world -> world.host(World.MX2, World.tlsa(absent("_25._tcp.mx2.example.com"))),
                        "_25._tcp.mx2.example.com has no TLSA"),
                Case.of(
                        TLSA_RECORDS,
                        State.WARN,
                        "an unsigned MX",
                        world -> world.mx = World.with(world.mx, Security.INSECURE),
                        "the MX records are not signed"));
    }

    private static Stream<Case> matches() {
        var privateCa = new TestCa(NOW, "Other");
        var privateChain = privateCa.chain(LEAF);
        return Stream.of(
                match(State.PASS, "3 1 1 of the key", MX_CHAIN, FITTING),
                match(
                        State.PASS,
                        "3 1 1 whatever the dates and names",
                        CA.chain(TestCa.leaf("other.example").aged(Duration.ofDays(91), Duration.ofDays(-1))),
                        null),
                match(State.PASS, "3 1 2", MX_CHAIN, Tlsa.of(3, 1, 2, SERVED)),
                match(State.PASS, "3 1 0, the whole key", MX_CHAIN, Tlsa.of(3, 1, 0, SERVED)),
                match(
                        State.PASS,
                        "2 0 1 of a CA that is sent",
                        privateChain,
                        Tlsa.of(2, 0, 1, privateCa.intermediate())),
                match(State.FAIL, "3 1 1 of another key", MX_CHAIN, Tlsa.of(3, 1, 1, NEXT)),
                match(State.FAIL, "2 0 1 of a CA that is not sent", privateChain, Tlsa.of(2, 0, 1, privateCa.root())),
                match(
                        State.FAIL,
                        "2 0 1 with another name",
                        CA.chain(TestCa.leaf("other.example")),
                        Tlsa.of(2, 0, 1, CA.intermediate())),
                match(
                        State.FAIL,
                        "2 0 1 with an expired leaf",
                        CA.chain(LEAF.aged(Duration.ofDays(91), Duration.ofDays(-1))),
                        Tlsa.of(2, 0, 1, CA.intermediate())),
                Case.of(
                        TLSA_MATCH,
                        State.FAIL,
                        "a weaker digest beside a stronger one of another key",
                        tlsa(found(NAME, FITTING, Tlsa.of(3, 1, 2, NEXT))),
                        Known.TLSA_MISMATCH,
                        "no TLSA record matches"),
                Case.of(
                        TLSA_MATCH,
                        State.UNSEEN,
                        "no certificate seen",
                        world -> world.onlyHost(World.outcome(SmtpLook.Outcome.TIMED_OUT, "no answer")),
                        "no certificate"));
    }

    private static Stream<Case> rollovers() {
        var spare = Tlsa.of(3, 1, 1, NEXT);
        return Stream.of(
                Case.of(TLSA_ROLLOVER, State.PASS, "no spare while none is due", world -> {}, "no spare record"),
                Case.of(
                        TLSA_ROLLOVER,
                        State.PASS,
                        "a spare record",
                        tlsa(found(NAME, FITTING, spare)),
                        "ready for the next key"),
                Case.of(
                        TLSA_ROLLOVER,
                        State.WARN,
                        "a spare record for 31 days",
                        world -> {
                            tlsa(found(NAME, FITTING, spare)).accept(world);
                            world.background(known -> new CheckContext(
                                    known.roots(),
                                    known.destinations(),
                                    known.published(),
                                    null,
                                    null,
                                    Map.of(spare.toString(), NOW.minus(Duration.ofDays(31))),
                                    null,
                                    List.of()));
                        },
                        "more than 30 days"),
                Case.of(
                        TLSA_ROLLOVER,
                        State.WARN,
                        "an intermediate alone",
                        tlsa(found(NAME, Tlsa.of(2, 1, 1, CA.intermediate()))),
                        "names an intermediate CA"),
                Case.of(
                        TLSA_ROLLOVER,
                        State.WARN,
                        "due without a spare",
                        world -> {
                            var due = CA.chain(LEAF.aged(Duration.ofDays(80), Duration.ofDays(10)));
                            world.onlyHost(World.chain(due));
                            tlsa(found(NAME, Tlsa.of(3, 1, 1, due.getFirst()))).accept(world);
                        },
                        "no TLSA record is ready"));
    }

    private static Stream<Case> denials() {
        return Stream.of(
                denial(State.PASS, "proven absent", null, absent(NAME), "DNSSEC proves"),
                denial(
                        State.PASS,
                        "absent from an unsigned zone",
                        null,
                        World.with(absent(NAME), Security.INSECURE),
                        "unsigned zone"),
                denial(State.FAIL, "bogus", Known.DNSSEC_INVALID, World.bogus(NAME), "signature"),
                denial(
                        State.FAIL,
                        "SERVFAIL for TLSA alone",
                        Known.DNSSEC_INVALID,
                        World.answer(NAME, Status.FAILED, Security.UNKNOWN, "SERVFAIL"),
                        "SERVFAIL"),
                denial(State.UNSEEN, "no answer", null, World.timedOut(NAME), "no answer"));
    }

    private static Stream<Case> servers() {
        return Stream.of(
                Case.of(DNS_AGREE, State.PASS, "two that agree", world -> {}, "2 name servers"),
                Case.of(
                        DNS_AGREE,
                        State.WARN,
                        "two that differ",
                        world -> world.servers = differing(),
                        "ns2 says 10 old"),
                Case.of(
                        DNS_AGREE,
                        State.FAIL,
                        "two that differ for two hours",
                        world -> {
                            world.servers = differing();
                            world.background(known -> new CheckContext(
                                    known.roots(),
                                    known.destinations(),
                                    known.published(),
                                    null,
                                    NOW.minus(Duration.ofHours(2)),
                                    Map.of(),
                                    null,
                                    List.of()));
                        },
                        "ns2 says 10 old"),
                Case.of(
                        DNS_AGREE,
                        State.WARN,
                        "one silent",
                        world -> world.servers =
                                List.of(World.server("ns1", "10 mx1"), new ServerLook("ns2", "no answer", Map.of())),
                        "ns2: no answer"),
                Case.of(
                        DNS_AGREE,
                        State.UNSEEN,
                        "all silent",
                        world -> world.servers = List.of(new ServerLook("ns1", "no answer", Map.of())),
                        "no answer"));
    }

    private static Stream<Case> authorizations() {
        return Stream.of(
                Case.of(CAA, State.PASS, "the CA in service is allowed", world -> {}, "letsencrypt.org"),
                Case.of(
                        CAA,
                        State.PASS,
                        "no record allows any CA",
                        world -> world.policyCaa = absent("example.com"),
                        "any CA"),
                Case.of(
                        CAA,
                        State.WARN,
                        "another CA alone is allowed",
                        world -> world.policyCaa = found("example.com", new Caa(false, "issue", "digicert.com")),
                        "from letsencrypt.org"),
                Case.of(
                        CAA,
                        State.WARN,
                        "the lookup fails",
                        world -> world.policyCaa =
                                World.answer("example.com", Status.FAILED, Security.UNKNOWN, "SERVFAIL"),
                        "SERVFAIL"),
                Case.of(
                        CAA,
                        State.UNSEEN,
                        "no answer",
                        world -> world.policyCaa = World.timedOut("example.com"),
                        "no answer"));
    }

    private static Consumer<World> tlsa(Answer<Tlsa> answer) {
        return world -> world.host(MX1, World.tlsa(answer));
    }

    private static Case records(State state, String name, @Nullable Known diagnosis, String seen, Tlsa... records) {
        return Case.of(TLSA_RECORDS, state, name, tlsa(found(NAME, records)), diagnosis, seen);
    }

    /// @param record `null` for one that fits the key
    private static Case match(State state, String name, List<X509Certificate> chain, @Nullable Tlsa record) {
        var published = record == null ? Tlsa.of(3, 1, 1, chain.getFirst()) : record;
        return Case.of(
                TLSA_MATCH,
                state,
                name,
                world -> {
                    world.onlyHost(World.chain(chain));
                    tlsa(found(NAME, published)).accept(world);
                },
                state == State.FAIL ? Known.TLSA_MISMATCH : null,
                state == State.FAIL ? "no TLSA record matches" : "matches");
    }

    private static Case denial(State state, String name, @Nullable Known diagnosis, Answer<Tlsa> answer, String seen) {
        return Case.of(TLSA_DENIAL, state, name, world -> world.onlyHost(World.tlsa(answer)), diagnosis, seen);
    }

    private static List<ServerLook> differing() {
        return List.of(World.server("ns1", "10 mx1"), World.server("ns2", "10 old"));
    }
}
