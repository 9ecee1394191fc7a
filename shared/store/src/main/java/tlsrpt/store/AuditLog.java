package tlsrpt.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// Who changed what, and when. An entry is written before its change is made, so that no change is missing from it;
/// one without an outcome was begun and may not be done.
///
/// It keeps an entry for 400 days, and the latest 2,000 entries.
public final class AuditLog {

    /// How many entries are kept.
    public static final int MOST = 2_000;

    private static final String PARTITION = "AUDIT";
    private static final Duration KEPT = Duration.ofDays(400);
    private static final int PAGE = 100;
    private static final int NOTE_CHARS = 500;
    private static final int WHO_CHARS = 200;
    private static final int SUFFIXES = 0x10000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Table table;
    private final Clock clock;

    public AuditLog(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// A change that is about to be made, with the members of [AuditEntry].
    public record Intent(
            String who,
            String action,
            String subject,
            String note,
            String did,
            @Nullable String inverse,
            @Nullable String undoes) {}

    /// Notes it, and forgets the oldest entries if there are too many.
    ///
    /// @param random tells entries of the same moment apart
    /// @return the identifier of the entry
    public String begin(Intent intent, RandomGenerator random) {
        var now = clock.instant();
        var id = TIME.format(now) + "-" + String.format("%04x", random.nextInt(SUFFIXES));
        table.write(Write.put(Item.at(new Key(PARTITION, id))
                .put("at", now.toString())
                .put("who", Keys.cut(intent.who(), WHO_CHARS))
                .put("action", intent.action())
                .put("subject", intent.subject())
                .put("note", Keys.cut(intent.note(), NOTE_CHARS))
                .put("did", intent.did())
                .put("inverse", intent.inverse())
                .put("undoes", intent.undoes())
                .put("expires", now.plus(KEPT).getEpochSecond())
                .item()));
        prune();
        return id;
    }

    /// Notes what it changed.
    public void done(String id, String outcome) {
        table.write(Write.Change.of(new Key(PARTITION, id)).set("outcome", outcome));
    }

    /// Notes that another entry took it back.
    public void undone(String id, String by) {
        table.write(Write.Change.of(new Key(PARTITION, id)).set("undoneBy", by));
    }

    public Optional<AuditEntry> find(String id) {
        return table.get(new Key(PARTITION, id)).filter(this::isKept).map(AuditLog::of);
    }

    /// Returns a page of the entries, the latest first.
    ///
    /// @throws BadCursorException if the cursor was made for another list
    public Page<AuditEntry> list(@Nullable String cursor) {
        return Cursor.route("audit")
                .page(table, Range.of(PARTITION).fromTheEnd(), PAGE, cursor)
                .only(this::isKept)
                .map(AuditLog::of);
    }

    private void prune() {
        var latest = table.query(Range.of(PARTITION).fromTheEnd(), MOST);
        if (latest.last() == null) {
            return;
        }
        var rest = table.query(Range.of(PARTITION).fromTheEnd().continuedAfter(latest.last()), PAGE);
        rest.items().forEach(item -> table.write(Write.delete(item.key())));
    }

    private boolean isKept(Item item) {
        return item.number("expires") > clock.instant().getEpochSecond();
    }

    private static AuditEntry of(Item item) {
        return new AuditEntry(
                item.key().sk(),
                Instant.parse(item.text("at")),
                item.text("who"),
                item.text("action"),
                item.text("subject"),
                item.text("note"),
                item.text("did"),
                item.textOrNull("inverse"),
                item.textOrNull("undoes"),
                item.textOrNull("outcome"),
                item.textOrNull("undoneBy"));
    }
}
