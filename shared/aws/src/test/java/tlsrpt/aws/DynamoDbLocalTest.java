package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// What the contract does not say, on DynamoDB Local.
class DynamoDbLocalTest {

    private final Table table = DynamoDbLocalProcess.running().emptyTable();

    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsTheValuesThatItWrote(int seed) {
        var random = new Random(seed);
        var values = new TreeMap<String, Value>();
        for (int i = 0; i < 6; i++) {
            values.put("a" + i, value(random, 3));
        }
        var item = new Item(new Key("r", "1"), values);

        assertThat(table.write(Write.put(item))).isTrue();

        assertThat(table.get(item.key())).contains(item);
        assertThat(table.all(Range.of("r"))).containsExactly(item);
    }

    @Test
    void readsASumBeyondALongAsTheLargest() {
        var change = Write.Change.of(new Key("r", "1")).add("reports", Long.MAX_VALUE);

        table.write(change);
        table.write(change);

        assertThat(table.get(change.key()).orElseThrow().number("reports")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void acceptsReservedWordsAsNames() {
        var key = new Key("r", "1");
        var change = Write.Change.of(key)
                .set("name", "a")
                .setOnce("status", "b")
                .add("count", 1)
                .when(new Condition.MissingOrBelow("size", Value.of(1)));

        table.write(change);

        assertThat(table.get(key))
                .contains(Item.at(key)
                        .put("name", "a")
                        .put("status", "b")
                        .put("count", 1)
                        .item());
    }

    @Test
    void continuesAfterAKeyOutsideOfTheSpan() {
        for (var sk : List.of("b", "c", "d")) {
            table.write(Write.put(Item.at(new Key("r", sk)).item()));
        }
        var range = Range.of("r", "b", "d");

        assertThat(keys(range.continuedAfter("a"))).containsExactly("b", "c", "d");
        assertThat(keys(range.continuedAfter("b"))).containsExactly("c", "d");
        assertThat(keys(range.continuedAfter("d"))).isEmpty();
        assertThat(keys(range.continuedAfter("e"))).isEmpty();
        assertThat(keys(range.fromTheEnd().continuedAfter("e"))).containsExactly("d", "c", "b");
        assertThat(keys(range.fromTheEnd().continuedAfter("c"))).containsExactly("b");
        assertThat(keys(range.fromTheEnd().continuedAfter("b"))).isEmpty();
        assertThat(keys(range.fromTheEnd().continuedAfter("a"))).isEmpty();
        assertThat(keys(Range.of("r", "d", "b"))).isEmpty();
    }

    @Test
    void passesTheRefusingItemOfADeletion() {
        var item = Item.at(new Key("r", "1")).put("version", "1").item();
        table.write(Write.put(item));

        var written = table.write(List.of(new Write.Delete(item.key(), new Condition.Same("version", Value.of("2")))));

        assertThat(written).isEqualTo(new Written.Refused(Optional.of(item)));
    }

    @Test
    void failsIfThereIsNoSuchTable() {
        var environment = DynamoDbLocalProcess.running().environment();
        var other = new DynamoDbTable(
                environment, "other", Http.client(Duration.ofSeconds(10)), Duration.ofSeconds(10), new Random(1));
        var put = Write.put(Item.at(new Key("r", "1")).item());

        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> other.get(put.key()))
                .withMessageStartingWith("DynamoDB answered 400 ResourceNotFoundException: ");
        assertThatExceptionOfType(TableException.class).isThrownBy(() -> other.write(put));
        assertThatExceptionOfType(TableException.class).isThrownBy(() -> other.query(Range.of("r"), 1));
    }

    private List<String> keys(Range range) {
        return table.all(range).stream().map(item -> item.key().sk()).toList();
    }

    /// A value of any kind that an attribute may have.
    private static Value value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 5)) {
            case 0 -> Value.of(text(random));
            case 1 -> Value.of(number(random));
            case 2 -> Value.of(random.nextBoolean());
            case 3 -> {
                var texts = new ArrayList<String>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    texts.add(text(random));
                }
                yield Value.of(texts);
            }
            default -> {
                var tree = new TreeMap<String, Value>();
                for (var name : List.of("\"", "bücher", "k").subList(0, random.nextInt(4))) {
                    tree.put(name, value(random, depth - 1));
                }
                yield new Value.Tree(tree);
            }
        };
    }

    private static String text(Random random) {
        var texts = List.of("", "mx1.example.com", "\"\\/\n\t\u0000", "bücher.example", "\uD83D\uDCEC", "\u2028<&>");
        return texts.get(random.nextInt(texts.size()));
    }

    private static long number(Random random) {
        var numbers = List.of(0L, -1L, 1_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE);
        return numbers.get(random.nextInt(numbers.size()));
    }
}
