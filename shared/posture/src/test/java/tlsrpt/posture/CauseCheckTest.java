package tlsrpt.posture;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.posture.World.CA;
import static tlsrpt.posture.World.MX1;
import static tlsrpt.posture.World.MX2;
import static tlsrpt.posture.World.NOW;
import static tlsrpt.posture.World.POLICY;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.posture.CauseCheck.Verdict;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Diagnosis.Known;
import tlsrpt.report.PolicyType;

/// For each diagnosis: seen while it lasts, gone after the fix, and no claim where one check cannot tell.
class CauseCheckTest {

    /// Those that one clean look cannot refute.
    private static final Set<Known> NEVER_GONE_BY_ONE_LOOK = Set.of(
            Known.CERTIFICATE_REVOKED,
            Known.HANDSHAKE_TIMED_OUT,
            Known.HANDSHAKE_CLOSED,
            Known.VALIDATION_FAILURE,
            Known.STS_POLICY_REFUSED,
            Known.STS_POLICY_TIMED_OUT,
            Known.STS_POLICY_UNREACHABLE);

    private static CauseCheck check(World world, Known diagnosis) {
        return check(world, diagnosis, null, null);
    }

    private static CauseCheck check(World world, Known diagnosis, @Nullable String mx, @Nullable Instant lastFailure) {
        var type = Diagnosis.of(diagnosis.token()).family(null).token().equals("dane")
                ? PolicyType.Registered.TLSA
                : PolicyType.Registered.STS;
        return CauseCheck.of(world.judge(), diagnosis, type, mx, lastFailure);
    }

    @ParameterizedTest
    @EnumSource
    void isGoneInADomainInPerfectOrderWhereOneLookCanTell(Known diagnosis) {
        assertThat(check(new World(), diagnosis).verdict())
                .isEqualTo(NEVER_GONE_BY_ONE_LOOK.contains(diagnosis) ? Verdict.CANNOT_TELL : Verdict.GONE);
    }

    static List<Case> faults() {
        return CatalogTest.cases()
                .filter(one -> one.diagnosis() != null && one.state() == State.FAIL)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void isStillThereWhileTheCheckFails(Case fault) {
        var world = new World();
        fault.change().accept(world);

        assertThat(check(world, Objects.requireNonNull(fault.diagnosis())).verdict())
                .isEqualTo(Verdict.STILL_THERE);
    }

    @Test
    void cannotTellWhereOneAddressWasNotSeen() {
        var world = new World();
        world.onlyHost(World.firstOutcome(SmtpLook.Outcome.TIMED_OUT, "no connection"));

        var cause = check(world, Known.CERTIFICATE_EXPIRED);

        assertThat(cause.verdict()).isEqualTo(Verdict.CANNOT_TELL);
        assertThat(cause.text()).contains("192.0.2.25");
    }

    @Test
    void cannotTellByACertificateThatIsOlderThanTheLastFailure() {
        assertThat(check(new World(), Known.CERTIFICATE_NOT_TRUSTED, null, NOW.minus(Duration.ofDays(1)))
                        .verdict())
                .isEqualTo(Verdict.CANNOT_TELL);
    }

    @Test
    void isGoneByACertificateThatIsNewerThanTheLastFailure() {
        assertThat(check(new World(), Known.CERTIFICATE_REVOKED, null, NOW.minus(Duration.ofDays(20)))
                        .verdict())
                .isEqualTo(Verdict.GONE);
    }

    @Test
    void looksAtTheHostOfTheReportsAlone() {
        var world = new World();
        world.host(MX2, World.chain(List.of(CA.issue(TestCa.leaf(MX2)).certificate())));

        assertThat(check(world, Known.CERTIFICATE_CHAIN_INCOMPLETE, MX1, null).verdict())
                .isEqualTo(Verdict.GONE);
        assertThat(check(world, Known.CERTIFICATE_CHAIN_INCOMPLETE, MX2, null).verdict())
                .isEqualTo(Verdict.STILL_THERE);
    }

    @Test
    void isGoneWithAHostThatIsNoLongerAnMx() {
        assertThat(check(new World(), Known.CERTIFICATE_EXPIRED, "old.example.com", null)
                        .text())
                .contains("no longer an MX host");
    }

    @Test
    void isStillThereUnderTestingToo() {
        var world =
                new World().policy(POLICY.replace("mx: *.example.com\r\n", "").replace("enforce", "testing"));

        assertThat(check(world, Known.MX_NOT_IN_POLICY).verdict()).isEqualTo(Verdict.STILL_THERE);
    }

    @Test
    void namesTheDateUntilWhichCachedPoliciesHold() {
        assertThat(check(new World(), Known.MX_NOT_IN_POLICY).until()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    }

    @Test
    void isStillThereWhereThePolicyHostTimesOutFromHereToo() {
        var world = new World();
        world.fetched(World.fetch("192.0.2.80", PolicyLook.Outcome.TIMED_OUT, "no connection"));

        assertThat(check(world, Known.STS_POLICY_TIMED_OUT).verdict()).isEqualTo(Verdict.STILL_THERE);
    }

    @Test
    void cannotTellOfAResultTypeThatNoCheckExplains() {
        assertThat(CauseCheck.of(new World().judge(), Diagnosis.of("weather"), null, null, null)
                        .verdict())
                .isEqualTo(Verdict.CANNOT_TELL);
    }

    @Test
    void goesByTlsaRecordsUnderDane() {
        var world = new World();
        world.onlyHost(World.chain(CA.chain(TestCa.leaf("other.example"))))
                .host(
                        MX1,
                        host -> World.tlsa(World.found(
                                        "_25._tcp.mx1.example.com",
                                        Tlsa.of(
                                                3,
                                                1,
                                                1,
                                                Objects.requireNonNull(host.withChain()
                                                                .getFirst()
                                                                .tls())
                                                        .chain()
                                                        .getFirst())))
                                .apply(host));

        assertThat(CauseCheck.of(world.judge(), Known.CERTIFICATE_HOST_MISMATCH, PolicyType.Registered.TLSA, null, null)
                        .verdict())
                .isEqualTo(Verdict.GONE);
    }

    @Test
    void namesTheMinuteUntilWhichResolversMayKnowOlderTlsaRecords() {
        var gone = CauseCheck.of(new World().judge(), Known.TLSA_MISMATCH, null, null, null);

        assertThat(gone.verdict()).isEqualTo(Verdict.GONE);
        assertThat(gone.until()).isEqualTo(World.NOW.plus(Duration.ofHours(1)));
        assertThat(gone.text()).contains("until 2026-11-18T13:00Z");
    }

    @Test
    void saysWhetherSendersFindTheRecordThatReportsNeed() {
        var silence = Diagnosis.of("silence");
        var world = new World();
        assertThat(CauseCheck.of(world.judge(), silence, null, null, null).verdict())
                .isEqualTo(Verdict.GONE);

        world.tlsRpt = World.absent("_smtp._tls.example.com");
        assertThat(CauseCheck.of(world.judge(), silence, null, null, null).verdict())
                .isEqualTo(Verdict.STILL_THERE);
    }

    @Test
    void saysWhetherSendersFindThePolicyWhoseProtectionWasLost() {
        var lost = Diagnosis.of("protection-lost");
        var world = new World();
        assertThat(CauseCheck.of(world.judge(), lost, null, null, null).verdict())
                .isEqualTo(Verdict.GONE);

        world.policy("nothing of a policy");
        assertThat(CauseCheck.of(world.judge(), lost, null, null, null).verdict())
                .isEqualTo(Verdict.STILL_THERE);
    }
}
