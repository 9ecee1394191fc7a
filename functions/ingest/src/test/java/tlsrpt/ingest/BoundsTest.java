package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Headline;
import tlsrpt.store.HeldReason;
import tlsrpt.testkit.ReportText;

/// What a report may say at all, no matter who signed it. The rows are those of the abuse table.
class BoundsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    private final Collector collector = new Collector();

    @Test
    void row29HoldsWhatIsDatedTomorrow() throws IOException {
        collector.take(
                "mail/a",
                signed(aReport().from("evil.example").on(DAY.plusDays(2)).noPolicyFound("example.com", 7)));

        assertThat(collector.held("mail/a").reason()).isEqualTo(HeldReason.IN_THE_FUTURE);
        assertThat(collector.reports("example.com")).isEmpty();
    }

    @Test
    void row30HoldsSessionsThatNobodyHas() throws IOException {
        collector.take(
                "mail/a", signed(aReport().from("evil.example").sts("example.com", "enforce", 1_000_000_000_000L)));

        assertThat(collector.held("mail/a").reason()).isEqualTo(HeldReason.IMPLAUSIBLE);
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(0, 0));
    }

    @Test
    void row33HoldsAMonthAndCountsAWeek() throws IOException {
        collector.take("mail/a", signed(from(DAY.minusDays(30), "month")));
        collector.take("mail/b", signed(from(DAY.minusDays(6), "week")));

        assertThat(collector.held("mail/a").reason()).isEqualTo(HeldReason.IMPLAUSIBLE);
        assertThat(collector.held("mail/a").detail()).isEqualTo("it covers 30 days");
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    /// The alert of row 36 is that of its own step; here the name must not enter the table.
    @Test
    void row36HoldsANameThatOnlyAStrangerSaw() throws IOException {
        collector.take(
                "mail/a",
                signed(aReport()
                        .from("evil.example")
                        .sts("nosuch.example.com", "enforce", 0)
                        .failed("certificate-expired", "mx1.example.com", 100)));

        assertThat(collector.held("mail/a").reason()).isEqualTo(HeldReason.NOT_OUR_DOMAIN);
        assertThat(collector.held("mail/a").detail())
                .isEqualTo("no verified reporter has confirmed the name nosuch.example.com");
        assertThat(collector.reports("nosuch.example.com")).isEmpty();
    }

    @Test
    void row37HoldsHundredsOfSubdomainsOfAStranger() throws IOException {
        for (int mail = 0; mail < 7; mail++) {
            collector.take(
                    "mail/" + mail,
                    signed(aboutSubdomains(aReport().from("evil.example").id("r" + mail), 100)));
        }

        assertThat(collector.heldKeys()).hasSize(7);
        assertThat(collector.lines("recorded")).isEmpty();
    }

    @Test
    void countsANameBelowAListedDomainOnceAPinnedReporterSawIt() throws IOException {
        var stranger = signed(aReport().from("evil.example").sts("mail.example.com", "enforce", 1));
        collector.take("mail/a", stranger);
        assertThat(collector.reports("mail.example.com")).isEmpty();

        collector.take(
                "mail/b",
                aMail().report(aReport().sts("mail.example.com", "enforce", 40).json())
                        .storedBySes("google.com")
                        .bytes());
        collector.take("mail/a", stranger);

        assertThat(collector.reports("mail.example.com")).hasSize(2);
    }

    @Test
    void letsAPinnedReporterMakeTwentyNamesADayKnown() throws IOException {
        var report = aboutSubdomains(aReport(), 21);

        collector.take(
                "mail/a",
                aMail().report(report.json()).storedBySes("google.com").bytes());

        assertThat(collector.lines("recorded")).hasSize(20);
        assertThat(collector.held("mail/a").detail())
                .isEqualTo("no verified reporter has confirmed the name n20.example.com");
    }

    @Test
    void row40CountsTheRowsOfAStrangerTogetherAndNotItsNames() throws IOException {
        var report = aReport().from("evil.example").sts("example.com", "enforce", 1);
        for (int mx = 0; mx < 50_000; mx++) {
            report.failed("certificate-expired", "mx" + mx + ".example.com", 1);
        }

        collector.take("mail/a", signed(aboutSubdomains(report, 999)));
        collector.take(
                "mail/b", signed(aReport().from("evil.example").id("next").sts("example.com", "enforce", 1)));

        assertThat(collector.writes()).isLessThan(120);
        assertThat(collector.heldKeys()).containsExactly("mail/a");
        assertThat(collector.lines("held")).hasSize(2);
        assertThat(collector.reports("example.com")).hasSize(2);
    }

    @Test
    void holdsWhatAnObjectWouldWriteBeyondItsBudget() throws IOException {
        var mail = aMail();
        for (int n = 0; n < 20; n++) {
            var report = aReport().id("r" + n).sts("example.com", "enforce", 1);
            for (int mx = 0; mx < 60; mx++) {
                report.failed("certificate-expired", "mx" + mx + ".example.com", 1);
            }
            mail.report(report.json());
        }

        collector.take("mail/a", mail.storedBySes("google.com").bytes());

        assertThat(collector.writes()).isLessThan(520);
        assertThat(collector.held("mail/a").reason()).isEqualTo(HeldReason.FLOOD);
    }

    @Test
    void row41CountsOneReportOfAPost() throws IOException {
        var json = new StringBuilder();
        for (int n = 0; n < 200; n++) {
            json.append(aReport().id("r" + n).sts("example.com", "enforce", 1).json())
                    .append('\n');
        }

        collector.take("https/2026-03-02/a", json.toString().getBytes(StandardCharsets.US_ASCII));

        assertThat(collector.lines("recorded")).hasSize(1);
        assertThat(collector.held("https/2026-03-02/a").detail())
                .isEqualTo("at most 1 of its reports counts (and 198 more)");
    }

    @Test
    void row41CountsTwentyPostsOfANetworkAndThoseOfAnother() throws IOException {
        for (int n = 0; n < 200; n++) {
            post("v4-c63364", "r" + n, "evil" + n + ".example");
        }
        post("v4-cb0071", "honest", "example.net");

        assertThat(collector.lines("recorded")).hasSize(21).last().asString().contains("example.net");
        assertThat(collector.heldObjects().keys()).hasSize(180);
    }

    @Test
    void countsTwoPostsOfAClaimedReporter() throws IOException {
        for (int n = 0; n < 5; n++) {
            post("v4-c6336" + n, "r" + n, "example.net");
        }

        assertThat(collector.lines("recorded")).hasSize(2);
    }

    @Test
    void keepsRoomForNetworksThatPostedBefore() throws IOException {
        for (int back = 1; back <= 3; back++) {
            postOn(LocalDate.of(2026, 3, 2).minusDays(back), "v4-cb0071", "e" + back, "example.net");
        }
        for (int n = 0; n < 110; n++) {
            post("v4-c633" + (10 + n), "r" + n, "evil" + n + ".example");
        }
        assertThat(collector.lines("recorded")).hasSize(103);
        post("v4-cb0071", "honest", "honest.example");

        assertThat(collector.lines("recorded")).hasSize(104).last().asString().contains("honest.example");
    }

    private void postOn(LocalDate arrival, String network, String id, String reporter) throws IOException {
        var key = "https/" + arrival + "/" + network + "/" + id;
        collector.bucket.put(
                key,
                aReport()
                        .from(reporter)
                        .id(id)
                        .on(arrival.minusDays(1))
                        .sts("example.com", "enforce", 1)
                        .bytes(),
                arrival.atTime(12, 0).toInstant(ZoneOffset.UTC),
                Map.of());
        collector.invoke(Collector.created("m", key));
    }

    private void post(String network, String id, String reporter) throws IOException {
        collector.take(
                "https/2026-03-02/" + network + "/" + id,
                aReport().from(reporter).id(id).sts("example.com", "enforce", 1).bytes());
    }

    @Test
    void row42ListsTheHeldMailOfASignerAsOneLine() throws IOException {
        for (int n = 0; n < 60; n++) {
            collector.take(
                    "mail/a" + n,
                    signed(aReport().from("evil.example").id("r" + n).sts("example.org", "enforce", 1)));
            collector.take("mail/b" + n, aMail().from("spam@example.net").bytes());
        }

        assertThat(collector.heldKeys()).hasSize(42);
        assertThat(collector.heldObjects().keys()).hasSize(120);
        collector.take("mail/a59", signed(aReport().from("evil.example").id("r").sts("example.com", "enforce", 1)));
        assertThat(collector.reports("example.com")).hasSize(1);
    }

    @Test
    void row16HoldsAnAddressThatIsNoneAndShowsNothingOfIt() throws IOException {
        for (var from : List.of(
                "\"=cmd|x\"@evil.example",
                latin1("\u202e".getBytes(StandardCharsets.UTF_8)) + "reports@evil.example",
                "r".repeat(300) + "@evil.example",
                "reports@evil.example (comment)")) {
            collector.take(
                    "mail/a",
                    aMail().from(from)
                            .submitter("evil.example")
                            .report(aReport()
                                    .from("evil.example")
                                    .sts("example.com", "enforce", 1)
                                    .json())
                            .storedBySes("evil.example")
                            .bytes());

            assertThat(collector.held("mail/a").detail())
                    .as(from)
                    .matches("[ -~]+, claims evil.example")
                    .doesNotContain("cmd", "rrr", "comment");
        }
        assertThat(collector.reports("example.com")).isEmpty();
    }

    private static ReportText aboutSubdomains(ReportText report, int names) {
        for (int n = 0; n < names; n++) {
            report.sts("n" + n + ".example.com", "enforce", 1);
        }
        return report;
    }

    private static String from(LocalDate first, String id) {
        return aReport()
                .from("evil.example")
                .id(id)
                .sts("example.com", "enforce", 40)
                .json()
                .replace("\"start-datetime\":\"" + DAY, "\"start-datetime\":\"" + first);
    }

    private static byte[] signed(ReportText report) {
        return signed(report.json());
    }

    /// A mail of `evil.example`, which nobody knows but whose signature is good.
    private static byte[] signed(String json) {
        return aMail().from("reports@evil.example")
                .submitter("evil.example")
                .report(json)
                .storedBySes("evil.example")
                .bytes();
    }
}
