package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.Headline;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldReason;
import tlsrpt.store.ReporterDay;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// Copies of one report, honest and forged. The rows are those of the abuse table.
class CopiesTest {

    private static final String HTTPS = "https/2026-03-02/a";
    private static final List<Collector.Call> WRITES =
            List.of(Collector.Call.PUT, Collector.Call.CHANGE, Collector.Call.DELETE, Collector.Call.TRANSACTION);
    private static final Headline GENUINE = new Headline(0, 100);

    private final Collector collector = new Collector();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row13CountsGoogleBesideASignerThatUsesItsNameAndId(boolean evilFirst) throws IOException {
        var evil = mail("evil.example", clean().json().replace("\"contact-info\":\"tlsrpt@google.com\",", ""));

        inOrder(evilFirst, () -> collector.take("mail/evil", evil), this::takeGenuine);

        assertThat(ofGoogle()).isEqualTo(GENUINE);
        assertThat(sum(day -> day.submitter().equals("evil.example"))).isEqualTo(new Headline(100, 0));
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void row14CountsTwoSignersWithoutAnAddressAsTwoReports() throws IOException {
        collector.take(
                "mail/a",
                mail(
                        "a.example",
                        aReport()
                                .id("1")
                                .sts("example.com", "enforce", 3)
                                .json()
                                .replace("tlsrpt@google.com", "none")));
        collector.take(
                "mail/b",
                mail(
                        "b.example",
                        aReport()
                                .id("1")
                                .sts("example.com", "enforce", 4)
                                .json()
                                .replace("tlsrpt@google.com", "none")));

        assertThat(collector.reports("example.com")).hasSize(2);
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(7, 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row21CountsTheGenuineReportBesideAnUnsignedOneWithItsId(boolean forgedFirst) throws IOException {
        collector.countUnsigned();

        inOrder(
                forgedFirst,
                () -> collector.take(
                        "mail/forged", aMail().report(clean().json()).bytes()),
                this::takeGenuine);

        assertThat(collector.sum("example.com")).isEqualTo(GENUINE);
        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row22CountsTheGenuineReportInPlaceOfAPostedOne(boolean postedFirst) throws IOException {
        inOrder(postedFirst, () -> collector.take(HTTPS, gzip(clean().bytes())), this::takeGenuine);

        assertThat(collector.sum("example.com")).isEqualTo(GENUINE);
        assertThat(sum(day -> day.trust() == Trust.ANONYMOUS)).isEqualTo(new Headline(0, 0));
    }

    /// Killed at every write in turn, then delivered again.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void row23CountsOnceByEveryDoorInAnyOrderAcrossCrashes(long seed) throws IOException {
        var random = new Random(seed);
        var takes = new ArrayList<Take>(List.of(
                this::takeGenuine,
                () -> collector.take(HTTPS, gzip(failing().bytes())),
                () -> collector.take("import/a", failing().bytes())));
        Collections.shuffle(takes, random);
        for (var take : takes) {
            var call = WRITES.get(random.nextInt(WRITES.size()));
            collector.fail(call, random.nextInt(2));
            take.run();
            collector.heal();
            take.run();
        }

        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
        assertThat(collector.sum("example.com")).isEqualTo(GENUINE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row24CountsAForwardWithABannerOnce(boolean forwardFirst) throws IOException {
        collector.countUnsigned();

        inOrder(
                forwardFirst,
                () -> collector.take(
                        "mail/forward",
                        aMail().subject("[External] Report")
                                .report(failing().json())
                                .bytes()),
                this::takeGenuine);

        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
        assertThat(collector.sum("example.com")).isEqualTo(GENUINE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row25CountsAReportThroughASigningListOnceForGoogle(boolean listFirst) throws IOException {
        collector.countUnsigned();

        inOrder(
                listFirst,
                () -> collector.take("mail/list", mail("list.example", failing().json())),
                this::takeGenuine);

        assertThat(ofGoogle()).isEqualTo(GENUINE);
        assertThat(collector.sum("example.com")).isEqualTo(GENUINE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row26CountsGoogleAfterNineSignersClaimedItsId(boolean unsignedCounts) throws IOException {
        if (unsignedCounts) {
            collector.countUnsigned();
        }
        for (int n = 0; n < 9; n++) {
            var said = aReport().sts("example.com", "enforce", 1 + n);
            collector.take("mail/a" + n, mail("evil" + n + ".example", said.json()));
            // Of the same organization, so that the claim itself is not a lie.
            collector.take(
                    "mail/b" + n,
                    aMail().from("x@m" + n + ".google.com")
                            .report(said.sts("example.com", "testing", 1).json())
                            .storedBySes("m" + n + ".google.com")
                            .bytes());
        }

        takeGenuine();

        assertThat(collector.reports("example.com"))
                .filteredOn(report -> report.provenance().isPinned())
                .singleElement()
                .satisfies(report -> assertThat(report.headline()).isEqualTo(GENUINE));
        assertThat(collector.reports("example.com")).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void row27HoldsASecondBodyOfAPinnedReporter() throws IOException {
        takeGenuine();

        collector.take(
                "mail/b",
                aMail().report(clean().json()).storedBySes("google.com").bytes());

        assertThat(collector.held("mail/b").reason()).isEqualTo(HeldReason.CONFLICT);
        assertThat(collector.sum("example.com")).isEqualTo(GENUINE);
    }

    @Test
    void row28HoldsUnsignedMailInGooglesName() throws IOException {
        collector.take("inbox/a", aMail().report(failing().json()).bytes());

        assertThat(collector.held("inbox/a").reason()).isEqualTo(HeldReason.UNSIGNED);
        assertThat(collector.reports("example.com")).isEmpty();
    }

    private interface Take {
        void run() throws IOException;
    }

    private static void inOrder(boolean asGiven, Take one, Take other) throws IOException {
        (asGiven ? one : other).run();
        (asGiven ? other : one).run();
        // Delivered again, nothing changes.
        one.run();
        other.run();
    }

    private void takeGenuine() throws IOException {
        collector.take(
                "mail/genuine",
                aMail().report(failing().json()).storedBySes("google.com").bytes());
    }

    private Headline ofGoogle() {
        return sum(day -> day.submitter().equals("google.com") && day.trust() == Trust.VERIFIED);
    }

    private Headline sum(Predicate<ReporterDay> which) {
        return collector.reporterDays("example.com").stream()
                .filter(which)
                .map(day -> day.sessions().headline())
                .reduce(new Headline(0, 0), Headline::plus);
    }

    private static ReportText clean() {
        return aReport().sts("example.com", "enforce", 100);
    }

    private static ReportText failing() {
        return aReport().sts("example.com", "enforce", 0).failed("certificate-expired", "mx1.example.com", 100);
    }

    private static byte[] mail(String signer, String json) {
        MailText mail = aMail().from("reports@" + signer).submitter(null).report(json);
        return mail.storedBySes(signer).bytes();
    }
}
