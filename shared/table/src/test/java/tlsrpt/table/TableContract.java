package tlsrpt.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every table promises. Each implementation runs it.
public interface TableContract {

    /// Returns a table in which no test has written yet.
    Table emptyTable();

    @Test
    default void returnsNothingWhereThereIsNoItem() {
        assertThat(emptyTable().get(new Key("p", "s"))).isEmpty();
        assertThat(emptyTable().query(Range.of("p"), 10).items()).isEmpty();
        assertThat(emptyTable().query(Range.of("p"), 10).last()).isNull();
    }

    /// Values of every type, at their edges.
    enum Sample {
        TEXT(Value.of("mail.example.com")),
        EMPTY_TEXT(Value.of("")),
        TEXT_THAT_LOOKS_LIKE_JSON(Value.of("{\"a\": [1, null]} \\ \t\n\u0001")),
        TEXT_THAT_LOOKS_LIKE_A_NUMBER(Value.of("0012")),
        NON_ASCII_TEXT(Value.of("b\u00fccher.example \ud83d\ude00 \u2028 \uffff")),
        ZERO(Value.of(0)),
        NEGATIVE_NUMBER(Value.of(-7)),
        TRILLION(Value.of(1_000_000_000_000L)),
        LARGEST_NUMBER(Value.of(Long.MAX_VALUE)),
        SMALLEST_NUMBER(Value.of(Long.MIN_VALUE)),
        TRUE(Value.of(true)),
        FALSE(Value.of(false)),
        TEXTS(Value.of(List.of("b", "a", "", "a"))),
        NO_TEXTS(Value.of(List.of())),
        EMPTY_TREE(new Value.Tree(Collections.emptySortedMap())),
        TREE(new Value.Tree(new TreeMap<>(Map.of(
                "text", Value.of("x"),
                "n", Value.of(-1),
                "set", Value.of(true),
                "texts", Value.of(List.of("y")),
                "no.texts", Value.of(List.of()),
                "tree", new Value.Tree(new TreeMap<>(Map.of("deeper", Value.of(""))))))));

        @SuppressWarnings("ImmutableEnumChecker") // All values are immutable.
        private final Value value;

