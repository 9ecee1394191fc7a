package tlsrpt.store;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// Objects that were stored but not counted, listed for 90 days after they were last tried. Spread over 16
/// partitions, so that a flood does not hit a single one.
///
/// Of one sender, reason and day 20 objects are listed; the others are one line that counts them, so that nobody can
/// fill the list. All are found by their keys.
public final class HeldObjects {

    private static final Duration KEPT = Duration.ofDays(90);
    private static final int TEXT_CHARS = 500;
    private static final int PAGE = 100;
    private static final int LISTED = 20;

    private final Table table;
    private final Clock clock;

    public HeldObjects(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// Lists it; if it is listed already, the time when it was first tried stays.
    public void hold(String objectKey, HeldReport why, long size) {
        table.write(change(Keys.held(objectKey), why, size));
    }

    /// Lists it, or adds it to the sender's line of that reason and day if many are listed already.
    ///
    /// @param sender an organization that signed it, or a word for all who sign nothing
    public void hold(String objectKey, HeldReport why, long size, String sender) {
        for (var own : List.of(Keys.held(objectKey), Keys.heldBeyond(objectKey))) {
            if (table.get(own).isPresent()) {
                table.write(change(own, why, size));
                return;
            }
        }
        var now = clock.instant();
        var line = Keys.heldLine(LocalDate.ofInstant(now, ZoneOffset.UTC), why.reason(), sender);
        var expires = Value.of(now.plus(KEPT).getEpochSecond());
        var listed = table.write(List.of(
                change(Keys.held(objectKey), why, size).when(new Condition.Absent()),
                Write.Change.of(line)
                        .add("listed", 1)
                        .set("expires", expires)
                        .when(new Condition.MissingOrBelow("listed", Value.of(LISTED)))));
        if (listed instanceof Written.RefusedElsewhere) {
            // Refused by its own write where an earlier answer was lost.
            table.write(List.of(
                    change(Keys.heldBeyond(objectKey), why, size)
                            .set("line", line.sk())
                            .when(new Condition.Absent()),
                    Write.Change.of(line)
                            .add("beyond", 1)
                            .set("latest", objectKey)
                            .set("reason", why.reason().name())
                            .set("who", text(sender))
                            .setOnce("first", now.toString())
                            .set("last", now.toString())
                            .set("expires", expires)));
        }
    }

    private Write.Change change(Key key, HeldReport why, long size) {
        var now = clock.instant();
        return Write.Change.of(key)
                .set("reason", why.reason().name())
                .set("detail", text(why.detail()))
                .set("who", text(why.who()))
                .set("domain", text(why.domain()))
                .set("claims", Value.of(why.claims()))
                .set("reporter", why.reporter() == null ? "" : why.reporter().key())
                .set("size", size)
                .setOnce("first", now.toString())
                .set("last", now.toString())
                .set("expires", now.plus(KEPT).getEpochSecond());
    }

    /// A change cannot take an attribute away, so what is missing is empty.
    private static String text(@Nullable String text) {
        return text == null ? "" : Keys.cut(text, TEXT_CHARS);
    }

    /// What is known of this object; empty where it is not held.
    public Optional<HeldObject> find(String objectKey) {
        return table.get(Keys.held(objectKey))
                .or(() -> table.get(Keys.heldBeyond(objectKey)))
                .map(HeldObject::of);
    }

    /// It is recorded after all.
    public void release(String objectKey) {
        table.write(Write.delete(Keys.held(objectKey)));
        var beyond = table.get(Keys.heldBeyond(objectKey));
        if (beyond.isPresent()) {
            var line = beyond.get().text("line");
            table.write(List.of(
                    new Write.Delete(beyond.get().key(), new Condition.Same("line", Value.of(line))),
                    Write.Change.of(Keys.held(line)).add("beyond", -1)));
        }
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
                    held(item).ifPresent(held::add);
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

    private static Optional<HeldObject> held(Item item) {
        if (!Keys.isHeldLine(item.key())) {
            return Optional.of(HeldObject.of(item));
        }
        return item.number("beyond") > 0 ? Optional.of(HeldObject.ofLine(item)) : Optional.empty();
    }

    /// Returns the keys of all held objects, including those that are only counted in a summary line.
    public Set<String> keys() {
        var keys = Page.stream(this::list).map(HeldObject::objectKey).collect(Collectors.toSet());
        for (int shard = 0; shard < Keys.HELD_SHARDS; shard++) {
            for (var item : table.all(Range.of(Keys.heldBeyondPartition(shard)))) {
                if (item.number("expires") > clock.instant().getEpochSecond()) {
                    keys.add(item.key().sk());
                }
            }
        }
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
