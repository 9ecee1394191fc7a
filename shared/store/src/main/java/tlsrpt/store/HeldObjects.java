package tlsrpt.store;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// What was kept but not counted, in sight for 90 days after it was last tried. Spread over 16 partitions, so that a
/// flood does not meet in one.
public final class HeldObjects {

    private static final Duration KEPT = Duration.ofDays(90);
    private static final int TEXT_CHARS = 500;
    private static final int PAGE = 100;

    private final Table table;
    private final Clock clock;

    public HeldObjects(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// Puts it in sight; where it is there already, the time when it was first tried stays.
    public void hold(String objectKey, Withheld why, long size) {
        var now = clock.instant();
        table.write(Write.Change.of(Keys.held(objectKey))
                .set("reason", why.reason().name())
                .set("detail", text(why.detail()))
                .set("who", text(why.who()))
                .set("domain", text(why.domain()))
                .set("claims", Value.of(why.claims()))
                .set("size", size)
                .setOnce("first", now.toString())
                .set("last", now.toString())
                .set("expires", now.plus(KEPT).getEpochSecond()));
    }

    /// A change cannot take an attribute away, so what is missing is empty.
    private static String text(@Nullable String text) {
        return text == null ? "" : Keys.cut(text, TEXT_CHARS);
    }

    /// What is known of this object; empty where it is not held.
    public Optional<HeldObject> find(String objectKey) {
        return table.get(Keys.held(objectKey)).map(HeldObject::of);
    }

    /// It is recorded after all.
    public void release(String objectKey) {
        table.write(Write.delete(Keys.held(objectKey)));
    }

    /// All of them, page by page, in no order that means anything.
    ///
    /// @throws BadCursorException where the cursor is none of this list
    public Page<HeldObject> list(@Nullable String cursor) {
        var route = Cursor.route("held");
        var place = route.open(cursor);
        int shard = place == null ? 0 : shard(place);
        var after = place == null || place.indexOf('#') < 0 ? null : place.substring(place.indexOf('#') + 1);
        var held = new ArrayList<HeldObject>();
        for (; shard < Keys.HELD_SHARDS; shard++) {
            var range = Range.of(Keys.heldPartition(shard)).continuedAfter(after);
            var found = table.query(range, PAGE - held.size());
            for (var item : found.items()) {
                if (item.number("expires") > clock.instant().getEpochSecond()) {
                    held.add(HeldObject.of(item));
                }
            }
            after = found.last();
            if (after != null) {
                return new Page<>(held, route.at(shard + "#" + after));
            }
            if (held.size() >= PAGE) {
                return new Page<>(held, shard + 1 < Keys.HELD_SHARDS ? route.at(String.valueOf(shard + 1)) : null);
            }
        }
        return new Page<>(held, null);
    }

    /// Returns the keys of all of them.
    public Set<String> keys() {
        return Page.stream(this::list).map(HeldObject::objectKey).collect(Collectors.toSet());
    }

    private static int shard(String place) {
        try {
            int shard = Integer.parseInt(place.indexOf('#') < 0 ? place : place.substring(0, place.indexOf('#')));
            if (shard >= 0 && shard < Keys.HELD_SHARDS) {
                return shard;
            }
        } catch (NumberFormatException _) {
            // refused below, like a number that is none of a shard
        }
        throw new BadCursorException();
    }
}
