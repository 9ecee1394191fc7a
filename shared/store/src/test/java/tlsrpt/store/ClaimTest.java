package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.reportFrom;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;

/// Which copies of one claim count, decided without a table: all say that they are Google's report `r1`.
class ClaimTest {

    private static final ReporterId GOOGLE = new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com");

    @Test
    void countsAReportOnceForTheBetterOfTwoReporters() {
        var list = proven("list.example", Trust.NEW, 5);
        var google = google(5);

        assertThat(claim(list).decide(google)).isEqualTo(new Claim.Decision.Replace(id(list), false));
        assertThat(claim(google).decide(list)).isEqualTo(new Claim.Decision.Duplicate(id(google), Trust.VERIFIED));
        assertThat(claim(list).decide(proven("other.example", Trust.NEW, 5)))
                .isEqualTo(new Claim.Decision.Duplicate(id(list), Trust.NEW));
    }

    @Test
    void countsTwoReportersThatSayDifferentThings() {
        assertThat(claim(proven("evil.example", Trust.NEW, 5)).decide(google(7)))
                .isEqualTo(new Claim.Decision.Insert());
        assertThat(claim(google(7)).decide(proven("evil.example", Trust.NEW, 5)))
                .isEqualTo(new Claim.Decision.Insert());
    }

    @Test
    void takesAnUnprovenCopyOutFirstIfAProvenOneHasToGoToo() {
        var posted = unproven(Trust.ANONYMOUS, 9);
        var list = proven("list.example", Trust.NEW, 5);

        assertThat(claim(posted, list).decide(google(5))).isEqualTo(new Claim.Decision.Replace(id(posted), true));
        assertThat(claim(posted).decide(google(5))).isEqualTo(new Claim.Decision.Replace(id(posted), false));
    }

    @Test
    void leavesAnUnprovenCopyBesideAProvenOneOfAnybodyElse() {
        var posted = unproven(Trust.ANONYMOUS, 9);
        var evil = proven("evil.example", Trust.NEW, 5);

        assertThat(claim(posted).decide(evil)).isEqualTo(new Claim.Decision.Insert());
        assertThat(claim(evil).decide(posted)).isEqualTo(new Claim.Decision.Insert());
        assertThat(claim(evil).decide(unproven(Trust.ANONYMOUS, 5)))
                .isEqualTo(new Claim.Decision.Duplicate(id(evil), Trust.NEW));
    }

    @Test
    void holdsAnUnprovenCopyThatContradictsTheClaimedReporter() {
        assertThat(claim(google(5)).decide(unproven(Trust.IMPORTED, 9)))
                .isEqualTo(new Claim.Decision.Contrary(id(google(5)), "the report from google.com contradicts it"));
    }

    @Test
    void letsTheMoreTrustedOfTwoUnprovenCopiesCountElseTheFirst() {
        var posted = unproven(Trust.ANONYMOUS, 9);
        var imported = unproven(Trust.IMPORTED, 5);

        assertThat(claim(posted).decide(imported)).isEqualTo(new Claim.Decision.Replace(id(posted), false));
        assertThat(claim(imported).decide(posted))
                .isEqualTo(new Claim.Decision.Duplicate(id(imported), Trust.IMPORTED));
        assertThat(claim(posted).decide(unproven(Trust.ANONYMOUS, 5))).isInstanceOf(Claim.Decision.Contrary.class);
        assertThat(claim(posted).decide(posted)).isEqualTo(new Claim.Decision.Duplicate(id(posted), Trust.ANONYMOUS));
    }

    @Test
    void addsANinthCopyOnlyOfTheClaimedReporter() {
        var claim = claim();
        for (int n = 1; n <= 8; n++) {
            var copy = proven("a" + n + ".example", Trust.NEW, n);
            assertThat(claim.decide(copy)).isEqualTo(new Claim.Decision.Insert());
            claim = claim.with(copy);
        }

        assertThat(claim.decide(proven("evil.example", Trust.NEW, 99))).isInstanceOf(Claim.Decision.Contrary.class);
        assertThat(claim.decide(google(100))).isEqualTo(new Claim.Decision.Insert());
    }

    @Test
    void changesItsVersionWithEveryChange() {
        var one = claim(google(5));
        var back = one.with(unproven(Trust.ANONYMOUS, 9)).without(unproven(Trust.ANONYMOUS, 9));

        assertThat(back.copies()).isEqualTo(one.copies());
        assertThat(back.version()).isNotEqualTo(one.version()).isNotEmpty();
    }

    @Test
    void expiresNotBeforeAnyCopyIfRetentionWasLowered() {
        var later = google(5);
        var sooner =
                expiring(proven("evil.example", Trust.NEW, 9), later.booking().expires() - 1);

        assertThat(claim(later, sooner).expires())
                .isEqualTo(claim(sooner, later).expires())
                .isEqualTo(later.booking().expires());
    }

    private static StoredReport expiring(StoredReport report, long expires) {
        var booking = new StoredReport.Booking(
                report.booking().version(), report.booking().contribution(), expires);
        return new StoredReport(
                report.ref(),
                report.claimed(),
                report.names(),
                report.provenance(),
                report.range(),
                report.headline(),
                report.text(),
                report.body(),
                booking);
    }

    private static Claim claim(StoredReport... counted) {
        var claim = Claim.of(google(1), Optional.empty());
        for (var report : counted) {
            claim = claim.with(report);
        }
        return claim;
    }

    private static StoredReport google(long sessions) {
        return stored(reportFrom("google.com").sts("example.com", "enforce", sessions), Trust.VERIFIED, GOOGLE);
    }

    private static StoredReport proven(String domain, Trust trust, long sessions) {
        return stored(
                reportFrom("google.com").sts("example.com", "enforce", sessions),
                trust,
                new ReporterId(domain, "x@" + domain));
    }

    private static StoredReport unproven(Trust trust, long sessions) {
        return stored(reportFrom("google.com").trusted(trust).sts("example.com", "enforce", sessions), trust, null);
    }

    private static StoredReport stored(Samples sample, Trust trust, @Nullable ReporterId reporter) {
        var recording = sample.recording();
        var from = recording.provenance();
        var placed = new Provenance(
                trust, from.transport(), reporter, null, from.submitter(), from.objectKey(), from.arrival());
        return StoredReport.of(
                recording.from(placed), new StoredReport.Booking(trust + "1", Contribution.NONE, 4_000_000_000L));
    }

    private static String id(StoredReport report) {
        return report.ref().identity();
    }
}
