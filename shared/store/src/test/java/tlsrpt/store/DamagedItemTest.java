package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.store.Samples.DAY;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// What a packed attribute does that is damaged, or that another release wrote.
class DamagedItemTest {

    private static final Settings SETTINGS = new Settings(List.of("*"), Retention.DEFAULT, true);
    private static final ReporterId GOOGLE = new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com");

    private final Table table = Tables.inMemory();
    private final Clock clock = Clock.fixed(DAY.plusDays(2).atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private final Ledger ledger = new Ledger(table, clock, new Random(1));
    private final Decisions decisions = new Decisions(table, clock, new Random(2));
    private final Views views = new Views(table, clock);

    static Stream<String> damages() {
        var report = packedReport();
        return Stream.of(
                "",
                "?",
                "AAAA",
                report.substring(0, report.length() / 2),
                report.substring(0, report.length() - 4),
                Packed.pack(out -> out.write(new byte[2 * 1024 * 1024])),
                Packed.pack(out -> Packed.write(out, Long.MAX_VALUE)),
                Packed.pack(out -> {
                    for (int i = 0; i < 100; i++) {
                        out.writeByte(0xFF);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void namesTheReportThatCannotBeReadAndWhatToDo(String damage) {
        var ref = record(google(1));
        Damage.replace(table, "example.com", "R", "report", damage);

        assertThatExceptionOfType(DamagedItemException.class)
                .isThrownBy(() -> views.report(ref))
                .withMessageContaining("D#example.com R#" + ref.day() + "#" + ref.identity())
                .withMessageContaining("'report'")
                .withMessageContaining("restore it from a backup")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void namesTheClaimThatCannotBeRead(String damage) {
        var ref = record(google(1));
        Damage.replace(table, "example.com", "C", "copies", damage);

        assertThatThrownBy(() -> ledger.forget(ref))
                .isInstanceOf(DamagedItemException.class)
                .hasMessageContaining("D#example.com C#" + ref.day())
                .hasMessageContaining("'copies'");
    }

    @Test
    void namesAReportOfAReleaseThatPacksItInAnotherAttribute() {
        var ref = record(google(1));
        var item = Damage.items(table, "example.com", "R").getFirst();
        var another = Item.at(item.key())
                .put("report2", "AAAA")
                .put("version", item.text("version"))
                .put("expires", item.number("expires"))
                .item();
        table.write(Write.put(another));

        assertThatThrownBy(() -> views.report(ref))
                .isInstanceOf(DamagedItemException.class)
                .hasMessageContaining("upgrade the collector");
    }

    @Test
    void inflatesNoMoreThanAReportCanHave() {
        var bomb = Packed.pack(out -> out.write(new byte[64 * 1024 * 1024]));

        assertThatThrownBy(() -> Packed.unpack(bomb, in -> {
                    in.skipBytes(Integer.MAX_VALUE);
                    return in.readByte();
                }))
                .hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void refusesWhatFollowsTheReport() throws IOException {
        var ref = record(google(1));
        var report = Packed.inflate(packedReport());
        var longer = Packed.pack(out -> {
            out.write(report);
            out.writeByte(0);
        });
        Damage.replace(table, "example.com", "R", "report", longer);

        assertThatThrownBy(() -> views.report(ref)).isInstanceOf(DamagedItemException.class);
    }

    /// Some changes make another report, since the form has no checksum; none makes another exception.
    @Test
    void readsAReportOrSaysThatItIsDamagedWhateverCharacterIsChanged() {
        record(google(1));
        var item = Damage.items(table, "example.com", "R").getFirst();
        var packed = item.text("report");
        var random = new Random(8460);
        int damaged = 0;
        for (int i = 0; i < packed.length(); i++) {
            var changed = new StringBuilder(packed);
            changed.setCharAt(i, (char) (' ' + random.nextInt(0x5f)));
            try {
                StoredReport.of(Damage.with(item, "report", changed.toString()));
            } catch (DamagedItemException e) {
                damaged++;
            }
        }

        assertThat(damaged).isPositive();
    }

    @Test
    void listsTheOtherReportsOfAPageAndNamesTheDamagedOne() {
        var damaged = record(google(1));
        Damage.ofReports(table, "example.com");
        var other = record(google(2));

        var page = views.reports("example.com", DAY, DAY, null);

        assertThat(page.items()).extracting(StoredReport::ref).containsExactly(other);
        assertThat(page.damaged()).singleElement().asString().contains(damaged.identity());
    }

    @Test
    void takesOutEveryOtherReportOfABlockedReporterThenNamesTheDamagedOne() {
        var damaged = record(google(1));
        Damage.ofReports(table, "example.com");
        var other = record(google(2));

        assertThatThrownBy(() -> decisions.block(GOOGLE))
                .isInstanceOf(DamagedItemException.class)
                .hasMessageContaining(damaged.identity());
        assertThat(views.report(other)).isEmpty();
        assertThat(views.example(damaged)).isEmpty();
    }

    @Test
    void givesBackEveryOtherReportOfAnUnblockedReporterThenNamesTheDamagedOne() {
        record(google(1));
        record(google(2).sts("example.net", "enforce", 3));
        decisions.block(GOOGLE);
        var kept = table.all(Range.of(Keys.blockedPartition(GOOGLE)));
        table.write(Write.put(Damage.with(kept.getFirst(), "report", "AAAA")));

        assertThatThrownBy(() -> decisions.unblock(GOOGLE))
                .isInstanceOf(DamagedItemException.class)
                .hasMessageContaining(kept.getFirst().key().sk());
        assertThat(counted()).hasSize(kept.size() - 1);
    }

    private List<StoredReport> counted() {
        var all = new ArrayList<StoredReport>();
        for (var domain : List.of("example.com", "example.net")) {
            all.addAll(views.reports(domain, DAY, DAY, null).items());
        }
        return all;
    }

    private ReportRef record(Samples sample) {
        @Nullable ReportRef last = null;
        for (var recording : sample.recordings()) {
            ledger.record(recording, SETTINGS);
            last = recording.ref();
        }
        return Objects.requireNonNull(last);
    }

    private static Samples google(int number) {
        return reportFrom("google.com")
                .id("r" + number)
                .trusted(Trust.VERIFIED)
                .sts("example.com", "enforce", 100, failure("certificate-expired", "mx1.example.com", 3));
    }

    private static String packedReport() {
        var report = StoredReport.of(
                google(1).recording(), new StoredReport.Booking("v1", Contribution.NONE, 4_000_000_000L));
        return report.item().text("report");
    }
}
