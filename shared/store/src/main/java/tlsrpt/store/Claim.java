package tlsrpt.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// All copies that claim to be the same report, and which of them count: one per proven reporter, and at most one
/// unproven copy.
///
/// | a new copy, beside one that counts | then |
/// |---|---|
/// | same source, same body or text | the newer reader's counts |
/// | same source, other body | the first counts, the other is held |
/// | other source, same body or text | one report: the better source's counts, else the first |
/// | both proven, other body | both count, each for its own reporter |
/// | one proven for the very domain that is claimed, the other unproven | the proven one counts, whichever came first |
/// | one proven otherwise, the other unproven | both count, apart |
/// | both unproven, other body | the more trusted counts, else the first |
///
/// So nothing unproven can block, replace or contradict what is proven.
///
/// @param reporter the domain that all copies claim to come from
/// @param version `null` if nothing is counted
/// @param expires not before any copy
/// @param copies by the identity in their [ReportRef]
record Claim(Key key, String reporter, @Nullable String version, long expires, SortedMap<String, Copy> copies) {

    /// Beyond, only a pinned reporter or the claimed one adds a copy.
    private static final int MOST_COPIES = 8;

    Claim {
        copies = Collections.unmodifiableSortedMap(new TreeMap<>(copies));
    }

    /// A counted copy.
    ///
    /// @param reporter `null` if none is proven
    /// @param body the hash of what it says
    /// @param version of the report's item
    record Copy(Trust trust, @Nullable ReporterId reporter, String body, ReadText text, String version) {

        static Copy of(StoredReport report) {
            return new Copy(
                    report.provenance().trust(),
                    report.provenance().proven(),
                    report.body().hash(),
                    report.text(),
                    report.booking().version());
        }

        private boolean saysTheSame(Copy other) {
            return body.equals(other.body) || text.hash().equals(other.text.hash());
        }

        private boolean isNewerReading(Copy other) {
            return text.reader() > other.text.reader();
        }

        private boolean isPinned() {
            return reporter != null && ReporterId.BUILT_IN.contains(reporter);
        }

        private boolean isBetter(Copy other) {
            return trust.compareTo(other.trust) > 0;
        }
    }

    /// What is to be done with a new copy.
    sealed interface Decision {

        /// It counts in addition to the others.
        record Insert() implements Decision {}

        /// It counts in place of this one.
        ///
        /// @param alone whether this one goes first, by itself
        record Replace(String identity, boolean alone) implements Decision {}

        /// It is counted already, by this one.
        record Duplicate(String identity, Trust trust) implements Decision {}

        /// It says something else than this one, which has the same right or more.
        record Contrary(String identity, String detail) implements Decision {}
    }

    static Key key(StoredReport report) {
        return Keys.claim(
                report.ref().domain(), report.ref().day(), report.claimed().claim());
    }

    /// Whether the claimed reporter itself wrote it.
    private boolean isOwner(Copy copy) {
        return copy.reporter != null
                && (copy.isPinned() || copy.reporter.domain().equals(reporter));
    }

    /// @param item as the table has it
    static Claim of(StoredReport report, Optional<Item> item) {
        return new Claim(
                key(report),
                report.claimed().reporter(),
                item.map(present -> present.text("version")).orElse(null),
                item.map(present -> present.number("expires")).orElse(0L),
                item.map(Claim::copies).orElseGet(TreeMap::new));
    }

    static SortedMap<String, Copy> copies(Item item) {
        return Packed.unpack(item, "copies", Claim::copies);
    }

    /// Whether the very item of this report is counted.
    boolean isAsCounted(StoredReport report) {
        var copy = copies.get(report.ref().identity());
        return copy != null && copy.version.equals(report.booking().version());
    }

    Decision decide(StoredReport report) {
        var fresh = Copy.of(report);
        return fresh.reporter == null
                ? decideUnproven(fresh)
                : decideProven(report.ref().identity(), fresh);
    }

