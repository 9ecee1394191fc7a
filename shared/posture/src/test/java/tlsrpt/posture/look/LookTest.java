package tlsrpt.posture.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;
import tlsrpt.posture.Answer;
import tlsrpt.posture.Finding;
import tlsrpt.posture.Posture;
import tlsrpt.posture.State;
import tlsrpt.posture.TestCa;
import tlsrpt.report.Check;

/// Looks at a real DNS server, a policy host and a mail server on this machine.
class LookTest {

    private Rig rig;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        rig = new Rig();
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    private State state(Check check) {
        return rig.posture().state(check).orElseThrow();
    }

    private Finding finding(Check check) {
        return rig.posture().of(check).findFirst().orElseThrow();
    }

    @Test
    void findsADomainInPerfectOrder() {
        assertThat(rig.posture().findings())
                .allSatisfy(one -> assertThat(one.state()).as("%s", one).isEqualTo(State.PASS));
    }

    @Test
    void validatesDnssecFromTheRoot() {
        var facts = rig.look();

        assertThat(facts.vantage().noDnssec()).isNull();
        assertThat(facts.mx().security()).isEqualTo(Answer.Security.SECURE);
        assertThat(facts.mx().signedUntil()).isNotNull();
        assertThat(facts.mailHosts().getFirst().tlsa().isSecure()).isTrue();
    }

    @Test
    void namesABrokenSignatureAsBogus() {
        rig.dns.tamperWith("mx1.example.test");

        assertThat(finding(Check.MX_HOSTS).state()).isEqualTo(State.FAIL);
        assertThat(rig.posture().of(Check.DNSSEC)).anySatisfy(one -> {
            assertThat(one.state()).isEqualTo(State.FAIL);
            assertThat(one.seen()).contains("SERVFAIL");
        });
    }

    @Test
    void warnsOfASignatureThatEndsSoon() {
        rig.dns.signedFor(Duration.ofDays(2));

        assertThat(state(Check.DNSSEC)).isEqualTo(State.WARN);
    }

    @Test
    void takesNothingForBogusBehindAResolverWithoutSignatures() {
        rig.dns.unsigned();
        var posture = rig.posture();

        assertThat(posture.state(Check.DNSSEC)).contains(State.UNSEEN);
        assertThat(posture.state(Check.TLSRPT_RECORD)).contains(State.PASS);
        assertThat(posture.has(State.FAIL)).isFalse();
    }

