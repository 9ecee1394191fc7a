package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.health.Readiness.Verdict;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Mode;

/// When MTA-STS may be enforced, as scenarios of what reporters send. Today is the 31st of March; complete are the days
/// up to the 29th, and two weeks of them begin on the 16th.
class ReadinessTest {

    private static final LocalDate TODAY = march(31);

    private final List<ReporterPolicyDay> sightings = new ArrayList<>();
    private final List<StsFailure> failures = new ArrayList<>();

    @Test
    void isReadyWhenTwoReportersSawNothingToRefuseForTwoWeeks() {
        testing("google.com", 10, 31, 100);
        testing("microsoft.com", 10, 31, 20);

        var readiness = readiness();

        assertThat(readiness.verdict()).isEqualTo(Verdict.READY);
        assertThat(readiness.conditions()).hasSize(5).allMatch(Condition::met);
        assertThat(readiness.steps().getFirst()).contains("dig MX");
        assertThat(readiness.steps()).anyMatch(step -> step.contains("max_age: 86400"));
        assertThat(readiness.earliest()).isNull();
    }

    @Test
    void needsTwoReportersEachOnFiveDays() {
        testing("google.com", 10, 31, 100);
        testing("microsoft.com", 26, 29, 1);

        var thin = readiness();
        assertThat(thin.verdict()).isEqualTo(Verdict.READY_ON_THIN_EVIDENCE);

        testing("microsoft.com", 25, 25, 1);
        assertThat(readiness().verdict()).isEqualTo(Verdict.READY);
    }

    @Test
    void isNotReadyOnOneReportersWord() {
        testing("google.com", 1, 31, 1000);

        var readiness = readiness();

        assertThat(readiness.verdict()).isEqualTo(Verdict.NOT_YET);
        assertThat(unmet(readiness))
                .extracting(Condition::found)
                .containsExactly("1 reporter, 1 of them on 5 days or more; 14,000 sessions.");
        assertThat(readiness.earliest()).isEqualTo(TODAY.plusDays(5));
    }

    @Test
    void isReadyOnThinEvidenceWithTwentySessionsInFourWeeks() {
        testing("google.com", 2, 2, 15);
        testing("microsoft.com", 20, 20, 4);
        assertThat(readiness().verdict()).isEqualTo(Verdict.NOT_YET);

        testing("microsoft.com", 21, 21, 1);
        assertThat(readiness().verdict()).isEqualTo(Verdict.READY_ON_THIN_EVIDENCE);
    }

    @Test
    void startsTheClockAnewWhenThePolicyChanges() {
        testing("microsoft.com", 1, 19, 50, "one host");
        testing("google.com", 1, 19, 50, "one host");
        testing("microsoft.com", 20, 31, 50, "two hosts");
        testing("google.com", 20, 31, 50, "two hosts");

        var readiness = readiness();

        assertThat(readiness.verdict()).isEqualTo(Verdict.NOT_YET);
        assertThat(unmet(readiness))
                .extracting(Condition::found)
                .containsExactly("All reporters have seen this only since 2026-03-20.");
        // From the 20th to the 2nd there are 14 days, the last of which is complete on the 4th.
        assertThat(readiness.earliest()).isEqualTo(LocalDate.of(2026, 4, 4));
    }

    @Test
    void waitsWhileReportersSeeDifferentPolicies() {
        testing("google.com", 1, 31, 50, "one host");
        testing("microsoft.com", 1, 31, 50, "two hosts");

        var readiness = readiness();

        assertThat(readiness.verdict()).isEqualTo(Verdict.NOT_YET);
        assertThat(unmet(readiness).getFirst().found())
                .isEqualTo("Reporters saw 2 revisions of the policy on 2026-03-31.");
    }

    @Test
    void isNotReadyWhileEnforceWouldRefuseASingleSession() {
        readyBut();
        failed("google.com", 20, Diagnosis.Known.CERTIFICATE_EXPIRED, "mx2.example.com", 1);

        var readiness = readiness();

        assertThat(readiness.verdict()).isEqualTo(Verdict.NOT_YET);
        assertThat(unmet(readiness))
                .extracting(Condition::found)
                .containsExactly(
                        "Enforce mode would have refused 1 session, last on 2026-03-20: certificate-expired at "
                                + "mx2.example.com.");
        // The two weeks have to begin on the 21st.
        assertThat(readiness.earliest()).isEqualTo(LocalDate.of(2026, 4, 5));
    }

