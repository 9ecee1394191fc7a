package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Mode;

/// Today is the 31st of March; complete are the days up to the 29th.
class TrialConditionsTest {

    private static final LocalDate FIRST = march(20);

    private final List<ReporterPolicyDay> sightings = new ArrayList<>();
    private final List<StsFailure> failures = new ArrayList<>();

    private static LocalDate march(int day) {
        return LocalDate.of(2026, 3, day);
    }

    private List<Condition> conditions() {
        return TrialConditions.of(new Evidence(march(31), sightings, failures, List.of()), FIRST);
    }

    private void saw(Mode mode, int day) {
        sightings.add(new ReporterPolicyDay(march(day), "google.com", Set.of(mode), Set.of(mode.token()), 0));
    }

    private void failed(String reporter, int day, Diagnosis diagnosis) {
        failures.add(new StsFailure(march(day), reporter, diagnosis, "mx1.example.com", 3));
    }

    @Test
    void areMetWhereReportersSawEnforceAndNothingWasRefused() {
        saw(Mode.ENFORCE, 25);

        assertThat(conditions()).hasSize(3).allMatch(Condition::met);
    }

    @Test
    void needAReporterThatSawEnforceInTheseDays() {
        saw(Mode.TESTING, 25);
        saw(Mode.ENFORCE, 19);

        assertThat(conditions()).filteredOn(condition -> !condition.met()).hasSize(1);
    }

    @Test
    void needSessionsThatNobodyRefused() {
        saw(Mode.ENFORCE, 25);
        failed("google.com", 19, Diagnosis.Known.CERTIFICATE_EXPIRED);
        assertThat(conditions()).allMatch(Condition::met);

        failed("google.com", 22, Diagnosis.Known.CERTIFICATE_EXPIRED);
        assertThat(conditions())
                .filteredOn(condition -> !condition.met())
                .extracting(Condition::found)
                .containsExactly("3 were, reported by google.com.");
    }

    @Test
    void needAPolicyThatCanBeRead() {
        saw(Mode.ENFORCE, 25);
        failed("google.com", 28, Diagnosis.Known.STS_POLICY_NOT_FOUND);
        failed("microsoft.com", 28, Diagnosis.Known.STS_POLICY_NOT_FOUND);

        assertThat(conditions()).filteredOn(condition -> !condition.met()).hasSize(1);
    }

    @Test
    void waitForTheFirstWholeDay() {
        var conditions = TrialConditions.of(new Evidence(march(31), sightings, failures, List.of()), march(30));

        assertThat(conditions).extracting(Condition::earliest).containsExactly(LocalDate.of(2026, 4, 1));
    }
}
