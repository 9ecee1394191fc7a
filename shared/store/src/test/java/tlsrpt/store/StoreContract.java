package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static tlsrpt.store.Samples.DAY;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Headline;
import tlsrpt.report.Mode;
import tlsrpt.report.Trust;
import tlsrpt.table.Key;
import tlsrpt.table.Table;

/// What the store promises on every [Table].
public abstract class StoreContract {

    private static final Settings SETTINGS = new Settings(List.of("example.com"), Retention.DEFAULT, false);
    private static final Instant NOON = Instant.parse("2126-03-02T12:00:00Z");

    private final Random random = new Random(1);
    private final ListedTable table;
    private final Ledger ledger;
    private final Views views;

    protected StoreContract(Table empty) {
        table = new ListedTable(empty);
        ledger = ledgerAt(NOON);
        views = viewsAt(NOON);
    }

    @Test
    void countsAReportOnceHoweverOftenItComes() {
        var report = reportFrom("google.com")
                .sts("example.com", "enforce", 100, failure("certificate-expired", "mx1.example.com", 3))
                .recording();

        assertThat(ledger.record(report, SETTINGS)).isEqualTo(new RecordingResult.Recorded(report.ref()));
        assertThat(ledger.record(report, SETTINGS))
                .isEqualTo(new RecordingResult.Duplicate(report.ref(), Trust.VERIFIED));

        assertThat(onlyDay("example.com").total())
                .isEqualTo(new Sessions(1, new Headline(100, 3), new SessionOutcomes(100, 0, 3, 0)));
        assertThat(views.reporterDays("example.com", DAY, DAY, null).items())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.submitter()).isEqualTo("google.com");
                    assertThat(row.trust()).isEqualTo(Trust.VERIFIED);
                    assertThat(row.sessions().headline()).isEqualTo(new Headline(100, 3));
                    assertThat(row.byPolicy()).containsOnly(Map.entry(PolicyKind.STS_ENFORCE, new Headline(100, 3)));
                });
        assertThat(views.failures("example.com", DAY, DAY, null).items())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.failed()).isEqualTo(3);
                    assertThat(row.policy()).isEqualTo(PolicyKind.STS_ENFORCE);
                    assertThat(row.mx()).isEqualTo("mx1.example.com");
                    assertThat(row.folded()).isFalse();
                    assertThat(row.example()).isEqualTo(report.ref());
                });
    }

    @Test
    void keepsWhatTheReportSaidAndWhereItIs() {
        var recording = clean().at("mail/abc").recording();

        ledger.record(recording, SETTINGS);

        assertThat(views.report(recording.ref())).hasValueSatisfying(stored -> {
            assertThat(stored.provenance().objectKey()).isEqualTo("mail/abc");
            assertThat(stored.provenance().arrival())
                    .isEqualTo(recording.provenance().arrival());
            assertThat(stored.names().organization()).isEqualTo("google.com");
            assertThat(stored.headline()).isEqualTo(new Headline(100, 0));
            assertThat(stored.body().json())
                    .startsWith("{\"organization-name\":\"google.com\"")
                    .contains("\"policy-domain\":\"example.com\"");
            assertThat(stored.body().bytes())
                    .isEqualTo(String.valueOf(stored.body().json()).length());
            assertThat(stored.booking().contribution().rows()).hasSize(2);
        });
    }

    @Test
    void leavesOutWhatIsLargerThan32Kilobytes() {
        var failures = new ArrayList<FailureDetail>();
        for (int i = 0; i < 400; i++) {
            failures.add(failure("certificate-expired", "mx" + i + ".example.com", 1));
        }
        var recording = reportFrom("google.com")
                .sts("example.com", "enforce", 1, failures.toArray(FailureDetail[]::new))
                .recording();

        assertThat(ledger.record(recording, SETTINGS)).isInstanceOf(RecordingResult.Recorded.class);

        var stored = views.report(recording.ref()).orElseThrow();
        assertThat(stored.body().json()).isNull();
        assertThat(stored.body().bytes()).isGreaterThan(32 * 1024);
        assertThat(stored.booking().contribution().rows()).hasSize(47);
        assertThat(all(cursor -> views.failures("example.com", DAY, DAY, cursor)))
                .hasSize(45)
                .satisfies(rows -> assertThat(
                                rows.stream().mapToLong(FailureDay::failed).sum())
                        .isEqualTo(400))
                .filteredOn(FailureDay::folded)
                .hasSize(1);
    }

    @Test
    void replacesAForgedCopyByTheVerifiedOne() {
        var forged = reportFrom("google.com")
                .trusted(Trust.ANONYMOUS)
                .sts("example.com", "enforce", 0, failure("certificate-expired", "mx1.example.com", 9999))
                .recording();
        var real = clean().recording();

        assertThat(ledger.record(forged, SETTINGS)).isInstanceOf(RecordingResult.Recorded.class);
        assertThat(ledger.record(real, SETTINGS)).isEqualTo(new RecordingResult.Replaced(real.ref(), Trust.ANONYMOUS));
        assertThat(ledger.record(forged, SETTINGS))
                .isEqualTo(new RecordingResult.Held(
                        HeldReason.CONFLICT, "the report from google.com contradicts it: " + real.ref()));

        assertThat(sums()).isEqualTo(real(real));
        assertThat(views.failures("example.com", DAY, DAY, null).items()).isEmpty();
        assertThat(views.reporterDays("example.com", DAY, DAY, null).items()).hasSize(1);
    }

    @Test
    void holdsAnotherReportOfTheSameIdentity() {
        var first = clean().recording();
        var second = reportFrom("google.com").sts("example.com", "enforce", 101).recording();
        ledger.record(first, SETTINGS);

        assertThat(ledger.record(second, SETTINGS))
                .isInstanceOfSatisfying(
                        RecordingResult.Held.class,
                        held -> assertThat(held.reason()).isEqualTo(HeldReason.CONFLICT));

        assertThat(sums()).isEqualTo(real(first));
    }

    @Test
    void readsTheSameTextBetterWithANewerReader() {
        var before = clean().text("t1").read(1).recording();
        var after = reportFrom("google.com")
                .text("t1")
                .read(2)
                .sts("example.com", "enforce", 100, failure("certificate-expired", "mx1.example.com", 3))
                .recording();
        ledger.record(before, SETTINGS);

        assertThat(ledger.record(after, SETTINGS)).isEqualTo(new RecordingResult.Replaced(after.ref(), Trust.VERIFIED));
        assertThat(ledger.record(after, SETTINGS)).isInstanceOf(RecordingResult.Duplicate.class);
        assertThat(ledger.record(before, SETTINGS)).isInstanceOf(RecordingResult.Duplicate.class);

        assertThat(sums()).isEqualTo(real(after));
    }

    @Test
    void forgetsAReportAndCanRecordItAgain() {
        var one = clean().recording();
        var other = reportFrom("microsoft.com").sts("example.com", "enforce", 7).recording();
        ledger.record(one, SETTINGS);
        ledger.record(other, SETTINGS);

        assertThat(ledger.forget(one.ref())).isEqualTo(Ledger.Forgotten.DONE);
        assertThat(ledger.forget(one.ref())).isEqualTo(Ledger.Forgotten.NOT_THERE);
        assertThat(sums()).isEqualTo(real(other));

        assertThat(ledger.record(one, SETTINGS)).isInstanceOf(RecordingResult.Recorded.class);
        assertThat(sums()).isEqualTo(real(one, other));
    }

    @Test
    void countsEveryDomainOfAReport() {
        var settings = new Settings(List.of("*"), Retention.DEFAULT, false);
        var recordings = reportFrom("google.com")
                .sts("example.com", "enforce", 10)
                .noPolicyFound("example.net", 20)
                .recordings();

        recordings.forEach(recording -> ledger.record(recording, settings));

        assertThat(onlyDay("example.com").total().headline()).isEqualTo(new Headline(10, 0));
        assertThat(onlyDay("example.net").total().headline()).isEqualTo(new Headline(20, 0));
    }

    @Test
    void countsTwoHundredAnonymousReportsOfADomainAndDayWithItsSubdomains() {
        ledger.record(
                reportFrom("microsoft.com")
                        .sts("mail.example.com", "enforce", 1)
                        .recording(),
                SETTINGS);
        for (int i = 0; i < 200; i++) {
            var domain = i % 2 == 0 ? "example.com" : "mail.example.com";
            var fake = reportFrom("r" + i / 2 + ".example")
                    .id("fake" + i)
                    .trusted(Trust.ANONYMOUS)
                    .sts(domain, "enforce", 1);
            assertThat(ledger.record(fake.recording(), SETTINGS)).isInstanceOf(RecordingResult.Recorded.class);
        }
        var beyond = reportFrom("google.com")
                .id("beyond")
                .trusted(Trust.ANONYMOUS)
                .sts("example.com", "enforce", 1)
                .recording();
        var known = reportFrom("r0.example")
                .id("fake0")
                .trusted(Trust.ANONYMOUS)
                .sts("example.com", "enforce", 1)
                .recording();
        var verified = clean().recording();

        assertThat(ledger.record(beyond, SETTINGS))
                .isInstanceOfSatisfying(
                        RecordingResult.Held.class,
                        held -> assertThat(held.reason()).isEqualTo(HeldReason.FLOOD));
        assertThat(ledger.record(known, SETTINGS)).isInstanceOf(RecordingResult.Duplicate.class);
        assertThat(ledger.record(verified, SETTINGS)).isInstanceOf(RecordingResult.Recorded.class);
        ledger.forget(known.ref());
        assertThat(ledger.record(beyond, SETTINGS)).isInstanceOf(RecordingResult.Recorded.class);
    }

    @Test
    void holdsCountsThatWouldDrownTheSums() {
        var nonsense = reportFrom("google.com")
                .sts("example.com", "enforce", 600_000_000L)
                .sts("example.com", "enforce", 600_000_000L);
        var most = reportFrom("google.com").sts("example.com", "enforce", 1_000_000_000L);

        assertThat(ledger.record(nonsense.recording(), SETTINGS))
                .isInstanceOfSatisfying(
                        RecordingResult.Held.class,
                        held -> assertThat(held.reason()).isEqualTo(HeldReason.IMPLAUSIBLE));
        assertThat(ledger.record(most.recording(), SETTINGS)).isInstanceOf(RecordingResult.Recorded.class);
        assertThat(onlyDay("example.com").total().headline()).isEqualTo(new Headline(1_000_000_000L, 0));
    }

    @Test
    void holdsWhatExpiresWithinDaysAndHidesWhatHasExpired() {
        var expiry = DAY.plusDays(400).atStartOfDay().toInstant(ZoneOffset.UTC);
        var recording = clean().recording();
        var ref = recording.ref();
        ledger.record(recording, SETTINGS);

        var lastCall = expiry.minus(Duration.ofDays(7));
        assertThat(ledgerAt(lastCall.minusSeconds(1)).record(recording, SETTINGS))
                .isInstanceOf(RecordingResult.Duplicate.class);
        assertThat(ledgerAt(lastCall).record(recording, SETTINGS))
                .isInstanceOfSatisfying(
                        RecordingResult.Held.class,
                        held -> assertThat(held.reason()).isEqualTo(HeldReason.TOO_OLD));
        assertThat(ledgerAt(lastCall).forget(ref)).isEqualTo(Ledger.Forgotten.EXPIRES_BY_ITSELF);

        assertThat(viewsAt(expiry.minusSeconds(1)).report(ref)).isPresent();
        var after = viewsAt(expiry);
        assertThat(after.report(ref)).isEmpty();
        assertThat(after.reports("example.com", DAY, DAY, null).items()).isEmpty();
        assertThat(after.reporterDays("example.com", DAY, DAY, null).items()).isEmpty();
        assertThat(after.recentDays(neighbour("example.com"), DAY)).isEmpty();
    }

    @Test
    void putsTheSameExpiryOnAReportAndItsRows() {
        ledger.record(clean().trusted(Trust.ANONYMOUS).recording(), SETTINGS);

        var expiry = DAY.plusDays(400).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        assertThat(table.items())
                .filteredOn(item -> !item.key().pk().equals("DOMAINS"))
                .hasSize(5)
                .allSatisfy(item -> assertThat(item.number("expires")).isEqualTo(expiry));
    }

    @Test
    void registersDomainsThatSomeoneVouchesForOrThatTheOperatorNamed() {
        ledger.record(
                reportFrom("google.com").sts("mail.example.com", "testing", 1).recording(), SETTINGS);
        ledger.record(
                reportFrom("google.com")
                        .id("older")
                        .on(DAY.minusDays(3))
                        .sts("mail.example.com", "none", 1)
                        .recording(),
                SETTINGS);
        ledger.record(
                reportFrom("google.com")
                        .trusted(Trust.ANONYMOUS)
                        .on(DAY.plusDays(1))
                        .sts("example.com", "enforce", 1)
                        .recording(),
                SETTINGS);
        ledger.record(
                reportFrom("google.com")
                        .trusted(Trust.ANONYMOUS)
                        .sts("strange.example.com", "enforce", 1)
                        .recording(),
                SETTINGS);

        assertThat(views.domains(null).items())
                .containsExactly(
                        new KnownDomain("example.com", null, null, List.of()),
                        new KnownDomain("mail.example.com", DAY.minusDays(3), DAY, List.of(PolicyKind.STS_TESTING)));
        assertThat(views.domain("mail.example.com")).isPresent();
        assertThat(views.domain("strange.example.com")).isEmpty();
    }

    @Test
    void showsThePolicyOfAnEstablishedReporterOnlyWhereTheOthersHaveShownNoneForAWeek() {
        var patient = reportFrom("patient.example").trusted(Trust.ESTABLISHED);
        ledger.record(
                reportFrom("google.com")
                        .on(DAY.minusDays(7))
                        .sts("example.com", "enforce", 1)
                        .recording(),
                SETTINGS);
        ledger.record(patient.sts("example.com", "none", 1).recording(), SETTINGS);

        assertThat(views.domain("example.com").orElseThrow())
                .isEqualTo(new KnownDomain(
                        "example.com", DAY.minusDays(7), DAY.minusDays(7), List.of(PolicyKind.STS_ENFORCE)));

        var later = reportFrom("patient.example")
                .trusted(Trust.ESTABLISHED)
                .id("later")
                .on(DAY.plusDays(1));
        ledger.record(later.sts("example.com", "none", 1).recording(), SETTINGS);

        assertThat(views.domain("example.com").orElseThrow().policies()).containsExactly(PolicyKind.STS_NONE);
    }

    @Test
    void registersThePolicyAsTheNewerReaderReadsItInEitherOrder() {
        var old = reportFrom("google.com").text("t").read(1).sts("example.com", null, 1);
        var better = reportFrom("google.com").text("t").read(2).sts("example.com", "enforce", 1);
        var oldToo = reportFrom("google.com").text("t").read(1).sts("mail.example.com", null, 1);
        var betterToo = reportFrom("google.com").text("t").read(2).sts("mail.example.com", "enforce", 1);

        for (var report : List.of(old, better, betterToo, oldToo)) {
            ledger.record(report.recording(), SETTINGS);
        }

        assertThat(views.domains(null).items())
                .extracting(KnownDomain::policies)
                .containsExactly(List.of(PolicyKind.STS_ENFORCE), List.of(PolicyKind.STS_ENFORCE));
    }

    @Test
    void listsReportsNewestFirstPageByPage() {
        for (int i = 0; i < 120; i++) {
            ledger.record(clean().id("r" + i).on(DAY.minusDays(i / 10)).recording(), SETTINGS);
        }

        assertThat(views.reports("example.com", DAY.minusDays(11), DAY, null).items())
                .hasSizeLessThanOrEqualTo(50);
        assertThat(all(cursor -> views.reports("example.com", DAY.minusDays(11), DAY, cursor)))
                .hasSize(120)
                .extracting(StoredReport::ref)
                .doesNotHaveDuplicates()
                .extracting(ReportRef::day)
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void addsUpTheReportersOfADayByTrust() {
        for (int i = 0; i < 3; i++) {
            var day = DAY.plusDays(i);
            ledger.record(clean().on(day).recording(), SETTINGS);
            ledger.record(
                    reportFrom("microsoft.com")
                            .on(day)
                            .sts("example.com", "testing", 10, failure("certificate-expired", null, 1))
                            .recording(),
                    SETTINGS);
            ledger.record(
                    reportFrom("microsoft.com")
                            .on(day)
                            .id("fake")
                            .trusted(Trust.ANONYMOUS)
                            .sts("example.com", "testing", 5)
                            .recording(),
                    SETTINGS);
        }

        assertThat(views.recentDays(neighbour("example.com"), DAY.plusDays(2)))
                .containsOnlyKeys("example.com")
                .hasEntrySatisfying(
                        "example.com",
                        days -> assertThat(days)
                                .extracting(DomainDay::day, DomainDay::byTrust)
                                .containsExactly(
                                        tuple(DAY, twoAndAFake()),
                                        tuple(DAY.plusDays(1), twoAndAFake()),
                                        tuple(DAY.plusDays(2), twoAndAFake())));
        assertThat(all(cursor -> views.reporterDays("example.com", DAY, DAY, cursor)))
                .extracting(
                        ReporterDay::submitter,
                        ReporterDay::trust,
                        row -> row.sessions().headline())
                .containsExactlyInAnyOrder(
                        tuple("google.com", Trust.VERIFIED, new Headline(100, 0)),
                        tuple("microsoft.com", Trust.VERIFIED, new Headline(10, 1)),
                        tuple("microsoft.com", Trust.ANONYMOUS, new Headline(5, 0)));
    }

    private static Map<Trust, Sessions> twoAndAFake() {
        return Map.of(
                Trust.VERIFIED, new Sessions(2, new Headline(110, 1), new SessionOutcomes(110, 1, 0, 0)),
                Trust.ANONYMOUS, new Sessions(1, new Headline(5, 0), new SessionOutcomes(5, 0, 0, 0)));
    }

    @Test
    void returnsTheRecentDaysOfNeighborsAndOfNoOtherDomain() {
        var settings = new Settings(List.of("*"), Retention.DEFAULT, false);
        for (var domain : List.of("a.example.com", "b.example.com", "c.example.com")) {
            for (int back : new int[] {0, 13, 14}) {
                var report = reportFrom("google.com")
                        .id(domain + back)
                        .on(DAY.minusDays(back))
                        .sts(domain, "enforce", 10 + back);
                ledger.record(report.recording(), settings);
            }
        }
        var neighbours = all(views::domains).subList(1, 3);

        var days = views.recentDays(neighbours, DAY);

        assertThat(days).containsOnlyKeys("b.example.com", "c.example.com");
        assertThat(days.get("b.example.com"))
                .extracting(DomainDay::day, day -> day.total().headline())
                .containsExactly(tuple(DAY.minusDays(13), new Headline(23, 0)), tuple(DAY, new Headline(10, 0)));
    }

    @Test
    void tellsInWhichFormsAReporterSawThePolicy() {
        ledger.record(
                reportFrom("google.com")
                        .sts("example.com", "testing", 10)
                        .entry("sts", List.of("version: STSv1", "mode: testing"), "example.com", 1)
                        .sts("example.com", null, 3)
                        .recording(),
                SETTINGS);

        var row = views.reporterDays("example.com", DAY, DAY, null).items().getFirst();

        assertThat(row.forms())
                .hasSize(2)
                .allSatisfy(form -> assertThat(form.mode()).isEqualTo(Mode.TESTING));
    }

    @Test
    void takesTheDaysThatItIsAskedForAndNoOthers() {
        for (int i = -1; i <= 3; i++) {
            ledger.record(clean().id("r" + i).on(DAY.plusDays(i)).recording(), SETTINGS);
        }

        assertThat(all(cursor -> views.reporterDays("example.com", DAY, DAY.plusDays(2), cursor)))
                .extracting(ReporterDay::day)
                .containsExactly(DAY, DAY.plusDays(1), DAY.plusDays(2));
        assertThat(views.reports("example.com", DAY.plusDays(1), DAY, null).items())
                .isEmpty();
    }

    @Test
    void refusesTheCursorOfAnotherListAndOneThatWasChanged() {
        for (int i = 0; i < 60; i++) {
            ledger.record(clean().id("r" + i).trusted(Trust.IMPORTED).recording(), SETTINGS);
        }
        var cursor = String.valueOf(views.reports("example.com", DAY, DAY, null).next());

        assertThat(views.reports("example.com", DAY, DAY, cursor).items()).isNotEmpty();
        for (var bad : List.of("x", "", "!", cursor + "A", "A" + cursor, cursor.substring(1))) {
            assertThatThrownBy(() -> views.reports("example.com", DAY, DAY, bad))
                    .isInstanceOf(BadCursorException.class);
        }
        assertThatThrownBy(() -> views.reports("example.net", DAY, DAY, cursor)).isInstanceOf(BadCursorException.class);
        assertThatThrownBy(() -> views.reports("example.com", DAY.minusDays(1), DAY, cursor))
                .isInstanceOf(BadCursorException.class);
        assertThatThrownBy(() -> views.failures("example.com", DAY, DAY, cursor))
                .isInstanceOf(BadCursorException.class);
        var outside =
                Cursor.route("R", "example.com", DAY.toString(), DAY.toString()).at("R#2020-01-01#x");
        assertThatThrownBy(() -> views.reports("example.com", DAY, DAY, outside))
                .isInstanceOf(BadCursorException.class);
    }

    @Test
    void keepsHeldObjectsInSightUntilTheyAreRecorded() {
        var held = new HeldObjects(table, at(NOON));
        held.hold(
                "mail/a", HeldReport.notOurs("example.org", "example.org is not a listed domain", "example.net"), 1200);
        new HeldObjects(table, at(NOON.plusSeconds(60)))
                .hold("mail/a", HeldReport.of(HeldReason.CONFLICT, "x".repeat(9999), null), 1200);
        var b = HeldReport.noReport("not JSON");
        held.hold("https/2126-03-01/b", b, 5);

        var page = held.list(null);
        assertThat(page.next()).isNull();
        assertThat(page.items())
                .filteredOn(o -> o.objectKey().equals("mail/a"))
                .singleElement()
                .satisfies(object -> {
                    assertThat(object.reason()).isEqualTo(HeldReason.CONFLICT);
                    assertThat(object.detail()).hasSize(500);
                    assertThat(object.why().who()).isNull();
                    assertThat(object.why().domain()).isNull();
                    assertThat(object.why().claims()).isTrue();
                    assertThat(object.first()).isEqualTo(NOON);
                    assertThat(object.last()).isEqualTo(NOON.plusSeconds(60));
                });

        held.release("mail/a");
        held.release("mail/never");
        assertThat(held.list(null).items()).extracting(HeldObject::objectKey).containsExactly("https/2126-03-01/b");
        assertThat(held.list(null).items()).extracting(HeldObject::why).containsExactly(b);
        assertThat(new HeldObjects(table, at(NOON.plus(Duration.ofDays(90))))
                        .list(null)
                        .items())
                .isEmpty();
    }

    @Test
    void row42ListsManyOfASenderAsOneLineAndFindsThemAll() {
        var held = new HeldObjects(table, at(NOON));
        for (int i = 0; i < 60; i++) {
            held.hold("mail/" + i, HeldReport.of(HeldReason.FLOOD, "too many", "google.com"), 1, "evil.example");
        }
        held.hold("mail/59", HeldReport.of(HeldReason.FLOOD, "too many", "google.com"), 1, "evil.example");
        held.hold("mail/a", HeldReport.of(HeldReason.UNSIGNED, "unsigned", "google.com"), 1, "evil.example");
        held.hold("mail/b", HeldReport.of(HeldReason.FLOOD, "too many", "google.com"), 1, "example.net");

        var listed = all(held::list);
        assertThat(listed).hasSize(23);
        assertThat(listed)
                .filteredOn(one -> one.detail().startsWith("this and"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.objectKey()).isEqualTo("mail/59");
                    assertThat(line.who()).isEqualTo("evil.example");
                    assertThat(line.detail()).isEqualTo("this and 39 more that day, which are not listed");
                });
        assertThat(held.keys()).hasSize(62);
        assertThat(held.find("mail/59")).isPresent();

        for (int i = 20; i < 60; i++) {
            held.release("mail/" + i);
        }
        assertThat(all(held::list)).hasSize(22);
        assertThat(held.keys()).hasSize(22);
    }

    @Test
    void listsAllHeldObjectsPageByPage() {
        var held = new HeldObjects(table, at(NOON));
        for (int i = 0; i < 250; i++) {
            held.hold("mail/" + i, HeldReport.noReport("not JSON"), 1);
        }

        assertThat(held.list(null).items()).hasSizeLessThanOrEqualTo(100);
        assertThat(all(held::list))
                .extracting(HeldObject::objectKey)
                .hasSize(250)
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> held.list("x")).isInstanceOf(BadCursorException.class);
        assertThatThrownBy(() -> held.list(Cursor.route("held").at("16"))).isInstanceOf(BadCursorException.class);
        assertThatThrownBy(() -> held.list(Cursor.route("held").at("a#b"))).isInstanceOf(BadCursorException.class);
    }

    @Test
    void readsSettingsBackAsTheyWereWritten() {
        assertThat(Settings.read(table)).isEqualTo(Settings.DEFAULT);

        var settings = new Settings(List.of("example.com", "example.net"), Retention.of(90), true);
        settings.write(table);
        assertThat(Settings.read(table)).isEqualTo(settings);

        var changed = new Settings(List.of(), settings.retention().changed(800, DAY), false);
        changed.write(table);
        assertThat(Settings.read(table)).isEqualTo(changed);
    }

    @Test
    void bearsWhatStrangersPutIntoKeys() {
        var settings = new Settings(List.of("*"), Retention.DEFAULT, false);
        var names = List.of("#", "a#b", "~", "é".repeat(600), "/", "\u0000", " ", "\ud83d\ude00", "mx\ud800");
        for (var name : names) {
            var recording = reportFrom("google.com")
                    .id(name)
                    .entry("x/" + name, List.of(), "d" + name + ".example.com", 1, failure(name, name, 2))
                    .sts("d" + name + ".example.com", "enforce", 1, failure("certificate-expired", name, 2))
                    .recording();
            assertThat(ledger.record(recording, settings)).isInstanceOf(RecordingResult.Recorded.class);
            assertThat(views.report(recording.ref())).isPresent();
            assertThat(all(cursor -> views.failures(recording.reported().domain(), DAY, DAY, cursor)))
                    .as(name)
                    .hasSize(2);
        }
        assertThat(all(views::domains)).hasSize(names.size());
    }

    @Test
    void remembersAnAlertItsMessageAndThatItIsOpenTogetherOrNotAtAll() {
        var items = new AlertItems(table);
        var nothing = items.read("example.com");
        assertThat(items.write(List.of(opening(nothing, "v1")))).isTrue();

        assertThat(items.write(List.of(opening(nothing, "v2"))))
                .as("somebody wrote since")
                .isFalse();

        var memory = items.read("example.com");
        assertThat(memory.text()).isEqualTo("{v1}");
        assertThat(memory.unsent()).containsExactly("2126-03-02T12:00:00Z#example.com#t1");
        assertThat(alerts().open()).containsExactly(alert(null));
        assertThat(all(cursor -> alerts().messages(YearMonth.of(2126, 3), cursor)))
                .containsExactly(alert(null));

        items.write(List.of(new AlertItems.Change(memory, "{}", "v3", List.of(), List.of(), List.of("certificate"))));
        assertThat(alerts().open()).isEmpty();
        assertThat(items.read("example.com").unsent()).hasSize(1);
    }

    @Test
    void letsOneSendAMessageUntilItsClaimLapses() {
        var items = new AlertItems(table);
        items.write(List.of(opening(items.read("example.com"), "v1")));
        var message = items.read("example.com").unsent().getFirst();
        var lease = Duration.ofSeconds(10);

        assertThat(items.claim(message, NOON, lease)).contains(alert(null));
        assertThat(items.claim(message, NOON.plusSeconds(9), lease)).isEmpty();
        assertThat(items.claim(message, NOON.plusSeconds(11), lease)).isPresent();

        items.sent(message, NOON);
        assertThat(items.isDone(message)).isFalse();
        assertThat(items.claim(message, NOON.plusSeconds(99), lease)).contains(alert(NOON));

        items.done(message);
        assertThat(items.isDone(message)).isTrue();
        assertThat(items.claim(message, NOON.plusSeconds(999), lease)).isEmpty();
        assertThat(all(cursor -> alerts().messages(YearMonth.of(2126, 3), cursor)))
                .containsExactly(alert(NOON));

        items.settle("example.com", List.of(message), "v2");
        assertThat(items.read("example.com").unsent()).isEmpty();
        assertThat(items.read("example.com").text()).isEqualTo("{v1}");
    }

    @Test
    void countsUpToALimit() {
        var items = new AlertItems(table);
        var later = NOON.plusSeconds(3600);

        assertThat(items.countUpTo("mails/12", 2, later)).isTrue();
        assertThat(items.countUpTo("mails/12", 2, later)).isTrue();
        assertThat(items.countUpTo("mails/12", 2, later)).isFalse();
        assertThat(items.countUpTo("mails/13", 2, later)).isTrue();
    }

    private static AlertItems.Change opening(AlertItems.Memory after, String version) {
        return new AlertItems.Change(
                after,
                "{" + version + "}",
                version,
                List.of(new AlertItems.Message("t1", alert(null))),
                List.of(alert(null)),
                List.of());
    }

    private static StoredAlert alert(@Nullable Instant published) {
        return new StoredAlert("example.com", "a1", "certificate", "failing", "high", NOON, published, "{\"id\":1}");
    }

    private AlertViews alerts() {
        return new AlertViews(table, at(NOON));
    }

    private static <T> List<T> all(Page.Source<T> list) {
        return Page.stream(list).toList();
    }

    private DomainDay onlyDay(String domain) {
        var days = views.recentDays(neighbour(domain), DAY).getOrDefault(domain, List.of());
        assertThat(days).hasSize(1);
        return days.getFirst();
    }

    private static List<KnownDomain> neighbour(String domain) {
        return List.of(new KnownDomain(domain, null, null, List.of()));
    }

    Samples clean() {
        return reportFrom("google.com").sts("example.com", "enforce", 100);
    }

    /// All counters of the table that are not zero.
    SortedMap<Key, SortedMap<String, Long>> sums() {
        return TableSums.of(table.items());
    }

    private static SortedMap<Key, SortedMap<String, Long>> real(Recording... recordings) {
        var sums = new TreeMap<Key, SortedMap<String, Long>>();
        for (var recording : recordings) {
            TableSums.add(sums, recording, "example.com");
        }
        return sums;
    }

    private Ledger ledgerAt(Instant now) {
        return new Ledger(table, at(now), random);
    }

    private Views viewsAt(Instant now) {
        return new Views(table, at(now));
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