        Sample(Value value) {
            this.value = value;
        }
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    default void returnsEveryValueAsItWasPut(Sample sample) {
        var table = emptyTable();
        var item = Item.at(new Key("p", "s")).put("v", sample.value).put("w", 1).item();

        assertThat(table.write(Write.put(item))).isTrue();

        assertThat(table.get(item.key())).contains(item);
        assertThat(table.query(Range.of("p"), 10).items()).containsExactly(item);
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    default void returnsEveryValueAsAChangeSetIt(Sample sample) {
        var table = emptyTable();
        var key = new Key("p", "s");

        table.write(Write.Change.of(key).set("v", sample.value));

        assertThat(table.get(key)).contains(Item.at(key).put("v", sample.value).item());
    }

    @ParameterizedTest
    @EnumSource(
            value = Sample.class,
            names = {
                "TEXT",
                "EMPTY_TEXT",
                "TEXT_THAT_LOOKS_LIKE_A_NUMBER",
                "NON_ASCII_TEXT",
                "ZERO",
                "TRILLION",
                "FALSE"
            })
    default void writesWhereAValueIsTheSame(Sample sample) {
        var table = emptyTable();
        var key = new Key("p", "s");
        table.write(Write.Change.of(key).set("v", sample.value));

        assertThat(table.write(Write.Change.of(key).add("n", 1).when(new Condition.Same("v", sample.value))))
                .isTrue();
        assertThat(table.write(Write.Change.of(key).add("n", 1).when(new Condition.Same("v", Value.of("other")))))
                .isFalse();
        assertThat(table.write(Write.Change.of(key).add("n", 1).when(new Condition.Same("missing", sample.value))))
                .isFalse();
        assertThat(table.get(key).orElseThrow().number("n")).isEqualTo(1);
    }

    @Test
    default void keepsAnItemThatHasNothingButItsKey() {
        var table = emptyTable();
        var item = Item.at(new Key("p", "s")).item();

        table.write(Write.put(item));

        assertThat(table.get(item.key())).contains(item);
    }

    @Test
    default void replacesAllAttributesOfAnItemThatIsPut() {
        var table = emptyTable();
        table.write(Write.put(item("s", 1)));
        var other = Item.at(new Key("p", "s")).put("other", "x").item();

        table.write(Write.put(other));

        assertThat(table.get(other.key())).contains(other);
    }

    @Test
    default void doesNotPutOverAnItemThatMustBeAbsent() {
        var table = emptyTable();

        assertThat(table.write(List.of(new Write.Put(item("s", 1), new Condition.Absent()))))
                .isEqualTo(new Written.Done());
        assertThat(table.write(List.of(new Write.Put(item("s", 2), new Condition.Absent()))))
                .isEqualTo(new Written.Refused(Optional.of(item("s", 1))));
        assertThat(table.all(Range.of("p"))).containsExactly(item("s", 1));
    }

    @Test
    default void deletesWhatIsThereAndWhatIsNot() {
        var table = emptyTable();
        table.write(Write.put(item("s", 1)));

        assertThat(table.write(Write.delete(new Key("p", "s")))).isTrue();
        assertThat(table.write(Write.delete(new Key("p", "s")))).isTrue();
        assertThat(table.get(new Key("p", "s"))).isEmpty();
    }

    @Test
    default void deletesOnlyOnItsCondition() {
        var table = emptyTable();
        table.write(Write.put(item("s", 1)));

        assertThat(table.write(List.of(new Write.Delete(new Key("p", "s"), new Condition.Same("n", Value.of(2))))))
                .isEqualTo(new Written.Refused(Optional.of(item("s", 1))));
        assertThat(table.write(List.of(new Write.Delete(new Key("p", "t"), new Condition.Same("n", Value.of(2))))))
                .isEqualTo(new Written.Refused(Optional.empty()));
        assertThat(table.write(List.of(new Write.Delete(new Key("p", "s"), new Condition.Same("n", Value.of(1))))))
                .isEqualTo(new Written.Done());
        assertThat(table.get(new Key("p", "s"))).isEmpty();
    }

    @Test
    default void setsAndAddsWhereThereIsNoItem() {
        var table = emptyTable();
        var key = new Key("p", "s");

        table.write(Write.Change.of(key).set("set", "a").setOnce("once", "b").add("n", 3));

        assertThat(table.get(key))
                .contains(Item.at(key)
                        .put("set", "a")
                        .put("once", "b")
                        .put("n", 3)
                        .item());
    }

    @Test
    default void changesAnItemAndKeepsItsOtherAttributes() {
        var table = emptyTable();
        var key = new Key("p", "s");
        table.write(Write.put(Item.at(key)
                .put("set", "a")
                .put("once", "b")
                .put("n", 3)
                .put("other", true)
                .item()));

        table.write(Write.Change.of(key)
                .set("set", "A")
                .setOnce("once", "B")
                .setOnce("first", "C")
                .add("n", 1_000_000_000_000L)
                .add("m", -2));

        assertThat(table.get(key))
                .contains(Item.at(key)
                        .put("set", "A")
                        .put("once", "b")
                        .put("first", "C")
                        .put("n", 1_000_000_000_003L)
                        .put("m", -2)
                        .put("other", true)
                        .item());
    }

    @Test
    default void createsAnItemByAChangeOfNothing() {
        var table = emptyTable();
        var key = new Key("p", "s");

        assertThat(table.write(Write.Change.of(key).when(new Condition.Absent())))
                .isTrue();
        assertThat(table.write(Write.Change.of(key).when(new Condition.Absent())))
                .isFalse();
        assertThat(table.get(key)).contains(Item.at(key).item());
    }

    @Test
    default void treatsAttributesWhoseNamesAreReservedOrOdd() {
        var table = emptyTable();
        var key = new Key("p", "s");
        table.write(Write.put(
                Item.at(key).put("size", 1).put("a.b", "x").put("#c", "y").item()));

        assertThat(table.write(Write.Change.of(key)
                        .set("a.b", "X")
                        .setOnce("values", "v")
                        .setOnce(":d", "z")
                        .add("size", 1)
                        .add("a-b", 1)
                        .when(new Condition.Same("#c", Value.of("y")))))
                .isTrue();

        assertThat(table.get(key))
                .contains(Item.at(key)
                        .put("size", 2)
                        .put("a.b", "X")
                        .put("#c", "y")
                        .put("values", "v")
                        .put(":d", "z")
                        .put("a-b", 1)
                        .item());
    }

    @Test
    default void writesBelowANumber() {
        var table = emptyTable();
        var key = new Key("p", "s");
        var write = Write.Change.of(key).set("n", 10).when(new Condition.MissingOrBelow("n", Value.of(10)));

        assertThat(table.write(write)).as("no item").isTrue();
        assertThat(table.write(write)).as("equal").isFalse();
        table.write(Write.Change.of(key).set("n", 9));
        assertThat(table.write(write)).as("below").isTrue();
        table.write(Write.Change.of(key).set("n", 1_000_000_000_000L));
        assertThat(table.write(write)).as("above").isFalse();
        table.write(Write.Change.of(key).set("n", "1"));
        assertThat(table.write(write)).as("a text").isFalse();
        table.write(Write.put(Item.at(key).put("m", 1).item()));
        assertThat(table.write(write)).as("no attribute").isTrue();
    }

    @Test
    default void writesAboveATextInTheOrderOfItsBytes() {
        var table = emptyTable();
        var key = new Key("p", "s");
        var write = Write.Change.of(key).add("n", 1).when(new Condition.MissingOrAbove("t", Value.of("\uffff")));

        assertThat(table.write(write)).as("no item").isTrue();
        table.write(Write.Change.of(key).set("t", "\uffff"));
        assertThat(table.write(write)).as("equal").isFalse();
        table.write(Write.Change.of(key).set("t", "\ud83d\ude00"));
        assertThat(table.write(write))
                .as("above, though its first UTF-16 unit is not")
                .isTrue();
        table.write(Write.Change.of(key).set("t", "z"));
        assertThat(table.write(write)).as("below").isFalse();
        table.write(Write.Change.of(key).set("t", 5));
        assertThat(table.write(write)).as("a number").isFalse();
        assertThat(table.get(key).orElseThrow().number("n")).isEqualTo(2);
    }

    @Test
    default void writesAHundredChangesOrNone() {
        var table = emptyTable();
        var writes = new ArrayList<Write>();
        for (int i = 0; i < Table.MAX_WRITES; i++) {
            writes.add(Write.Change.of(new Key("p" + i % 3, "s" + i)).add("n", i));
        }
        var obstacle = new Key("p0", "s99");
        writes.set(99, Write.Change.of(obstacle).add("n", 99).when(new Condition.Absent()));
        table.write(Write.put(Item.at(obstacle).put("n", 1).item()));

        assertThat(table.write(writes)).isEqualTo(new Written.RefusedElsewhere());
        assertThat(table.all(Range.of("p0"))).hasSize(1);
        assertThat(table.all(Range.of("p1"))).isEmpty();

        table.write(Write.delete(obstacle));
        assertThat(table.write(writes)).isEqualTo(new Written.Done());
        var sum = IntStream.range(0, 3)
                .mapToLong(i -> table.all(Range.of("p" + i)).stream()
                        .mapToLong(item -> item.number("n"))
                        .sum())
                .sum();
        assertThat(sum).isEqualTo(4950);
    }

    @Test
    default void reportsTheFirstWriteAsRefusedThoughOthersAreToo() {
        var table = emptyTable();
        table.write(Write.put(item("a", 1)));
        table.write(Write.put(item("b", 2)));
        var a = new Write.Put(item("a", 3), new Condition.Absent());
        var b = new Write.Put(item("b", 4), new Condition.Absent());
        var c = new Write.Put(item("c", 5), new Condition.Absent());

        assertThat(table.write(List.of(a, b, c))).isEqualTo(new Written.Refused(Optional.of(item("a", 1))));
        assertThat(table.write(List.of(c, b, a))).isEqualTo(new Written.RefusedElsewhere());
        assertThat(table.all(Range.of("p"))).containsExactly(item("a", 1), item("b", 2));
    }

    @Test
    default void putsChangesAndDeletesInOneCall() {
        var table = emptyTable();
        table.write(Write.put(item("a", 1)));
        table.write(Write.put(item("b", 2)));

        var written = table.write(List.of(
                Write.put(item("c", 3)),
                Write.delete(new Key("p", "a")),
                Write.Change.of(new Key("p", "b")).add("n", 5),
                Write.delete(new Key("p", "nothing"))));

        assertThat(written).isEqualTo(new Written.Done());
        assertThat(table.all(Range.of("p"))).containsExactly(item("b", 7), item("c", 3));
    }

    @Test
    default void ordersSortKeysByTheirBytes() {
        var table = emptyTable();
        var keys = List.of(
                "A", "Z", "a", "a#", "a#1", "ab", "z", "\u00e9", "\u2028", "\uffff", "\ud83d\ude00", "\ud83d\ude01");
        var shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(1));
        shuffled.forEach(sk -> table.write(Write.put(item(sk, 1))));

        assertThat(table.all(Range.of("p"))).extracting(item -> item.key().sk()).containsExactlyElementsOf(keys);
        assertThat(table.all(Range.of("p").fromTheEnd()))
                .extracting(item -> item.key().sk())
                .containsExactlyElementsOf(keys.reversed());
        assertThat(table.all(Range.of("p", "a#1", "\uffff")))
                .extracting(item -> item.key().sk())
                .containsExactly("a#1", "ab", "z", "\u00e9", "\u2028", "\uffff");
    }

