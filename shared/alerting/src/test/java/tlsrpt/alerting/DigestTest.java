package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.Rules;
import tlsrpt.report.Severity;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Views;
import tlsrpt.testkit.MutableClock;

/// A digest of [Recorded#incident]: a certificate expires on day 12 and is renewed on day 15, and the alerts that
/// follow.
class DigestTest {

    private final Recorded recorded = Recorded.incident();
    private final LocalDate quiet = monday(Recorded.DAY_0.plusDays(5));
    private final LocalDate failing = monday(Recorded.DAY_0.plusDays(12));

    @Test
    void isThreeLinesInAQuietWeek() {
        assertThat(DigestText.of(digest(quiet)).lines())
                .containsExactly(
                        "TLS reports of week " + digest(quiet).week() + ": nothing to do",
                        "",
                        quiet + " to " + quiet.plusDays(6)
                                + " (UTC): 1 domain, 14 reports from 2 reporters, 1,400 sessions, 100% secured"
                                + " (100% the week before).",
                        "No incident is open, and no alert was sent this week.");
    }

    @Test
    void namesWhatFailedAndWhatItChanged() {
        judgeAll();
        var digest = digest(failing);

        assertThat(digest.changes()).extracting(Alert::kind).contains(AlertKind.FAILING);
        assertThat(digest.troubled()).singleElement().satisfies(weeks -> {
            assertThat(weeks.domain()).isEqualTo("example.com");
            assertThat(weeks.sum().protection().refused()).isPositive();
        });
        assertThat(DigestText.of(digest)).contains("opened example.com: ", "of 1,590 sessions secured");
    }

    @Test
    void showsAnIncidentAsOpenUntilTheWeekOfItsRecovery() {
        judgeAll();
        var opened = digest(failing.minusDays(3));
        var recovered = digest(failing);

        assertThat(opened.open()).extracting(Alert::since).contains(Recorded.DAY_0.plusDays(12));
        assertThat(opened.changes())
                .extracting(Alert::kind)
                .contains(AlertKind.FAILING)
                .doesNotContain(AlertKind.RECOVERED);
        assertThat(recovered.open()).isEmpty();
        assertThat(digest(quiet).open()).as("incidents that began later").isEmpty();
        assertThat(recovered.changes()).extracting(Alert::kind).contains(AlertKind.RECOVERED);
        assertThat(digest(failing.plusDays(7)).changes()).isEmpty();
    }

    @Test
    void showsASharedIncidentOnALineWithItsHighestSeverityAndCountsAllItsDomains() {
        for (var domain : List.of("a.example", "b.example", "c.example")) {
            recorded.record(reportFrom("google.com")
                    .id(domain)
                    .on(failing.plusDays(6))
                    .sts(
                            domain,
                            domain.startsWith("b") ? "enforce" : "testing",
                            100,
                            failure("certificate-expired", "mx.shared.example", 50)));
            recorded.record(reportFrom("microsoft.com")
                    .id(domain)
                    .on(failing.plusDays(6))
                    .sts(
                            domain,
                            domain.startsWith("b") ? "enforce" : "testing",
                            100,
                            failure("certificate-expired", "mx.shared.example", 50)));
        }
        judgeAll();

        assertThat(digest(failing).open()).singleElement().satisfies(alert -> {
            assertThat(alert.severity()).isEqualTo(Severity.HIGH);
            assertThat(alert.domains()).containsExactly("a.example", "b.example", "c.example");
        });
        assertThat(DigestText.title(digest(failing))).endsWith(": 3 open incidents, high");
        assertThat(DigestText.of(digest(failing)))
                .contains("\n3 incidents are open.\n")
                .contains("  b.example and 2 other domains: certificate expired (mx.shared.example); refused in part");
    }

    @Test
    void leavesOutWhatNewReportersClaim() {
        var before = digest(failing);
        recorded.record(reportFrom("example.org")
                .on(failing)
                .sts("example.com", "enforce", 0, failure("certificate-expired", "mx1.example.com", 7_000)));

        assertThat(digest(failing)).isEqualTo(before);
    }

    @Test
    void namesDomainsThatFellSilent() {
        recorded.record(reportFrom("google.com").on(failing.minusDays(3)).sts("example.net", "enforce", 10));

        assertThat(digest(failing).silent()).containsExactly("example.net");
        assertThat(digest(failing.plusDays(7)).silent()).doesNotContain("example.net");
    }

    @Test
    void loadsNothingAndEscapesWhatStrangersWrote() {
        recorded.record(reportFrom("google.com")
                .id("<script>")
                .on(failing)
                .sts("a\"<b>&.example", "enforce", 1, failure("certificate-expired", "<img src=x>", 7)));
        judgeAll();
        var html = DigestHtml.of(digest(failing));

        assertThat(html).contains("a&quot;&lt;b&gt;&amp;.example");
        assertThat(html).doesNotContain("<script", "<img", "<link", "src=", "href=", "url(");
    }

    @Test
    void movesNoCursorByTheNameOfADomain() {
        recorded.record(reportFrom("google.com")
                .on(failing)
                .sts("\u001b[2J.example", "enforce", 1, failure("certificate-expired", "mx1.example.com", 7)));
        recorded.record(reportFrom("google.com").on(failing.minusDays(3)).sts("a\u001b[2J.example", "enforce", 10));

        assertThat(DigestText.of(digest(failing))).contains("_[2j.example").doesNotContain("\u001b");
    }

    @Test
    void callsNoWeekQuietInWhichSessionsWereRefused() {
        assertThat(DigestText.title(digest(failing))).endsWith(": 1 domain with refused sessions, no open incident");
    }

    @Test
    void callsOnlyAllSessionsAHundredPercent() {
        recorded.record(reportFrom("google.com")
                .on(quiet)
                .sts("example.net", "enforce", 99_999, failure("certificate-expired", "mx1.example.net", 1)));

        assertThat(DigestText.of(digest(quiet))).contains("> 99.9% of 100,000 sessions secured, 1 refused");
    }

    @Test
    void saysUntilTheDayAfterThatMoreReportsMayArrive() {
        var early = "More reports of this week may still arrive.";

        assertThat(DigestText.of(digest(quiet, quiet.plusDays(7)))).contains(early);
        assertThat(DigestText.of(digest(quiet, quiet.plusDays(8)))).doesNotContain(early);
    }

    private void judgeAll() {
        var now = new MutableClock(Recorded.DAY_0.atStartOfDay().toInstant(ZoneOffset.UTC));
        var alerter = new Alerter(recorded.table, new RecordingChannel(), now, new Random(1), false);
        for (var report : List.copyOf(recorded.reports)) {
            now.advanceTo(report.provenance().arrival());
            alerter.judge(report, report.provenance().arrival(), Rules.DEFAULT);
        }
    }

    private Digest digest(LocalDate monday) {
        return digest(monday, Recorded.DAY_0.plusDays(60));
    }

    private Digest digest(LocalDate monday, LocalDate today) {
        var now = today.atStartOfDay().toInstant(ZoneOffset.UTC);
        var clock = Clock.fixed(now, ZoneOffset.UTC);
        return Digest.of(new Views(recorded.table, clock), new AlertViews(recorded.table, clock), monday, now);
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }
}
