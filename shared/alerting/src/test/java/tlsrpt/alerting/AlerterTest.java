package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Alert;
import tlsrpt.health.Kind;
import tlsrpt.health.Rules;
import tlsrpt.health.Threshold;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Trust;
import tlsrpt.store.AlertViews;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.StoredReport;
import tlsrpt.table.Table;
import tlsrpt.testkit.MutableClock;

class AlerterTest {

    private final MutableClock now =
            new MutableClock(Recorded.DAY_0.atStartOfDay().toInstant(ZoneOffset.UTC));
    private final Heard heard = new Heard();

    @Test
    void sendsWhatReportsCometo() {
        var recorded = Recorded.incident();

        judgeAll(recorded);

        assertThat(heard.told())
                .containsExactly(
                        "12 failing certificate",
                        "14 failing mta-sts-policy",
                        "16 recovered certificate",
                        "16 recovered mta-sts-policy");
        assertThat(heard.chatted).isEqualTo(heard.published);
        var month = new AlertViews(recorded.table, now).messages(YearMonth.from(Recorded.DAY_0.plusDays(5)), null);
        assertThat(month.items()).hasSize(4).allMatch(alert -> alert.published() != null);
        assertThat(Alert.of(month.items().getLast().json())).isEqualTo(heard.published.getFirst());
    }

    @Test
    void showsWhatIsOpen() {
        var recorded = Recorded.incident();
        var alerts = new AlertViews(recorded.table, now);
        var alerter = alerter(recorded.table);

        recorded.reports.subList(0, 28).forEach(report -> judge(alerter, report));
        assertThat(alerts.open()).extracting(StoredAlert::family).containsExactly("certificate", "mta-sts-policy");

        recorded.reports.subList(28, 40).forEach(report -> judge(alerter, report));
        assertThat(alerts.open()).isEmpty();
    }

    @Test
    void showsHowFarEachReporterHasComeToSeeTheEnd() {
        var recorded = Recorded.incident();
        var alerter = alerter(recorded.table);

        recorded.reports.subList(0, 29).forEach(report -> judge(alerter, report));

        var open =
                Alert.of(new AlertViews(recorded.table, now).open().getFirst().json());
        assertThat(open.recovery())
                .extracting(Alert.Progress::words)
                .containsExactly("1 of 2 clean reports from google.com", "0 of 2 clean reports from microsoft.com");
        assertThat(open.text())
                .contains("Recovery: 1 of 2 clean reports from google.com, 0 of 2 clean reports from microsoft.com\n");
    }

    @Test
    void tellsOfABacklogOnceAndOnlyWhatStillContinues() {
        var recorded = new Recorded();
        for (int day = 1; day <= 60; day++) {
            for (var reporter : List.of("google.com", "microsoft.com")) {
                var failures = new ArrayList<FailureDetail>();
                if (day >= 20 && day <= 25) {
                    failures.add(failure("tls-x", "mx1.example.com", 50));
                }
                if (day == 55 || day == 56) {
                    failures.add(failure("starttls-not-supported", "mx1.example.com", 50));
                }
                if (day >= 30) {
                    failures.add(failure("certificate-expired", "mx2.example.com", 30));
                }
                recorded.record(reportFrom(reporter)
                        .on(Recorded.DAY_0.plusDays(day))
                        .id("r" + day)
                        .trusted(Trust.IMPORTED)
                        .sts("example.com", "enforce", 100, failures.toArray(FailureDetail[]::new)));
            }
        }
        judgeAll(recorded);
        assertThat(heard.published).as("imports are not news").isEmpty();

        var alerter = alerter(recorded.table);
        for (int day = 61; day <= 63; day++) {
            now.advanceTo(Recorded.DAY_0.plusDays(day).atTime(6, 0).toInstant(ZoneOffset.UTC));
            alerter.watch();
        }

        assertThat(heard.published).singleElement().satisfies(alert -> {
            assertThat(alert.subject())
                    .isEqualTo(
                            "example.com: found in the backlog, no delivery over mx2.example.com, certificate expired");
            assertThat(alert.text())
                    .startsWith("Reports that you imported show this, and no later report shows that it is over. ")
                    .contains("Sessions: 60 of 260 failed");
            assertThat(alert.incident().backlog()).isTrue();
        });

        heard.published.clear();
        for (int day = 61; day <= 62; day++) {
            for (var reporter : List.of("google.com", "microsoft.com")) {
                recorded.record(reportFrom(reporter)
                        .on(Recorded.DAY_0.plusDays(day))
                        .id("r" + day)
                        .sts("example.com", "enforce", 100));
            }
        }
        recorded.reports.subList(120, 124).forEach(report -> judge(alerter, report));
        assertThat(heard.published).extracting(Alert::kind).containsExactly(Kind.RECOVERED);
    }

    @Test
    void tellsOneDayLateWhatTheStreamLost() {
        var recorded = Recorded.incident();
        var alerter = alerter(recorded.table);
        for (var report : recorded.reports) {
            now.advanceTo(report.provenance().arrival());
            if (report.ref().day().getDayOfMonth() != 12) {
                judge(alerter, report);
            }
            if (report.ref().day().getDayOfMonth() == 12
                    && report.provenance().submitter().equals("microsoft.com")) {
                now.advanceTo(report.ref()
                        .day()
                        .plusDays(2)
                        .atTime(LocalTime.of(6, 0))
                        .toInstant(ZoneOffset.UTC));
                alerter.watch();
            }
        }

        assertThat(heard.told()).startsWith("12 failing certificate").hasSize(4);
    }

