package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.DAY;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// What an operator's decisions about reporters do to the numbers, on every [Table].
public abstract class BlockingContract {

    private static final Settings SETTINGS =
            new Settings(List.of("example.com", "example.net"), Retention.DEFAULT, false);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2126-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final ReporterId GOOGLE = new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com");
    private static final ReporterId PATIENT = new ReporterId("patient.example", "tlsrpt@patient.example");
    private static final ReporterId FREE = new ReporterId("gmail.com", "joe@gmail.com");

    private final Random random = new Random(1);
    private final ListedTable table;
    private final Ledger ledger;
    private final Decisions decisions;
    private final Views views;

    private final Recording google = reportFrom("google.com")
            .sts("example.com", "enforce", 100, failure("certificate-expired", "mx1.example.com", 3))
            .recording();
    private final Recording patient = patient(DAY)
            .sts("example.com", "testing", 0, failure("odd", null, 50))
            .recording();

    protected BlockingContract(Table empty) {
        table = new ListedTable(empty);
        ledger = new Ledger(table, CLOCK, random);
        decisions = new Decisions(table, CLOCK, random);
        views = new Views(table, CLOCK);
    }

    @Test
    void row44TakesBackWhatABlockedReporterContributed() {
        ledger.record(google, SETTINGS);
        ledger.record(patient, SETTINGS);

        assertThat(decisions.block(PATIENT)).isEqualTo(new Decisions.Changed(true, 1));

        assertThat(sums()).isEqualTo(sumsOf(google));
        assertThat(views.reports("example.com", DAY, DAY, null).items())
                .extracting(StoredReport::ref)
                .containsExactly(google.ref());
        assertThat(decisions.block(PATIENT)).isEqualTo(new Decisions.Changed(true, 0));
        assertThat(sums()).isEqualTo(sumsOf(google));
    }

    @Test
    void givesItBackWhenTheReporterIsUnblocked() {
        ledger.record(google, SETTINGS);
        ledger.record(patient, SETTINGS);
        decisions.block(PATIENT);

        assertThat(decisions.unblock(PATIENT)).isEqualTo(new Decisions.Changed(true, 1));
        assertThat(decisions.unblock(PATIENT)).isEqualTo(new Decisions.Changed(true, 0));

        assertThat(sums()).isEqualTo(sumsOf(google, patient));
        assertThat(ledger.record(patient, SETTINGS)).isInstanceOf(RecordingResult.Duplicate.class);
    }

    @Test
    void holdsWhatABlockedReporterSends() {
        decisions.block(PATIENT);

        assertThat(ledger.placed(patient.provenance()).blocked()).isTrue();
        assertThat(ledger.keepOut(patient))
                .isEqualTo(new RecordingResult.Held(
                        HeldReason.BLOCKED, "you blocked patient.example|tlsrpt@patient.example"));
        assertThat(ledger.record(patient, SETTINGS))
                .as("blocked after it was looked at")
                .isInstanceOf(RecordingResult.Held.class);
        assertThat(sums()).isEmpty();
        decisions.unblock(PATIENT);
        assertThat(ledger.placed(patient.provenance()).blocked()).isFalse();
        assertThat(sums()).isEqualTo(sumsOf(patient));
    }

    @Test
    void takesOutWhatAProcessCountedThatDiedBeforeItSawTheBlock() {
        ledger.record(patient, SETTINGS);
        ledger.record(google, SETTINGS);
        // The decision is written, and what it does for reports that are there had passed before this one came.
        table.write(Write.Change.of(Keys.decision(PATIENT))
                .set("blocked", CLOCK.instant().toString()));

        assertThat(ledger.keepOut(patient)).isInstanceOf(RecordingResult.Held.class);
        assertThat(ledger.keepOut(patient)).isInstanceOf(RecordingResult.Held.class);

        assertThat(sums()).isEqualTo(sumsOf(google));
    }