    @Test
    default void keepsPartitionsApart() {
        var table = emptyTable();
        table.write(Write.put(Item.at(new Key("p", "s")).put("n", 1).item()));
        table.write(Write.put(Item.at(new Key("p\u00e9", "s")).put("n", 2).item()));
        table.write(Write.put(Item.at(new Key("P", "s")).put("n", 3).item()));

        assertThat(table.all(Range.of("p")))
                .extracting(item -> item.number("n"))
                .containsExactly(1L);
        assertThat(table.get(new Key("p\u00e9", "s")).orElseThrow().number("n")).isEqualTo(2);
    }

    @Test
    default void readsASpanWithBothEnds() {
        var table = emptyTable();
        table.write(twelve());

        assertThat(numbers(table.all(Range.of("p", "s03", "s05")))).containsExactly(3L, 4L, 5L);
        assertThat(numbers(table.all(Range.of("p", "s025", "s055")))).containsExactly(3L, 4L, 5L);
        assertThat(numbers(table.all(Range.of("p", "s03", "s05").fromTheEnd()))).containsExactly(5L, 4L, 3L);
        assertThat(numbers(table.all(Range.of("p", "s03", "s03")))).containsExactly(3L);
        assertThat(table.all(Range.of("p", "t", "u"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 11, 12, 13, 100})
    default void readsPagesThatTogetherAreTheRange(int limit) {
        var table = emptyTable();
        table.write(twelve());
        var all = upTo(0, 11);

        assertThat(numbers(pages(table, Range.of("p"), limit))).isEqualTo(all);
        assertThat(numbers(pages(table, Range.of("p").readLatest().fromTheEnd(), limit)))
                .isEqualTo(all.reversed());
        assertThat(numbers(pages(table, Range.of("p", "s02", "s09"), limit))).isEqualTo(upTo(2, 9));
        assertThat(numbers(pages(table, Range.of("p", "s02", "s09").fromTheEnd(), limit)))
                .isEqualTo(upTo(2, 9).reversed());
    }

    @Test
    default void continuesBehindAKeyThatIsNoLongerThere() {
        var table = emptyTable();
        table.write(twelve());
        table.write(Write.delete(new Key("p", "s05")));

        assertThat(numbers(table.all(Range.of("p").continuedAfter("s05")))).isEqualTo(upTo(6, 11));
        assertThat(numbers(table.all(Range.of("p").fromTheEnd().continuedAfter("s05"))))
                .isEqualTo(upTo(0, 4).reversed());
    }

    @Test
    default void countsEveryChangeOfTwoWriters() throws Exception {
        var table = emptyTable();
        race(() -> {
            for (int i = 0; i < 40; i++) {
                table.write(List.of(
                        Write.Change.of(new Key("p", "sum")).add("n", 1),
                        Write.Change.of(new Key("p", "other")).add("n", 2)));
            }
            return 0;
        });

        assertThat(table.get(new Key("p", "sum")).orElseThrow().number("n")).isEqualTo(80);
        assertThat(table.get(new Key("p", "other")).orElseThrow().number("n")).isEqualTo(160);
    }

    @Test
    default void letsOneOfTwoWritersCreateAnItem() throws Exception {
        var table = emptyTable();
        var created = race(() -> {
            int mine = 0;
            for (int i = 0; i < 40; i++) {
                mine += table.write(new Write.Put(item("s" + i, i), new Condition.Absent())) ? 1 : 0;
            }
            return mine;
        });

        assertThat(created.get(0) + created.get(1)).isEqualTo(40);
        assertThat(table.all(Range.of("p"))).hasSize(40);
    }

    @Test
    default void letsTwoWritersTakeTurnsOnACondition() throws Exception {
        var table = emptyTable();
        var key = new Key("p", "s");
        table.write(Write.Change.of(key).set("n", 0));

        race(() -> {
            int done = 0;
            while (done < 20) {
                long n = table.get(key).orElseThrow().number("n");
                var next = Write.Change.of(key).set("n", n + 1).when(new Condition.Same("n", Value.of(n)));
                done += table.write(next) ? 1 : 0;
            }
            return done;
        });

        assertThat(table.get(key).orElseThrow().number("n")).isEqualTo(40);
    }

    private static Item item(String sk, long n) {
        return Item.at(new Key("p", sk)).put("n", n).item();
    }

    private static List<Write> twelve() {
        return IntStream.range(0, 12)
                .<Write>mapToObj(i -> Write.put(item(String.format("s%02d", i), i)))
                .toList();
    }

    private static List<Item> pages(Table table, Range range, int limit) {
        var items = new ArrayList<Item>();
        var next = range;
        while (true) {
            var page = table.query(next, limit);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            items.addAll(page.items());
            if (page.last() == null) {
                return items;
            }
            next = range.continuedAfter(page.last());
        }
    }

    private static List<Long> numbers(List<Item> items) {
        return items.stream().map(item -> item.number("n")).toList();
    }

    private static List<Long> upTo(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    /// Runs the same at once in two threads and returns what each returned.
    private static List<Integer> race(Callable<Integer> writer) throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(writer);
            var other = threads.submit(writer);
            return List.of(one.get(), other.get());
        }
    }
}
