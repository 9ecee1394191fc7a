package tlsrpt.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    /// @param json `null` if it is larger than 32 KB, and then only the raw object has it
    public record Body(String hash, int bytes, @Nullable String json) {

        static Body of(Report report) {
            var said = ReportWriter.canonical(report);
            return new Body(
                    Keys.cut(Keys.sha256(said), HASH_CHARS),
                    said.length,
                    said.length <= LARGEST ? new String(said, StandardCharsets.UTF_8) : null);
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
    ///
    /// @throws DamagedItemException if it cannot be read
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
        return Packed.unpack(
                item,
                "report",
                in -> new StoredReport(
                        ref,
                        new Claimed(Packed.readHash(in), in.readUTF()),
                        new Names(Packed.readOrNull(in), Packed.readOrNull(in)),
                        new Provenance(
                                Trust.valueOf(in.readUTF()),
                                Transport.valueOf(in.readUTF()),
                                reporter(Packed.readOrNull(in)),
                                null,
                                in.readUTF(),
                                in.readUTF(),
                                Packed.readInstant(in)),
                        new DateRange(Packed.readInstant(in), Packed.readInstant(in)),
                        new Headline(Packed.readNumber(in), Packed.readNumber(in)),
                        new ReadText(Packed.readHash(in), Math.toIntExact(Packed.readNumber(in))),
                        new Body(Packed.readHash(in), Math.toIntExact(Packed.readNumber(in)), Packed.readOrNull(in)),
                        new Booking(item.text("version"), contribution(in), item.number("expires"))));
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
        return item.put("report", Packed.pack(this::write))
                .put("version", booking.version)
                .put("expires", booking.expires)
                .item();
    }

    /// What [#of] reads.
    private void write(DataOutput out) throws IOException {
        Packed.writeHash(out, claimed.claim);
        out.writeUTF(claimed.reporter);
        Packed.writeOrNull(out, names.organization);
        Packed.writeOrNull(out, names.reportId);
        out.writeUTF(provenance.trust().name());
        out.writeUTF(provenance.transport().name());
        Packed.writeOrNull(
                out,
                provenance.reporter() == null ? null : provenance.reporter().key());
        out.writeUTF(provenance.submitter());
        out.writeUTF(provenance.objectKey());
        Packed.write(out, provenance.arrival());
        Packed.write(out, range.start());
        Packed.write(out, range.end());
        Packed.write(out, headline.ok());
        Packed.write(out, headline.failed());
        Packed.writeHash(out, text.hash());
        Packed.write(out, text.reader());
        Packed.writeHash(out, body.hash);
        Packed.write(out, body.bytes);
        Packed.writeOrNull(out, body.json);
        write(out, booking.contribution);
    }

    private static @Nullable ReporterId reporter(@Nullable String key) {
        return key == null ? null : ReporterId.ofKey(key);
    }

    private static void write(DataOutput out, Contribution contribution) throws IOException {
        Packed.write(out, contribution.rows().size());
        for (var row : contribution.rows().entrySet()) {
            out.writeUTF(row.getKey().pk());
            out.writeUTF(row.getKey().sk());
            Packed.write(out, row.getValue().size());
            for (var counter : row.getValue().entrySet()) {
                out.writeUTF(counter.getKey());
                Packed.write(out, counter.getValue());
            }
        }
    }

    private static Contribution contribution(DataInput in) throws IOException {
        var rows = new TreeMap<Key, SortedMap<String, Long>>();
        for (long left = Packed.readNumber(in); left > 0; left--) {
            var key = new Key(in.readUTF(), in.readUTF());
            var counters = new TreeMap<String, Long>();
            for (long more = Packed.readNumber(in); more > 0; more--) {
                counters.put(in.readUTF(), Packed.readNumber(in));
            }
            rows.put(key, counters);
        }
        return new Contribution(rows);
    }
}