    @Test
    void blocksAPinnedReporterToo() {
        ledger.record(google, SETTINGS);

        decisions.block(GOOGLE);

        assertThat(sums()).isEmpty();
        assertThat(ledger.placed(google.provenance()).blocked()).isTrue();
    }

    @Test
    void leavesToTheCopyThatCameMeanwhileWhatItSaysToo() {
        var lesser = patient(DAY).text("t").sts("example.com", "enforce", 7).recording();
        var copy = reportFrom("patient.example")
                .text("t")
                .trusted(Trust.IMPORTED)
                .sts("example.com", "enforce", 7)
                .recording();
        ledger.record(lesser, SETTINGS);
        decisions.block(PATIENT);
        ledger.record(copy, SETTINGS);
        assertThat(sums()).isEqualTo(sumsOf(copy));

        decisions.unblock(PATIENT);

        assertThat(sums()).isEqualTo(sumsOf(lesser));
    }

    @Test
    void showsThePolicyThatTheOthersSawLast() {
        var before = reportFrom("google.com")
                .on(DAY.minusDays(8))
                .sts("example.com", "enforce", 1)
                .recording();
        var first = established(DAY.minusDays(9), "first")
                .sts("example.com", "testing", 1)
                .recording();
        var last = established(DAY, "last").sts("example.com", "testing", 1).recording();
        List.of(before, first, last).forEach(recording -> ledger.record(recording, SETTINGS));
        ledger.record(established(DAY, "alone").sts("example.net", "testing", 1).recording(), SETTINGS);
        var registered = views.domains(null).items();

        decisions.block(PATIENT);

        assertThat(views.domains(null).items())
                .containsExactly(
                        new KnownDomain(
                                "example.com", DAY.minusDays(8), DAY.minusDays(8), List.of(PolicyKind.STS_ENFORCE)),
                        new KnownDomain("example.net", null, null, List.of()));
        decisions.unblock(PATIENT);
        assertThat(views.domains(null).items()).isEqualTo(registered);
    }

    @Test
    void countsAReporterAsPinnedOnceItIsApproved() {
        assertThat(ledger.placed(patient.provenance()).from().trust()).isEqualTo(Trust.NEW);
        assertThat(decisions.approve(FREE)).isEqualTo(new Decisions.Changed(false, 0));
        assertThat(decisions.approve(PATIENT)).isEqualTo(new Decisions.Changed(false, 0));
        assertThat(decisions.approve(PATIENT)).isEqualTo(new Decisions.Changed(true, 0));

        assertThat(ledger.placed(patient.provenance()).from().trust()).isEqualTo(Trust.VERIFIED);
        assertThat(ledger.placed(ofMailbox()).from().trust()).isEqualTo(Trust.VERIFIED);
    }

    @Test
    void givesAReporterTheStandingItEarnedWhenItsApprovalEnds() {
        decisions.approve(PATIENT);
        var approved = patient.from(ledger.placed(patient.provenance()).from());
        ledger.record(approved, SETTINGS);

        assertThat(decisions.unapprove(PATIENT)).isEqualTo(new Decisions.Changed(true, 0));
        assertThat(decisions.unapprove(PATIENT)).isEqualTo(new Decisions.Changed(true, 0));

        assertThat(ledger.placed(patient.provenance()).from().trust()).isEqualTo(Trust.NEW);
        assertThat(sums()).as("what counted stays").isEqualTo(sumsOf(approved));
        decisions.approve(PATIENT);
        assertThat(ledger.placed(patient.provenance()).from().trust()).isEqualTo(Trust.VERIFIED);
    }