    @Test
    void failsNothingWhenTheResolverIsSilent() {
        rig.dns.silent();
        rig.bounds = new Bounds(
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
        var posture = rig.posture();

        assertThat(posture.findings())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.state()).as("%s", one).isEqualTo(State.UNSEEN));
    }

    @Test
    void tellsServfailFromAbsence() {
        rig.dns.failFor("_smtp._tls.example.test");

        assertThat(state(Check.TLSRPT_RECORD)).isEqualTo(State.UNSEEN);
    }

    @Test
    void followsACnameToAnotherZone() {
        rig.dns.replace("_mta-sts.example.test", Type.TXT, """
                _mta-sts.example.test. 60 IN CNAME _mta-sts.host.test.
                _mta-sts.host.test. 60 IN TXT "v=STSv1; id=7;"
                """);

        assertThat(finding(Check.STS_RECORD).seen()).contains("id=7");
    }

    @Test
    void endsAtALongChainOfCnames() {
        var chain = new StringBuilder("_mta-sts.example.test. 60 IN CNAME c0.test.\n");
        for (int i = 0; i < 15; i++) {
            chain.append("c")
                    .append(i)
                    .append(".test. 60 IN CNAME c")
                    .append(i + 1)
                    .append(".test.\n");
        }
        rig.dns.replace("_mta-sts.example.test", Type.TXT, chain.toString());

        assertThat(finding(Check.STS_RECORD).seen()).contains("more than 8 CNAMEs");
    }

    @Test
    void endsAtACircleOfCnames() {
        rig.dns.replace(
                "_mta-sts.example.test",
                Type.TXT,
                "_mta-sts.example.test. 60 IN CNAME b.test.\nb.test. 60 IN CNAME _mta-sts.example.test.\n");

        assertThat(state(Check.STS_RECORD)).isNotEqualTo(State.PASS);
    }

    @Test
    void readsTextsThatNeedTcp() {
        var large = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            large.append("_smtp._tls.example.test. 60 IN TXT \"")
                    .append("x".repeat(250))
                    .append(i)
                    .append("\"\n");
        }
        rig.dns.zone(large.toString());

        assertThat(state(Check.TLSRPT_RECORD)).isEqualTo(State.PASS);
    }

    @Test
    void findsAMisplacedTlsRptRecord() {
        rig.dns.replace(
                "_smtp._tls.example.test",
                Type.TXT,
                "_smtp._tcp.example.test. 60 IN TXT \"v=TLSRPTv1; rua=mailto:a@b.c\"");

        assertThat(finding(Check.TLSRPT_RECORD).seen()).contains("but _smtp._tcp.example.test has");
    }

    @Test
    void looksAtTwentyHostsOfAThousand() {
        var many = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            many.append("example.test. 60 IN MX ")
                    .append(i)
                    .append(" h")
                    .append(i)
                    .append(".test.\n");
        }
        rig.dns.replace("example.test", Type.MX, many.toString());
        var facts = rig.look();

        assertThat(facts.mailHosts()).hasSizeLessThanOrEqualTo(20);
        assertThat(facts.cut()).anyMatch(text -> text.contains("MX hosts"));
    }

    @Test
    void looksAtEightAddressesOfAHundred() {
        var many = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            many.append("mx1.example.test. 60 IN A 10.0.0.").append(i).append('\n');
        }
        rig.dns.replace("mx1.example.test", Type.A, many.toString());
        // Private addresses are not contacted, so nothing waits.
        var facts = new Look(rig.vicinity(AddressRule.PUBLIC)).at(Rig.DOMAIN);

        assertThat(facts.mailHosts().getFirst().looks()).hasSize(8);
    }

    @Test
    void contactsNoPrivateAddress() {
        var posture = rig.judge(new Look(rig.vicinity(AddressRule.PUBLIC)).at(Rig.DOMAIN));

        assertThat(rig.smtp.connections()).isZero();
        assertThat(rig.https.connections()).isZero();
        assertThat(posture.state(Check.STS_HOST_DNS)).contains(State.FAIL);
        assertThat(posture.state(Check.MX_HOSTS)).contains(State.FAIL);
    }

    @Test
    void seesARenewedCertificateAtTheNextLook() {
        var expired = rig.ca.issue(TestCa.leaf("mx1.example.test").aged(Duration.ofDays(91), Duration.ofDays(-1)));
        rig.smtp.conduct(
                Listener.smtp(Listener.context(List.of(expired.certificate(), rig.ca.intermediate()), expired.key())));
        assertThat(finding(Check.MX_CHAIN).seen()).startsWith("expired");

        rig.smtp.conduct(Listener.smtp(rig.tls));

        assertThat(state(Check.MX_CHAIN)).isEqualTo(State.PASS);
    }

    private Posture thorough() {
        return rig.judge(new Look(rig.vicinity(AddressRule.PUBLIC_AND_PRIVATE).thoroughly()).at(Rig.DOMAIN));
    }

    @Test
    void findsNothingMoreInADomainInPerfectOrderByLookingThoroughly() {
        assertThat(thorough().findings())
                .allSatisfy(one -> assertThat(one.state()).as("%s", one).isEqualTo(State.PASS));
        assertThat(rig.smtp.connections()).isEqualTo(4);
    }

    @Test
    void findsAnRsaCertificateBesideAGoodOneByLookingThoroughly() {
        var leaf = TestCa.leaf("mx1.example.test");
        var rsa = rig.ca.issue(leaf.rsa(2048).aged(Duration.ofDays(91), Duration.ofDays(-1)));
        rig.smtp.conduct(Listener.smtp(Listener.context(Map.of(
                rig.leaf.key(), List.of(rig.leaf.certificate(), rig.ca.intermediate()),
                rsa.key(), List.of(rsa.certificate(), rig.ca.intermediate())))));

        assertThat(rig.posture().state(Check.MX_CHAIN)).contains(State.PASS);
        assertThat(thorough().of(Check.MX_CHAIN)).anySatisfy(one -> {
            assertThat(one.state()).isEqualTo(State.FAIL);
            assertThat(one.seen()).startsWith("expired");
            assertThat(one.address()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void findsAServerWithoutTls12ByLookingThoroughly() {
        rig.smtp.conduct(Listener.smtp(rig.tls, "TLSv1.3"));

        assertThat(rig.posture().state(Check.MX_TLS)).contains(State.PASS);
        assertThat(thorough().of(Check.MX_TLS))
                .singleElement()
                .satisfies(one -> assertThat(one.state()).isEqualTo(State.WARN));
    }

    @Test
    void leavesABusyServerAloneForTheDay() {
        rig.smtp.conduct(Listener.script("421 too busy\r\n"));
        var busy = new ConcurrentHashMap<String, Instant>();
        lookIn(Duration.ZERO, busy);
        rig.smtp.conduct(Listener.smtp(rig.tls));

        var early = lookIn(Duration.ofHours(1), busy);

        assertThat(rig.smtp.connections()).isEqualTo(1);
        assertThat(early.of(Check.MX_REACH))
                .singleElement()
                .satisfies(one -> assertThat(one.seen()).contains("come back later"));
        assertThat(early.has(State.FAIL)).isFalse();

        assertThat(lookIn(Duration.ofHours(24), busy).state(Check.MX_REACH)).contains(State.PASS);
    }

    private Posture lookIn(Duration time, Map<String, Instant> busy) {
        var clock = Clock.offset(Clock.systemUTC(), time);
        return rig.judge(new Look(rig.vicinity(AddressRule.PUBLIC_AND_PRIVATE, clock), busy).at(Rig.DOMAIN));
    }

    @Test
    void takesTheTimeFromItsClock() {
        assertThat(rig.look().at()).isBefore(Instant.now().plusSeconds(1));
    }
}