    @Test
    void leavesAloneWhatIsReadAgainLongAfterwards() {
        var recorded = Recorded.incident();
        var alerter = alerter(recorded.table);

        for (var report : recorded.reports) {
            alerter.judge(report, report.provenance().arrival().plus(Duration.ofDays(30)), Rules.DEFAULT);
        }

        assertThat(heard.published).isEmpty();
    }

    /// Rows 12 and 17 of the abuse table.
    @Test
    void sendsNothingOfWhatANewReporterAloneSees() {
        var day = Recorded.DAY_0.plusDays(9);
        var recorded = new Recorded();
        for (int back = 7; back > 0; back--) {
            recorded.record(reportFrom("evil.example")
                    .on(day.minusDays(back))
                    .id("r" + back)
                    .sts("example.com", "enforce", 100));
        }
        recorded.record(reportFrom("evil.example")
                .on(day)
                .sts("example.com", "enforce", 0, failure("certificate-expired", "mx1.example.com", 100)));

        judgeAll(recorded);

        assertThat(heard.published).isEmpty();
    }

    /// Row 35 of the abuse table.
    @Test
    void recoversWhenTheKnownReportersAreCleanWhateverANewOneSays() {
        judgeAll(Recorded.incident());
        var without = heard.told();
        heard.published.clear();
        var attacked = Recorded.incident();
        for (int day = 10; day <= 20; day++) {
            var failures = day % 3 == 0
                    ? new FailureDetail[0]
                    : new FailureDetail[] {failure("certificate-expired", "mx1.example.com", 90)};
            attacked.record(reportFrom("evil.example")
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("e" + day)
                    .sts("example.com", "enforce", 10, failures));
        }

        judgeAll(attacked);

        assertThat(heard.told()).isEqualTo(without).isNotEmpty();
    }

    @Test
    void judgesAVerifiedCopyOfWhatWasAnonymous() {
        var day = Recorded.DAY_0.plusDays(5);
        var expired = failure("certificate-expired", "mx1.example.com", 30);
        var recorded = new Recorded()
                .record(reportFrom("google.com").on(day.minusDays(1)).id("r0").sts("example.com", "enforce", 100))
                .record(reportFrom("google.com")
                        .on(day)
                        .trusted(Trust.ANONYMOUS)
                        .sts("example.com", "enforce", 70, expired))
                .record(reportFrom("google.com").on(day).sts("example.com", "enforce", 70, expired));

        judgeAll(recorded);

        assertThat(heard.told()).containsExactly("5 failing certificate");
    }

    @Test
    void judgesAReportThatIsTooLargeForTheTableByItsCounts() {
        var day = Recorded.DAY_0.plusDays(5);
        var rows = IntStream.range(0, 600)
                .mapToObj(n -> failure("certificate-expired", "mx" + n % 3 + ".example.com", 1))
                .toArray(FailureDetail[]::new);
        var recorded = new Recorded()
                .record(reportFrom("google.com").on(day.minusDays(1)).id("r0").sts("example.com", "enforce", 100))
                .record(reportFrom("google.com").on(day).sts("example.com", "enforce", 100, rows));
        assertThat(recorded.reports.getLast().body().json()).isNull();

        judgeAll(recorded);

        assertThat(heard.told()).containsExactly("5 failing certificate");
        assertThat(heard.published.getFirst().sessions().failed()).isEqualTo(600);
    }

    @Test
    void sumsUpWhatAnHourHasTooManyOf() {
        var recorded = new Recorded();
        var day = Recorded.DAY_0.plusDays(5);
        for (int n = 0; n < 15; n++) {
            var domain = "d" + n + ".example.com";
            recorded.record(
                    reportFrom("google.com").on(day.minusDays(1)).id("c" + n).sts(domain, "enforce", 100));
        }
        for (int n = 0; n < 15; n++) {
            var domain = "d" + n + ".example.com";
            recorded.record(reportFrom("google.com")
                    .on(day)
                    .id("r" + n)
                    .sts(domain, "enforce", 70, failure("certificate-expired", "mx." + domain, 30)));
        }

        judgeAll(recorded);
        assertThat(heard.published).hasSize(10);

        now.pass(Duration.ofHours(1));
        alerter(recorded.table).sendSummary();
        alerter(recorded.table).sendSummary();
        assertThat(heard.published).hasSize(11);
        assertThat(heard.published.getLast().subject()).isEqualTo("TLS reports: 5 more alerts in one hour");
        assertThat(heard.published.getLast().text()).contains("d14.example.com: Google cannot deliver");
    }

    @Test
    void mutesWhatTheOperatorMuted() {
        var recorded = Recorded.incident();
        var mute = new Rules.Mute("example.com", "certificate", LocalDate.of(2126, 3, 31), "known");
        RulesItem.write(recorded.table, Rules.DEFAULT.with(mute).with(Threshold.REMINDER_DAYS, 9, null));

        judgeAll(recorded);

        assertThat(heard.told()).containsExactly("14 failing mta-sts-policy", "16 recovered mta-sts-policy");
        assertThat(RulesItem.read(recorded.table).of(Threshold.REMINDER_DAYS, "example.net"))
                .isEqualTo(9);
    }

    private void judgeAll(Recorded recorded) {
        var alerter = alerter(recorded.table);
        recorded.reports.forEach(report -> judge(alerter, report));
    }

    private void judge(Alerter alerter, StoredReport report) {
        now.advanceTo(report.provenance().arrival());
        alerter.judge(report, report.provenance().arrival(), alerter.rules());
    }

    private Alerter alerter(Table table) {
        return new Alerter(table, heard, now, new Random(7), false);
    }
}