    @Test
    void blocksAllReportersOfADomain() {
        ledger.record(google, SETTINGS);
        ledger.record(patient, SETTINGS);
        ledger.record(below("a.patient.example"), SETTINGS);
        ledger.record(below("impatient.example"), SETTINGS);

        assertThat(decisions.blockDomain("patient.example")).isEqualTo(new Decisions.Changed(true, 2));
        assertThat(decisions.blockDomain("patient.example")).isEqualTo(new Decisions.Changed(true, 0));

        assertThat(sums()).isEqualTo(sumsOf(google, below("impatient.example")));
        assertThat(decisions.unblockDomain("patient.example")).isEqualTo(new Decisions.Changed(true, 2));
        assertThat(sums()).isEqualTo(sumsOf(google, patient, below("a.patient.example"), below("impatient.example")));
    }

    @Test
    void blocksAReporterOfABlockedDomainWhenItIsFirstMet() {
        decisions.blockDomain("patient.example");
        var later = below("b.a.patient.example");

        assertThat(ledger.record(later, SETTINGS))
                .as("placed before the block")
                .isInstanceOf(RecordingResult.Held.class);
        assertThat(ledger.placed(below("c.patient.example").provenance()).blocked())
                .isTrue();
        assertThat(sums()).isEmpty();
        assertThat(new KnownReporters(table, CLOCK).blockedDomains())
                .containsExactly(new BlockedDomain("patient.example", CLOCK.instant()));

        assertThat(decisions.unblockDomain("patient.example")).isEqualTo(new Decisions.Changed(true, 1));
        assertThat(ledger.placed(later.provenance()).blocked()).isFalse();
        assertThat(sums()).isEqualTo(sumsOf(later));
        assertThat(new KnownReporters(table, CLOCK).blockedDomains()).isEmpty();
    }

    /// Anyone can sign with as many labels as a name has room for.
    @Test
    void blocksAReporterHoweverFarBelowABlockedDomainItSigns() {
        decisions.blockDomain("patient.example");
        var deep = below("a.b.c.d.e.f.g.h.i.j.k.l.patient.example");

        assertThat(ledger.placed(deep.provenance()).blocked()).isTrue();
        assertThat(ledger.placed(below("a.b.c.impatient.example").provenance()).blocked())
                .isFalse();
    }

    @Test
    void keepsAReporterBlockedThatWasBlockedByItself() {
        ledger.record(patient, SETTINGS);
        decisions.blockDomain("patient.example");
        decisions.block(PATIENT);

        decisions.unblockDomain("patient.example");

        assertThat(ledger.placed(patient.provenance()).blocked()).isTrue();
        assertThat(decisions.unblock(PATIENT)).isEqualTo(new Decisions.Changed(true, 1));
    }

    @Test
    void blocksAPinnedReporterWithItsDomain() {
        ledger.record(google, SETTINGS);

        decisions.blockDomain("google.com");

        assertThat(sums()).isEmpty();
        assertThat(ledger.placed(google.provenance()).blocked()).isTrue();
        decisions.unblockDomain("google.com");
        assertThat(sums()).isEqualTo(sumsOf(google));
    }

    private static Recording below(String domain) {
        return reportFrom(domain)
                .trusted(Trust.NEW)
                .on(DAY)
                .sts("example.com", "testing", 5)
                .recording();
    }