    private Decision decideProven(String identity, Copy fresh) {
        var own = copies.get(identity);
        if (own != null) {
            return again(identity, own, fresh);
        }
        String taken = null;
        Map.Entry<String, Copy> same = null;
        for (var copy : copies.entrySet()) {
            boolean saysTheSame = copy.getValue().saysTheSame(fresh);
            if (copy.getValue().reporter == null) {
                taken = saysTheSame || isOwner(fresh) ? copy.getKey() : null;
            } else if (saysTheSame) {
                same = copy;
            }
        }
        if (same != null) {
            if (!fresh.isBetter(same.getValue())) {
                return new Decision.Duplicate(same.getKey(), same.getValue().trust);
            }
            return taken == null ? new Decision.Replace(same.getKey(), false) : new Decision.Replace(taken, true);
        }
        if (taken != null) {
            return new Decision.Replace(taken, false);
        }
        return copies.size() < MOST_COPIES || isOwner(fresh)
                ? new Decision.Insert()
                : new Decision.Contrary(
                        copies.firstKey(), "more than " + MOST_COPIES + " senders claim this report, such as");
    }

    private Decision decideUnproven(Copy fresh) {
        for (var copy : copies.entrySet()) {
            var known = copy.getValue();
            if (known.reporter != null && known.saysTheSame(fresh)) {
                return new Decision.Duplicate(copy.getKey(), known.trust);
            }
            if (isOwner(known)) {
                return new Decision.Contrary(copy.getKey(), "the report from " + reporter + " contradicts it");
            }
        }
        for (var copy : copies.entrySet()) {
            var known = copy.getValue();
            if (known.reporter == null) {
                int trust = fresh.trust.compareTo(known.trust);
                return trust == 0
                        ? again(copy.getKey(), known, fresh)
                        : trust > 0
                                ? new Decision.Replace(copy.getKey(), false)
                                : new Decision.Duplicate(copy.getKey(), known.trust);
            }
        }
        return new Decision.Insert();
    }

    private static Decision again(String identity, Copy known, Copy fresh) {
        boolean sameBody = known.body.equals(fresh.body);
        if (!sameBody && (!known.saysTheSame(fresh) || known.text.reader() == fresh.text.reader())) {
            return new Decision.Contrary(identity, "another report with this source and id already counts");
        }
        return fresh.isNewerReading(known)
                ? new Decision.Replace(identity, false)
                : new Decision.Duplicate(identity, known.trust);
    }

    Claim with(StoredReport report) {
        var more = new TreeMap<>(copies);
        more.put(report.ref().identity(), Copy.of(report));
        return new Claim(
                key,
                reporter,
                next("+", report),
                Math.max(expires, report.booking().expires()),
                more);
    }

    Claim without(StoredReport report) {
        var fewer = new TreeMap<>(copies);
        fewer.remove(report.ref().identity());
        return new Claim(key, reporter, next("-", report), expires, fewer);
    }

    /// Hashes all that ever happened to the item, so that no version comes back with other copies.
    private String next(String sign, StoredReport report) {
        var history = version + sign + report.booking().version();
        return Keys.sha256(history.getBytes(StandardCharsets.US_ASCII)).substring(0, 16);
    }

    /// Returns the write that makes this of what was seen, if it is still there.
    Write write(Claim seen) {
        Condition asSeen =
                seen.version == null ? new Condition.Absent() : new Condition.Same("version", Value.of(seen.version));
        if (copies.isEmpty() || version == null) {
            return new Write.Delete(key, asSeen);
        }
        return new Write.Put(
                Item.at(key)
                        .put("version", version)
                        .put("copies", Packed.pack(this::write))
                        .put("expires", expires)
                        .item(),
                asSeen);
    }

    /// What [#copies(DataInput)] reads.
    private void write(DataOutput out) throws IOException {
        Packed.write(out, copies.size());
        for (var each : copies.entrySet()) {
            var copy = each.getValue();
            Packed.writeHash(out, each.getKey());
            out.writeUTF(copy.trust.name());
            Packed.writeOrNull(out, copy.reporter == null ? null : copy.reporter.key());
            Packed.writeHash(out, copy.body);
            Packed.writeHash(out, copy.text.hash());
            Packed.write(out, copy.text.reader());
            Packed.writeHash(out, copy.version);
        }
    }

    private static SortedMap<String, Copy> copies(DataInput in) throws IOException {
        var copies = new TreeMap<String, Copy>();
        for (long left = Packed.readNumber(in); left > 0; left--) {
            var identity = Packed.readHash(in);
            var trust = Trust.valueOf(in.readUTF());
            var reporter = Packed.readOrNull(in);
            copies.put(
                    identity,
                    new Copy(
                            trust,
                            reporter == null ? null : ReporterId.ofKey(reporter),
                            Packed.readHash(in),
                            new ReadText(Packed.readHash(in), Math.toIntExact(Packed.readNumber(in))),
                            Packed.readHash(in)));
        }
        return copies;
    }
}
