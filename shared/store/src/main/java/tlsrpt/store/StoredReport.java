package tlsrpt.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DateRange;
import tlsrpt.report.Headline;
import tlsrpt.report.Report;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Value;

/// A report as the table holds it, for one domain.
///
/// @param provenance with the submitter cut if it is long
/// @param booking what it added to the table
public record StoredReport(
        ReportRef ref,
        Claimed claimed,
        Names names,
        Provenance provenance,
        DateRange range,
        Headline headline,
        ReadText text,
        Body body,
        Booking booking) {

    private static final int LARGEST = 32 * 1024;
    private static final int NAME_CHARS = 256;
    /// 128 bits tell two reports apart.
    private static final int HASH_CHARS = 32;

    /// What a report claims to be.
    ///
    /// @param claim the hash of its identity
    /// @param reporter the domain that it claims to come from; empty if it names none
    public record Claimed(String claim, String reporter) {}

    /// The names that a report gives, each cut if it is long.
    ///
    /// @param organization the organization-name
    /// @param reportId the report-id
    public record Names(
            @Nullable String organization, @Nullable String reportId) {}

    /// What a report says of the domain, as canonical JSON.
    ///
    /// @param bytes of the JSON
    /// @param packed as [Packed] does; `null` if it is larger than 32 KB, and then only the raw object has it
    public record Body(String hash, int bytes, @Nullable String packed) {

        static Body of(Report report) {
            var said = ReportWriter.canonical(report);
            return new Body(
                    Keys.cut(Keys.sha256(said), HASH_CHARS),
                    said.length,
                    said.length <= LARGEST ? Packed.pack(said) : null);
        }

        public @Nullable String json() {
            return packed == null ? null : Packed.unpack(packed);
        }
    }

    /// What a report added to the table, and until when.
    ///
    /// @param version new with every write of the item, and never used again
    /// @param contribution exactly what was added
    /// @param expires the second (Unix time) from which the report counts as gone
    public record Booking(String version, Contribution contribution, long expires) {}

    static StoredReport of(Recording recording, Booking booking) {
        var report = recording.report();
        var from = recording.provenance();
        return new StoredReport(
                recording.ref(),
                new Claimed(recording.identity().hash(), recording.identity().reporter()),
                new Names(
                        Keys.cutOrNull(report.organizationName(), NAME_CHARS),
                        Keys.cutOrNull(report.reportId(), NAME_CHARS)),
                new Provenance(
                        from.trust(),
                        from.transport(),
                        from.reporter(),
                        from.organization(),
                        Keys.cut(from.submitter(), NAME_CHARS),
                        from.objectKey(),
                        from.arrival()),
                report.dateRange(),
                recording.reported().headline(),
                new ReadText(
                        Keys.cut(recording.text().hash(), HASH_CHARS),
                        recording.text().reader()),
                recording.body(),
                booking);
    }

    /// Reads an item of the table, or an image of it in the stream; empty if it is not a report.
    public static Optional<StoredReport> in(Item item) {
        return Keys.isReport(item.key()) ? Optional.of(of(item)) : Optional.empty();
    }

    static StoredReport of(Item item) {
        return of(Keys.reportRef(item), item);
    }

    /// Reads what [#blockedItem] made.
    static StoredReport ofBlocked(Item item) {
        var ref = new ReportRef(item.text("domain"), LocalDate.parse(item.text("day")), item.text("identity"));
        return of(ref, item);
    }

    private static StoredReport of(ReportRef ref, Item item) {
        return new StoredReport(
                ref,
                new Claimed(item.text("claim"), item.text("claims")),
                new Names(item.textOrNull("organization"), item.textOrNull("reportId")),
                new Provenance(
                        Trust.valueOf(item.text("trust")),
                        Transport.valueOf(item.text("door")),
                        reporter(item),
                        null,
                        item.text("submitter"),
                        item.text("object"),
                        Instant.parse(item.text("arrival"))),
                new DateRange(Instant.parse(item.text("start")), Instant.parse(item.text("end"))),
                new Headline(item.number("ok"), item.number("failed")),
                new ReadText(item.text("text"), (int) item.number("reader")),
                new Body(item.text("body"), (int) item.number("bytes"), item.textOrNull("said")),
                new Booking(item.text("version"), contribution(item.tree("rows")), item.number("expires")));
    }

    StoredReport withVersion(String version) {
        var unchanged = new Booking(version, booking.contribution, booking.expires);
        return new StoredReport(ref, claimed, names, provenance, range, headline, text, body, unchanged);
    }

    Item item() {
        return put(Item.at(Keys.report(ref))
                .put("domain", Keys.domainPart(ref.domain()).equals(ref.domain()) ? null : ref.domain()));
    }

    /// The report as it is kept while its reporter is blocked.
    Item blockedItem(ReporterId reporter) {
        return put(Item.at(Keys.blocked(reporter, ref))
                .put("domain", ref.domain())
                .put("day", ref.day().toString())
                .put("identity", ref.identity()));
    }

    private Item put(Item.Builder item) {
        return item.put("claim", claimed.claim)
                .put("claims", claimed.reporter)
                .put("organization", names.organization)
                .put("reportId", names.reportId)
                .put("submitter", provenance.submitter())
                .put(
                        "reporter",
                        provenance.reporter() == null
                                ? null
                                : provenance.reporter().key())
                .put("trust", provenance.trust().name())
                .put("door", provenance.transport().name())
                .put("object", provenance.objectKey())
                .put("arrival", provenance.arrival().toString())
                .put("start", range.start().toString())
                .put("end", range.end().toString())
                .put("ok", headline.ok())
                .put("failed", headline.failed())
                .put("reader", text.reader())
                .put("text", text.hash())
                .put("body", body.hash)
                .put("bytes", body.bytes)
                .put("said", body.packed)
                .put("version", booking.version)
                .put("rows", rows(booking.contribution))
                .put("expires", booking.expires)
                .item();
    }

    private static @Nullable ReporterId reporter(Item item) {
        var key = item.textOrNull("reporter");
        return key == null ? null : ReporterId.ofKey(key);
    }

    /// Partition, then sort key, then counter.
    private static Value rows(Contribution contribution) {
        var partitions = new TreeMap<String, SortedMap<String, Value>>();
        contribution.rows().forEach((key, counters) -> {
            var numbers = new TreeMap<String, Value>();
            counters.forEach((name, n) -> numbers.put(name, Value.of(n)));
            partitions.computeIfAbsent(key.pk(), _ -> new TreeMap<>()).put(key.sk(), new Value.Tree(numbers));
        });
        var rows = new TreeMap<String, Value>();
        partitions.forEach((pk, partition) -> rows.put(pk, new Value.Tree(partition)));
        return new Value.Tree(rows);
    }

    private static Contribution contribution(SortedMap<String, Value> partitions) {
        var rows = new TreeMap<Key, SortedMap<String, Long>>();
        partitions.forEach((pk, partition) -> tree(partition).forEach((sk, numbers) -> {
            var counters = new TreeMap<String, Long>();
            tree(numbers).forEach((name, n) -> counters.put(name, ((Value.Whole) n).n()));
            rows.put(new Key(pk, sk), counters);
        }));
        return new Contribution(rows);
    }

    private static SortedMap<String, Value> tree(Value value) {
        return ((Value.Tree) value).values();
    }
}