    @Test
    void listsEveryReporterAndWhyItCounts() {
        ledger.record(google, SETTINGS);
        ledger.record(patient, SETTINGS);
        for (int back = 1; back <= 15; back += 2) {
            ledger.record(
                    reportFrom("patience.example")
                            .trusted(Trust.NEW)
                            .on(DAY.minusDays(back))
                            .id("r" + back)
                            .sts("example.com", "enforce", 1)
                            .recording(),
                    SETTINGS);
        }
        new HeldObjects(table, CLOCK)
                .hold(
                        "mail/a",
                        HeldReport.of(HeldReason.UNSIGNED, "", "gmail.com").by(FREE),
                        1);
        decisions.approve(new ReporterId("approved.example", "tlsrpt@approved.example"));
        decisions.block(new ReporterId("blocked.example", "tlsrpt@blocked.example"));

        var today = LocalDate.of(2126, 3, 2);
        assertThat(new KnownReporters(table, CLOCK).list())
                .extracting(one -> String.join(
                        " ",
                        one.standing(),
                        one.reporter().domain(),
                        one.first() + "",
                        one.reports() + "",
                        one.why(today)))
                .containsExactly(
                        "approved approved.example null 0 You approved it on 2126-03-02.",
                        "pinned corp.mail.ru null 0 The known address of this organization's reports.",
                        "pinned google.com 2126-03-01 1 The known address of this organization's reports.",
                        "pinned microsoft.com null 0 The known address of this organization's reports.",
                        "blocked blocked.example null 0 You blocked it on 2126-03-02. 'tlsrpt reporters unblock' counts its"
                                + " reports again.",
                        "established patience.example 2126-02-15 8 Reported on at least 8 earlier days since 2126-02-15."
                                + " Unless it reports again, it is removed from this list on 2126-05-08.",
                        "new patient.example 2126-03-02 1 Does not count yet: reported on 0 of 7 earlier days, first 0 of"
                                + " 14 days ago. 'tlsrpt reporters approve' counts it from now on. Unless it reports"
                                + " again, it is removed from this list on 2126-05-08.",
                        "stranger gmail.com null 0 Does not count: an address at a mailbox provider, or another one of"
                                + " an organization whose reports come from a known address. 'tlsrpt reporters approve'"
                                + " counts it from now on.");
    }

    /// Row 49.
    @Test
    void listsAHundredReportersAPageThoseDecidedOnBeforeThoseThatAnyoneCanAdd() {
        for (int n = 0; n < 120; n++) {
            var report = reportFrom("a" + n + ".example")
                    .trusted(Trust.NEW)
                    .on(DAY.minusDays(n % 2))
                    .sts("example.com", "testing", 5);
            ledger.record(report.recording(), SETTINGS);
        }
        decisions.block(new ReporterId("zzz.example", "tlsrpt@zzz.example"));
        var known = new KnownReporters(table, CLOCK);

        var first = known.remembered(null);
        var second = known.remembered(first.next());

        assertThat(first.items()).hasSize(100);
        assertThat(first.items().subList(0, 5))
                .extracting(KnownReporter::standing)
                .containsExactly("pinned", "pinned", "pinned", "blocked", "new");
        assertThat(second.items()).hasSize(24).doesNotContainAnyElementsOf(first.items());
        assertThat(second.next()).isNull();
    }