    @Test
    void forgivesWhatLiesBeforeTheTwoWeeksAndWhatIsStillArriving() {
        readyBut();
        failed("google.com", 15, Diagnosis.Known.CERTIFICATE_EXPIRED, "mx2.example.com", 1);
        failed("google.com", 30, Diagnosis.Known.CERTIFICATE_EXPIRED, "mx2.example.com", 1);

        assertThat(readiness().verdict()).isEqualTo(Verdict.READY);
    }

    @Test
    void forgivesOneReportersTimeOutsUpToOneInAThousand() {
        readyBut(); // 2,800 sessions in two weeks
        failed("google.com", 20, Diagnosis.Known.HANDSHAKE_TIMED_OUT, "mx1.example.com", 2);
        assertThat(readiness().verdict()).isEqualTo(Verdict.READY);

        failed("google.com", 21, Diagnosis.Known.HANDSHAKE_CLOSED, "mx1.example.com", 1);
        assertThat(readiness().verdict()).isEqualTo(Verdict.NOT_YET);
    }

    @Test
    void takesTimeOutsOfTwoReportersForMoreThanChance() {
        readyBut();
        failed("google.com", 20, Diagnosis.Known.HANDSHAKE_TIMED_OUT, "mx1.example.com", 1);
        failed("microsoft.com", 20, Diagnosis.Known.HANDSHAKE_TIMED_OUT, "mx1.example.com", 1);

        assertThat(readiness().verdict()).isEqualTo(Verdict.NOT_YET);
    }

    @Test
    void takesFoldedCausesForLastingOnes() {
        readyBut();
        failed("google.com", 20, null, null, 1);

        assertThat(unmet(readiness()).getFirst().found()).contains("several rare causes");
    }

    @Test
    void forgivesOneFailureToReadThePolicyButNotTwo() {
        readyBut();
        failed("google.com", 25, Diagnosis.Known.STS_POLICY_FETCH_ERROR, null, 30);
        assertThat(readiness().verdict()).isEqualTo(Verdict.READY);

        failed("microsoft.com", 25, Diagnosis.Known.STS_POLICY_FETCH_ERROR, null, 1);
        assertThat(readiness().verdict()).isEqualTo(Verdict.NOT_YET);
    }

    @Test
    void doesNotForgiveFailuresToReadThePolicyOnTwoDays() {
        readyBut();
        failed("google.com", 23, Diagnosis.Known.STS_WEBPKI_EXPIRED, null, 1);
        failed("google.com", 24, Diagnosis.Known.STS_WEBPKI_EXPIRED, null, 1);

        var readiness = readiness();

        assertThat(unmet(readiness).getFirst().found())
                .contains("1 reporter could not read it on 2 days: sts-webpki-expired");
        // Seven complete days from the 25th on are seen on the 2nd.
        assertThat(readiness.earliest()).isEqualTo(LocalDate.of(2026, 4, 2));
    }

    @Test
    void namesTheHostsThatThePolicyDoesNotCover() {
        readyBut();
        failed("google.com", 20, Diagnosis.Known.MX_NOT_IN_POLICY, "backup.example.net", 4);

        assertThat(unmet(readiness()))
                .extracting(Condition::found)
                .last()
                .isEqualTo("Not covered: backup.example.net.");
    }

    @Test
    void saysWhereThereIsNothingToSwitch() {
        assertThat(readiness().verdict()).isEqualTo(Verdict.NO_POLICY);

        saw("google.com", 30, Set.of(), 0, "none");
        assertThat(readiness().verdict()).isEqualTo(Verdict.NO_POLICY);

        saw("google.com", 30, Set.of(Mode.NONE), 0, "none");
        assertThat(readiness().verdict()).isEqualTo(Verdict.NO_POLICY);

        saw("google.com", 31, Set.of(Mode.ENFORCE), 0, "enforced");
        assertThat(readiness().verdict()).isEqualTo(Verdict.ALREADY_ENFORCING);
        assertThat(readiness().conditions()).isEmpty();
    }

