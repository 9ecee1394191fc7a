package tlsrpt.table;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

    private static final Key KEY = new Key("p", "s");

    @Test
    void acceptsOneToAHundredWrites() {
        assertAccepted(puts(1));
        assertAccepted(puts(100));
        assertRefused(puts(0), "a call has 1 to 100 writes, not 0");
        assertRefused(puts(101), "a call has 1 to 100 writes, not 101");
    }

    @Test
    void refusesTwoWritesOfAnItem() {
        assertRefused(List.of(put("x"), Write.delete(KEY)), "a call writes an item once: Key[pk=p, sk=s]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "€", "\uD83D\uDCEC"})
    void measuresKeysInBytes(String character) {
        int bytes = character.getBytes(StandardCharsets.UTF_8).length;
        var pk = character.repeat(2048 / bytes);
        var sk = character.repeat(1024 / bytes);
        int left = Math.floorMod(2048, bytes);

        assertAccepted(List.of(Write.delete(new Key(pk + "a".repeat(left), sk))));
        assertRefused(
                List.of(Write.delete(new Key(pk + "a".repeat(left + 1), sk))),
                "a partition key has 1 to 2048 bytes, not 2049");
        assertRefused(
                List.of(Write.delete(new Key("p", sk + "a".repeat(Math.floorMod(1024, bytes) + 1)))),
                "a sort key has 1 to 1024 bytes, not 1025");
    }

    @Test
    void refusesEmptyKeysAlsoToReaders() {
        assertRefused(List.of(Write.delete(new Key("", "s"))), "a partition key has 1 to 2048 bytes, not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.check(new Key("p", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.check(Range.of("")));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.check(Range.of("p", "", "b")));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.check(Range.of("p", "a", "")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.check(Range.of("p").continuedAfter("")));
        assertThatCode(() -> Limits.check(Range.of("p", "a", "b").continuedAfter("a")))
                .doesNotThrowAnyException();
    }

    @Test
    void measuresItems() {
        // The key: pk, p, sk, s. The attribute: its name.
        int rest = 400 * 1024 - 6 - 1;

        assertAccepted(List.of(put("x".repeat(rest))));
        assertRefused(List.of(put("x".repeat(rest + 1))), "Key[pk=p, sk=s] is 409601 bytes, an item holds 409600");
        assertRefused(List.of(put("é".repeat(rest / 2 + 1))), "is 409601 bytes");
        assertRefused(List.of(Write.Change.of(KEY).set("v", "x".repeat(rest + 1))), "is 409601 bytes");
    }

    @Test
    void measuresNestedValues() {
        var tree = new TreeMap<String, Value>();
        tree.put("flag", Value.of(true));
        tree.put("n", Value.of(12345));
        tree.put("texts", Value.of(List.of("a", "x".repeat(400 * 1024))));

        assertRefused(
                List.of(Write.put(Item.at(KEY).put("v", new Value.Tree(tree)).item())),
                // name, tree, flag, number, list
                "is " + (6 + 1 + (3 + 3) + (4 + 1) + (1 + 4) + (5 + 3 + 2 + 1 + 400 * 1024)) + " bytes");
    }

    @Test
    void measuresAllItemsOfACall() {
        var writes = IntStream.range(0, 11)
                .<Write>mapToObj(i -> Write.put(Item.at(new Key("p", "s" + i))
                        .put("v", "x".repeat(390_000))
                        .item()))
                .toList();

        assertAccepted(writes.subList(0, 10));
        assertRefused(writes, "a call of 4290089 bytes, the limit is 4194304");
    }

    @Test
    void refusesChangesThatContradictThemselves() {
        var change = Write.Change.of(KEY);

        assertRefused(List.of(change.set("a", 1).add("a", 1)), "a change of an attribute in two ways");
        assertRefused(List.of(change.setOnce("a", "b").set("a", "c")), "a change of an attribute in two ways");
        assertRefused(List.of(change, Write.delete(new Key("p", "t"))), "a change of nothing beside others");
        assertAccepted(List.of(change));
    }

    @Test
    void refusesAttributesWithTheNameOfAKey() {
        assertRefused(List.of(Write.put(Item.at(KEY).put("pk", "x").item())), "the name of a key");
        assertRefused(List.of(Write.Change.of(KEY).add("sk", 1)), "the name of a key");
        assertRefused(List.of(Write.Change.of(KEY).set("", 1)), "or without one");
    }

    private static Write put(String text) {
        return Write.put(Item.at(KEY).put("v", text).item());
    }

    private static List<Write> puts(int n) {
        return IntStream.range(0, n)
                .<Write>mapToObj(i -> Write.put(Item.at(new Key("p", "s" + i)).item()))
                .toList();
    }

    private static void assertAccepted(List<Write> writes) {
        assertThatCode(() -> Limits.check(writes)).doesNotThrowAnyException();
    }

    private static void assertRefused(List<Write> writes, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.check(writes))
                .withMessageContaining(message);
    }
}
