package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Summary;

class ProtectionTest {

    private static final String DOMAIN = "example.com";
    private static final FailureDetail EXPIRED = failure("certificate-expired", "mx1.example.com", 3);
    private static final FailureDetail UNREADABLE = failure("sts-policy-fetch-error", null, 2);

    @Test
    void whatFailsUnderEnforceIsRefusedUnlessThePolicyWasUnreadable() {
        assertThat(of(reportFrom("google.com").sts(DOMAIN, "enforce", 10, EXPIRED, UNREADABLE)))
                .isEqualTo(new SessionOutcomes(10, 2, 3, 0));
    }

    @Test
    void whatFailsUnderDaneIsRefused() {
        assertThat(of(reportFrom("google.com").tlsa(DOMAIN, 10, EXPIRED))).isEqualTo(new SessionOutcomes(10, 0, 3, 0));
    }

    @Test
    void whatFailsUnderTestingIsDeliveredUnprotected() {
        assertThat(of(reportFrom("google.com").sts(DOMAIN, "testing", 10, EXPIRED)))
                .isEqualTo(new SessionOutcomes(10, 3, 0, 0));
    }

    @Test
    void withoutAPolicyNothingIsProtected() {
        assertThat(of(reportFrom("google.com").noPolicyFound(DOMAIN, 10, EXPIRED)))
                .isEqualTo(new SessionOutcomes(0, 13, 0, 0));
        assertThat(of(reportFrom("google.com").sts(DOMAIN, "none", 10, EXPIRED)))
                .isEqualTo(new SessionOutcomes(0, 13, 0, 0));
    }

    @Test
    void withoutAModeTheFateOfFailedSessionsIsUnknown() {
        assertThat(of(reportFrom("google.com").sts(DOMAIN, null, 10, EXPIRED, UNREADABLE)))
                .isEqualTo(new SessionOutcomes(10, 2, 0, 3));
        assertThat(of(reportFrom("google.com").entry("draft", List.of(), DOMAIN, 10, EXPIRED)))
                .isEqualTo(new SessionOutcomes(0, 0, 0, 13));
    }

    @Test
    void detailsNeverSayMoreThanTheSummary() {
        var report = reportFrom("google.com").sts(DOMAIN, "enforce", 10, UNREADABLE, UNREADABLE);
        var entry = report.recording().reported().entries().getFirst();
        var summary = new Summary(10L, 3L);
        var reported =
                new ReportedDomain(DOMAIN, List.of(new PolicyResult(entry.policy(), summary, entry.failureDetails())));

        assertThat(SessionOutcomes.of(reported)).isEqualTo(new SessionOutcomes(10, 3, 0, 0));
    }

    @Test
    void sessionsJudgedTwiceAreSecuredByEitherPolicyAndRefusedByEither() {
        assertThat(of(reportFrom("microsoft.com").noPolicyFound(DOMAIN, 10).tlsa(DOMAIN, 10)))
                .isEqualTo(new SessionOutcomes(10, 0, 0, 0));
        assertThat(of(reportFrom("microsoft.com").noPolicyFound(DOMAIN, 10).tlsa(DOMAIN, 4)))
                .isEqualTo(new SessionOutcomes(4, 6, 0, 0));
        assertThat(of(reportFrom("microsoft.com").sts(DOMAIN, "enforce", 13).tlsa(DOMAIN, 10, EXPIRED)))
                .isEqualTo(new SessionOutcomes(10, 0, 3, 0));
    }

    @Test
    void daneOfAnMxHostIsAddedToTheOthers() {
        assertThat(of(reportFrom("google.com").sts(DOMAIN, "enforce", 10).tlsa("mx1.example.com", 5, EXPIRED)))
                .isEqualTo(new SessionOutcomes(15, 0, 3, 0));
    }

    @Test
    void everySessionOfTheHeadlineIsCountedInExactlyOne() {
        for (var delivery : Deliveries.of(new Random(7), 300, true)) {
            for (var recording : delivery) {
                var protection = SessionOutcomes.of(recording.reported());
                assertThat(protection.total())
                        .isEqualTo(recording.reported().headline().total());
                assertThat(List.of(
                                protection.secured(),
                                protection.unprotected(),
                                protection.refused(),
                                protection.unknown()))
                        .allMatch(n -> n >= 0);
                assertThat(protection.refused())
                        .isLessThanOrEqualTo(recording.reported().headline().failed());
            }
        }
    }

    private static SessionOutcomes of(Samples report) {
        return SessionOutcomes.of(report.recording().reported());
    }
}
