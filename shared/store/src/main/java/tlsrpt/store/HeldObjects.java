package tlsrpt.store;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

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
        table.update(Update.of(Keys.held(objectKey))
                .set("reason", AttributeValue.fromS(why.reason().name()))
                .set("detail", text(why.detail()))
                .set("who", text(why.who()))
                .set("domain", text(why.domain()))
                .set("claims", Attributes.number(why.claims() ? 1 : 0))
                .set("size", Attributes.number(size))
                .setOnce("first", AttributeValue.fromS(now.toString()))
                .set("last", AttributeValue.fromS(now.toString()))
                .set("expires", Attributes.number(now.plus(KEPT).getEpochSecond())));
    }

    /// An update cannot take an attribute away, so what is missing is empty.
    private static AttributeValue text(@Nullable String text) {
        return AttributeValue.fromS(text == null ? "" : Attributes.cut(text, TEXT_CHARS));
    }

    /// What is known of this object; empty where it is not held.
    public Optional<HeldObject> find(String objectKey) {
        var item = table.get(Keys.held(objectKey));
        return item.isEmpty() ? Optional.empty() : Optional.of(HeldObject.of(item));
    }

    /// It is recorded after all.
    public void release(String objectKey) {
        table.delete(Keys.held(objectKey));
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
            var found = table.query(Table.Range.all(Keys.heldPartition(shard), after), PAGE - held.size(), false);
            for (var item : found.items()) {
                if (Attributes.of(item).number("expires") > clock.instant().getEpochSecond()) {
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

    /// The keys of all of them.
    public Set<String> keys() {
        var keys = new HashSet<String>();
        String cursor = null;
        do {
            var page = list(cursor);
            page.items().forEach(object -> keys.add(object.objectKey()));
            cursor = page.next();
        } while (cursor != null);
        return keys;
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
