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
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.Rules;
import tlsrpt.health.Threshold;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Severity;
import tlsrpt.report.Trust;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Decisions;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.StoredReport;
import tlsrpt.table.Table;
import tlsrpt.testkit.MutableClock;

class AlerterTest {

    private final MutableClock now =
            new MutableClock(Recorded.DAY_0.atStartOfDay().toInstant(ZoneOffset.UTC));
    private final RecordingChannel heard = new RecordingChannel();

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
                            "example.com: found in the backlog: certificate expired (mx2.example.com); refused in part");
            assertThat(alert.text())
                    .startsWith("Imported reports show this failure, and no later report shows a recovery. ")
                    .contains("Failed sessions: 60 of 260");
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
        assertThat(heard.published).extracting(Alert::kind).containsExactly(AlertKind.RECOVERED);
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
    void row18MakesWhatOnlyPatientReportersSeeHighAtMostAndNamesThem() {
        var recorded = new Recorded();
        for (int day = 1; day < 32; day++) {
            for (var owner : List.of("patient.example", "patience.example")) {
                recorded.record((day < 30
                                ? reportFrom(owner)
                                        .on(Recorded.DAY_0.plusDays(day))
                                        .id("p" + day)
                                        .sts("example.com", "enforce", 1)
                                : failing(owner, day))
                        .trusted(Trust.ESTABLISHED));
            }
            recorded.record(reportFrom("google.com")
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("r" + day)
                    .sts("example.com", "enforce", 100));
        }

        judgeAll(recorded);

        assertThat(heard.told()).first().isEqualTo("30 failing certificate");
        assertThat(heard.published)
                .allMatch(alert -> alert.severity() == Severity.HIGH)
                .allMatch(alert -> alert.id().endsWith("~established"))
                .allMatch(alert -> alert.text().contains("Only pati"))
                .allMatch(alert -> alert.text().contains("No known or approved reporter did"));
    }

    @Test
    void row20LetsNoPatientReporterDiluteWhatAPinnedOneSees() {
        var recorded = patience();
        for (int day = 20; day <= 30; day++) {
            recorded.record(reportFrom("patient.example")
                    .trusted(Trust.ESTABLISHED)
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("many" + day)
                    .sts("example.com", "enforce", 10_000_000));
        }
        recorded.record(failing("google.com", 30));

        judgeAll(recorded);

        assertThat(heard.told()).containsExactly("30 failing certificate");
        assertThat(heard.published.getFirst().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(heard.published.getFirst().reporters()).containsExactly("google.com");
    }

    @Test
    void row35RecoversWhenThePinnedReportersAreCleanWhateverAPatientOneSays() {
        judgeAll(Recorded.incident());
        var without = heard.told();
        heard.published.clear();
        var attacked = Recorded.incident();
        for (int day = 1; day <= 20; day++) {
            var failures = day < 12 || day % 3 == 0
                    ? new FailureDetail[0]
                    : new FailureDetail[] {failure("certificate-expired", "mx1.example.com", 90)};
            attacked.record(reportFrom("patient.example")
                    .trusted(Trust.ESTABLISHED)
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("e" + day)
                    .sts("example.com", "enforce", 10, failures));
        }
        attacked.reports.sort(Comparator.comparing(report -> report.provenance().arrival()));

        judgeAll(attacked);

        heard.published.removeIf(alert -> alert.id().endsWith("~established"));
        assertThat(heard.told()).isEqualTo(without).isNotEmpty();
    }

    @Test
    void row34MissesTheReportsOfAPinnedReporterThoughOthersGoOn() {
        var recorded = patience();
        for (int day = 30; day < 35; day++) {
            recorded.record(reportFrom("patient.example")
                    .trusted(Trust.ESTABLISHED)
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("r" + day)
                    .sts("example.com", "enforce", 10));
            recorded.record(reportFrom("new.example")
                    .trusted(Trust.NEW)
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("n" + day)
                    .sts("example.com", "enforce", 10));
        }
        judgeAll(recorded);
        assertThat(heard.published).isEmpty();

        alerter(recorded.table).watch();

        assertThat(heard.published).extracting(Alert::kind).contains(AlertKind.SILENCE);
    }

    @Test
    void row44ClosesWhatABlockedReporterAloneSaw() {
        var recorded = patience();
        recorded.record(failing("patient.example", 30).trusted(Trust.ESTABLISHED));
        judgeAll(recorded);
        assertThat(heard.told()).containsExactly("30 failing certificate");

        decisions(recorded.table).block(PATIENT);
        alerter(recorded.table).watch();
        alerter(recorded.table).watch();

        assertThat(heard.told()).containsExactly("30 failing certificate", "31 recovered certificate");
        assertThat(heard.published.getLast().confirmed()).isFalse();
        assertThat(heard.published.getLast().text()).contains("Withdrawn: only a reporter that you blocked");
        assertThat(new AlertViews(recorded.table, now).open()).isEmpty();
    }

    @Test
    void row44LeavesThePinnedIncidentUntouched() {
        var recorded = patience();
        recorded.record(failing("patient.example", 30).trusted(Trust.ESTABLISHED));
        recorded.record(failing("google.com", 30));
        judgeAll(recorded);

        decisions(recorded.table).block(PATIENT);
        recorded.reports.forEach(report -> alerter(recorded.table).withdraw(report, Rules.DEFAULT));

        assertThat(heard.published)
                .extracting(Alert::kind)
                .containsExactly(AlertKind.FAILING, AlertKind.FAILING, AlertKind.RECOVERED);
        assertThat(heard.published.getLast().id()).endsWith("~established");
        assertThat(new AlertViews(recorded.table, now).open())
                .singleElement()
                .satisfies(
                        alert -> assertThat(Alert.of(alert.json()).reporters()).containsExactly("google.com"));
    }

    @Test
    void row44LeavesOpenWhatAnotherReporterSawToo() {
        var recorded = patience();
        recorded.record(failing("microsoft.com", 30));
        recorded.record(failing("google.com", 30));
        judgeAll(recorded);
        int said = heard.published.size();

        decisions(recorded.table).block(new ReporterId("microsoft.com", "tlsrpt-noreply@microsoft.com"));
        recorded.reports.forEach(report -> alerter(recorded.table).withdraw(report, Rules.DEFAULT));

        assertThat(heard.published).hasSize(said);
        assertThat(new AlertViews(recorded.table, now).open())
                .singleElement()
                .satisfies(
                        alert -> assertThat(Alert.of(alert.json()).reporters()).containsExactly("google.com"));
    }

    @Test
    void row44LetsAlertingLookAgainAtWhatIsUnblocked() {
        var recorded = patience();
        recorded.record(failing("patient.example", 30).trusted(Trust.ESTABLISHED));
        judgeAll(recorded);
        decisions(recorded.table).block(PATIENT);
        alerter(recorded.table).watch();

        decisions(recorded.table).unblock(PATIENT);
        alerter(recorded.table).watch();

        assertThat(new AlertViews(recorded.table, now).open()).hasSize(1);
    }

    private static final ReporterId PATIENT = new ReporterId("patient.example", "tlsrpt@patient.example");

    /// A month in which all is well, of two reporters.
    private static Recorded patience() {
        var recorded = new Recorded();
        for (int day = 1; day < 30; day++) {
            recorded.record(reportFrom("google.com")
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("r" + day)
                    .sts("example.com", "enforce", 100));
            recorded.record(reportFrom("patient.example")
                    .trusted(Trust.ESTABLISHED)
                    .on(Recorded.DAY_0.plusDays(day))
                    .id("r" + day)
                    .sts("example.com", "enforce", 10));
        }
        return recorded;
    }

    private static Samples failing(String reporter, int day) {
        return reportFrom(reporter)
                .on(Recorded.DAY_0.plusDays(day))
                .id("f" + day)
                .sts("example.com", "enforce", 0, failure("certificate-expired", "mx1.example.com", 100));
    }

    private Decisions decisions(Table table) {
        return new Decisions(table, now, new Random(11));
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
        assertThat(heard.published.getLast().text()).contains("d14.example.com: certificate expired");
    }

    @Test
    void row39SendsARealAlertOnItsOwnHoweverManyOthersAreSent() {
        var recorded = new Recorded();
        list(
                recorded,
                IntStream.range(0, 30).mapToObj(n -> "d" + n + ".example").toArray(String[]::new));
        for (int day = 20; day <= 30; day++) {
            for (int n = 0; n < 30; n++) {
                recorded.record(reportFrom("patient.example")
                        .trusted(Trust.ESTABLISHED)
                        .on(Recorded.DAY_0.plusDays(day))
                        .id("p" + n + "-" + day)
                        .sts(
                                "d" + n + ".example",
                                "enforce",
                                day < 30 ? 100 : 0,
                                day < 30
                                        ? new FailureDetail[0]
                                        : new FailureDetail[] {failure("certificate-expired", "mx" + n + ".example", 9)
                                        }));
            }
        }
        recorded.record(reportFrom("google.com").on(Recorded.DAY_0.plusDays(29)).sts("d29.example", "enforce", 100));
        recorded.record(reportFrom("google.com")
                .on(Recorded.DAY_0.plusDays(30))
                .id("real")
                .sts("d29.example", "enforce", 0, failure("certificate-expired", "mx1.d29.example", 50)));

        judgeAll(recorded);

        assertThat(heard.published)
                .filteredOn(alert -> alert.reporters().contains("google.com"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.severity()).isEqualTo(Severity.CRITICAL));
        assertThat(heard.published)
                .filteredOn(alert -> alert.reporters().contains("patient.example"))
                .hasSize(2);
        now.pass(Duration.ofHours(1));
        alerter(recorded.table).sendSummary();
        assertThat(heard.published.getLast().subject())
                .isEqualTo("TLS reports: 28 more alerts of established reporters in one hour");
    }

    @Test
    void row36SendsTheAlertOfAListedDomainThoughAMadeUpNameBelowItCameFirst() {
        var recorded = new Recorded();
        list(recorded, "v.example");
        var day = Recorded.DAY_0.plusDays(5);
        recorded.record(reportFrom("google.com").on(day.minusDays(1)).sts("v.example", "enforce", 100));
        recorded.record(reportFrom("google.com")
                .on(day)
                .id("made-up")
                .sts("nosuch.v.example", "enforce", 0, failure("certificate-expired", "mx1.v.example", 50)));
        recorded.record(reportFrom("google.com")
                .on(day)
                .id("real")
                .sts("v.example", "enforce", 0, failure("certificate-expired", "mx1.v.example", 50)));

        judgeAll(recorded);

        assertThat(heard.published).extracting(Alert::domain).containsExactly("nosuch.v.example", "v.example");
    }

    @Test
    void row37SendsTheAlertOfAListedDomainThoughHundredsOfNamesBelowItFail() {
        var recorded = new Recorded();
        list(recorded, "v.example");
        var day = Recorded.DAY_0.plusDays(5);
        recorded.record(reportFrom("google.com").on(day.minusDays(1)).sts("v.example", "enforce", 100));
        for (int n = 0; n < 300; n++) {
            var mx = n % 2 == 0 ? "mx1.v.example" : "mx" + n + ".v.example";
            recorded.record(reportFrom("google.com")
                    .on(day)
                    .id("n" + n)
                    .sts("n" + n + ".v.example", "enforce", 0, failure("certificate-expired", mx, 50)));
        }
        recorded.record(reportFrom("google.com")
                .on(day)
                .id("real")
                .sts("v.example", "enforce", 0, failure("certificate-expired", "mx1.v.example", 50)));

        judgeAll(recorded);

        assertThat(heard.published).last().extracting(Alert::domain).isEqualTo("v.example");
        assertThat(heard.published).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void row38TellsOfOneIncidentAndOneRecoveryOfHundredsOfDomains() {
        var recorded = new Recorded();
        var domains =
                IntStream.range(0, 300).mapToObj(n -> "d" + n + ".example").toList();
        list(recorded, domains.toArray(String[]::new));
        for (int day = 5; day <= 8; day++) {
            for (var domain : domains) {
                var failures = day == 6
                        ? new FailureDetail[] {failure("certificate-expired", "mx1.host.example", 50)}
                        : new FailureDetail[0];
                recorded.record(reportFrom("google.com")
                        .on(Recorded.DAY_0.plusDays(day))
                        .id(domain + day)
                        .sts(domain, "enforce", day == 6 ? 0 : 100, failures));
            }
        }

        judgeAll(recorded);

        assertThat(heard.told()).containsExactly("6 failing certificate", "8 recovered certificate");
        assertThat(new AlertViews(recorded.table, now).open()).isEmpty();
    }

    private static void list(Recorded recorded, String... domains) {
        new Settings(List.of(domains), Retention.DEFAULT, false).write(recorded.table);
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