    /// Row 49.
    @Test
    void forgetsAReporterThatNobodyDecidedOnAndThatReportsNoMore() {
        ledger.record(patient, SETTINGS);
        ledger.record(below("approved.example"), SETTINGS);
        ledger.record(below("blocked.example"), SETTINGS);
        decisions.approve(new ReporterId("approved.example", "tlsrpt@approved.example"));
        decisions.block(new ReporterId("blocked.example", "tlsrpt@blocked.example"));

        assertThat(undecidedOrDecided(66)).contains("new patient.example");
        assertThat(undecidedOrDecided(67))
                .doesNotContain("new patient.example")
                .contains("approved approved.example", "blocked blocked.example");
        assertThat(table.items())
                .filteredOn(item ->
                        item.key().pk().equals("REPORTERS") && !item.key().sk().endsWith("#decided"))
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.number("expires"))
                        .isEqualTo(Instant.parse("2126-05-08T00:00:00Z").getEpochSecond()));
    }

    /// The database may delete the item at any time from then on, or never.
    @Test
    void letsAForgottenReporterBeginAgainWhetherItsItemIsDeletedOrNot() {
        for (int back = 15; back >= 0; back--) {
            record(DAY.minusDays(back));
        }
        assertThat(standing(DAY)).isEqualTo(Trust.ESTABLISHED);
        var later = DAY.plusDays(73);
        assertThat(standing(later)).isEqualTo(Trust.NEW);

        record(later);

        assertThat(standing(later.plusDays(1))).isEqualTo(Trust.NEW);
        table.items().stream()
                .filter(item -> item.key().equals(Keys.reporter(PATIENT)))
                .forEach(item -> assertThat(item.values()).hasSize(4));
    }

    @Test
    void keepsTheStandingOfAReporterThatReportsOnceInAWhile() {
        for (int back = 15; back >= 0; back--) {
            record(DAY.minusDays(back));
        }

        for (int later = 50; later <= 500; later += 50) {
            record(DAY.plusDays(later));
            assertThat(standing(DAY.plusDays(later + 1))).isEqualTo(Trust.ESTABLISHED);
        }
    }

    @Test
    void givesBackTheReportsOfAReporterThatIsForgotten() {
        ledger.record(patient, SETTINGS);
        decisions.block(PATIENT);
        table.write(Write.delete(Keys.reporter(PATIENT)));

        assertThat(decisions.unblock(PATIENT)).isEqualTo(new Decisions.Changed(true, 1));

        assertThat(sums()).isEqualTo(sumsOf(patient));
        table.write(Write.delete(Keys.decision(PATIENT)));
        assertThat(decisions.block(PATIENT)).isEqualTo(new Decisions.Changed(true, 1));
    }

    /// Row 49: anyone can sign with any number of names below a domain.
    @Test
    void writesNothingOfReportersOfABlockedDomainThatAreFirstMet() {
        decisions.blockDomain("patient.example");
        int before = table.items().size();

        for (int n = 0; n < 50; n++) {
            var one = below("a" + n + ".patient.example");
            assertThat(ledger.placed(one.provenance()).blocked()).isTrue();
            ledger.keepOut(one);
        }

        assertThat(table.items()).hasSize(before);
    }

    @Test
    void completesTheUnblockingOfADomainThatWasInterrupted() {
        ledger.record(patient, SETTINGS);
        decisions.blockDomain("patient.example");
        table.write(Write.Change.of(Keys.decision(PATIENT)).set("blocked", ""));

        assertThat(decisions.unblockDomain("patient.example").reports()).isEqualTo(1);

        assertThat(sums()).isEqualTo(sumsOf(patient));
    }

    private List<String> undecidedOrDecided(int days) {
        return new KnownReporters(table, at(days))
                .list().stream()
                        .map(one -> one.standing() + " " + one.reporter().domain())
                        .toList();
    }

    private void record(LocalDate day) {
        var clock = Clock.fixed(day.plusDays(1).atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
        var recording =
                patient(day).id("r" + day).sts("example.com", "enforce", 1).recording();
        assertThat(new Ledger(table, clock, random).record(recording, SETTINGS))
                .isInstanceOf(RecordingResult.Recorded.class);
    }

    /// The standing of a report of this day, which arrives on the next.
    private Trust standing(LocalDate day) {
        var clock = Clock.fixed(day.plusDays(1).atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
        var from = patient(day).sts("example.com", "enforce", 1).recording().provenance();
        return new Ledger(table, clock, random).placed(from).from().trust();
    }

    private static Clock at(int days) {
        return Clock.offset(CLOCK, Duration.ofDays(days));
    }

    private static Samples patient(LocalDate day) {
        return reportFrom("patient.example").trusted(Trust.NEW).on(day);
    }

    private static Samples established(LocalDate day, String id) {
        return reportFrom("patient.example").trusted(Trust.ESTABLISHED).on(day).id(id);
    }

    private Provenance ofMailbox() {
        var from = google.provenance();
        return new Provenance(
                Trust.VERIFIED, from.transport(), FREE, "gmail.com", "gmail.com", from.objectKey(), from.arrival());
    }

    private SortedMap<Key, SortedMap<String, Long>> sums() {
        return TableSums.of(table.items());
    }

    private static SortedMap<Key, SortedMap<String, Long>> sumsOf(Recording... recordings) {
        var sums = new TreeMap<Key, SortedMap<String, Long>>();
        for (var recording : recordings) {
            TableSums.add(sums, recording, "example.com");
        }
        return sums;
    }
}