    /// No state calls a policy enforced or ready that nobody finds any more.
    @Test
    void evaluatesNoPolicyThatEveryReporterStoppedFinding() {
        saw("google.com", 28, Set.of(Mode.ENFORCE), 0, "enforced");
        saw("google.com", 29, Set.of(), 0, "none");
        assertThat(readiness().verdict()).isEqualTo(Verdict.NO_POLICY);

        saw("microsoft.com", 22, Set.of(Mode.ENFORCE), 0, "enforced");
        assertThat(readiness().verdict()).isEqualTo(Verdict.ALREADY_ENFORCING);

        saw("microsoft.com", 29, Set.of(), 0, "none");
        assertThat(readiness().verdict()).isEqualTo(Verdict.NO_POLICY);
    }

    @Test
    void anUncoveredMxHostInDnsMakesItNotYet() {
        var uncovered = new Readiness.Condition("Every MX host is covered.", false, "mx9 is not.", null);
        var ready = new Readiness(Verdict.READY, List.of(new Readiness.Condition("a", true, "b", null)), List.of("c"));

        var seen = ready.and(List.of(uncovered));

        assertThat(seen.verdict()).isEqualTo(Verdict.NOT_YET);
        assertThat(seen.steps()).isEmpty();
        assertThat(seen.conditions()).contains(uncovered);
    }

    @Test
    void mxHostsSeenInDnsNeedNoComparingByHand() {
        var covered = new Readiness.Condition("Every MX host is covered.", true, "2 MX hosts.", null);
        var ready = new Readiness(
                Verdict.READY, List.of(new Readiness.Condition("a", true, "b", null)), List.of("compare", "switch"));

        assertThat(ready.and(List.of(covered)).steps()).containsExactly("switch");
        assertThat(ready.and(List.of())).isEqualTo(ready);
    }

    @Test
    void nothingSeenInDnsChangesADomainWithoutAPolicy() {
        var none = new Readiness(Verdict.NO_POLICY, List.of(), List.of());

        assertThat(none.and(List.of(new Readiness.Condition("a", false, "b", null))))
                .isEqualTo(none);
    }

    @Test
    void waitsWhileSomeReportersSeeTheOldMode() {
        testing("google.com", 1, 31, 50);
        saw("microsoft.com", 31, Set.of(Mode.ENFORCE), 10, "enforced");

        assertThat(unmet(readiness()).getFirst().found()).isEqualTo("Reporters saw more than one mode on 2026-03-31.");
    }

    private void readyBut() {
        testing("google.com", 10, 31, 100);
        testing("microsoft.com", 10, 31, 100);
    }

    private void testing(String reporter, int first, int last, long sessions) {
        testing(reporter, first, last, sessions, "two hosts");
    }

    private void testing(String reporter, int first, int last, long sessions, String form) {
        for (int day = first; day <= last; day++) {
            saw(reporter, day, Set.of(Mode.TESTING), sessions, form);
        }
    }

    private void saw(String reporter, int day, Set<Mode> modes, long sessions, String form) {
        sightings.add(new ReporterPolicyDay(
                march(day), reporter, modes, modes.isEmpty() ? Set.of() : Set.of(form), sessions));
    }

    private void failed(String reporter, int day, @Nullable Diagnosis diagnosis, @Nullable String mx, long sessions) {
        failures.add(new StsFailure(march(day), reporter, diagnosis, mx, sessions));
    }

    private Readiness readiness() {
        return Readiness.of(new Evidence(TODAY, sightings, failures, List.of("mx1.example.com", "mx2.example.com")));
    }

    private static List<Condition> unmet(Readiness readiness) {
        return readiness.conditions().stream()
                .filter(condition -> !condition.met())
                .toList();
    }

    private static LocalDate march(int day) {
        return LocalDate.of(2026, 3, day);
    }
}
