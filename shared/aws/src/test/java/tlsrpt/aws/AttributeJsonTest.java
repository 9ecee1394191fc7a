package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Value;

class AttributeJsonTest {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Key KEY = new Key("D#example.com", "A");

    @Test
    void readsAndWritesEveryKindOfValue() throws IOException {
        var item = Item.at(KEY)
                .put("flag", true)
                .put("n", -7)
                .put("text", "a")
                .put("texts", List.of("a", ""))
                .put("tree", new Value.Tree(Item.at(KEY).put("x", 1).item().values()))
                .item();
        var text = """
                {"pk":{"S":"D#example.com"},"sk":{"S":"A"},"flag":{"BOOL":true},"n":{"N":"-7"},"text":{"S":"a"},\
                "texts":{"L":[{"S":"a"},{"S":""}]},"tree":{"M":{"x":{"N":"1"}}}}""";

        assertThat(written(item)).isEqualTo(text);
        assertThat(read(text)).isEqualTo(item);
    }

    @Test
    void skipsOtherTypes() throws IOException {
        var text = """
                {"b":{"B":"YQ=="},"sk":{"S":"A"},"pk":{"S":"D#example.com"},"ss":{"SS":["a"]},"nul":{"NULL":true},\
                "ns":{"NS":["1"]},"mixed":{"L":[{"S":"a"},{"N":"1"}]},"deep":{"L":[{"M":{"a":{"L":[]}}}]},"absent":null,\
                "new":{"X":{"a":[{"b":1}]}},"none":{},"n":{"N":"1"}}""";

        assertThat(read(text)).isEqualTo(Item.at(KEY).put("n", 1).item());
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "12345678901234567890123456789012345678, 9223372036854775807",
        "-9223372036854775809, -9223372036854775808",
        "1.50, 1",
        "1E+3, 1000"
    })
    void readsNumbersOfAnySize(String digits, long n) throws IOException {
        var item = read("{\"pk\":{\"S\":\"D#example.com\"},\"sk\":{\"S\":\"A\"},\"n\":{\"N\":\"" + digits + "\"}}");

        assertThat(item.number("n")).isEqualTo(n);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"pk\":{\"S\":\"a\"}}",
                "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"}}",
                "{\"pk\":\"a\",\"sk\":\"b\"}",
                "{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"b\"},\"n\":{\"N\":\"one\"}}",
                "{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"b\"},\"n\":{\"N\":1}}",
                "{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"b\"},\"l\":{\"L\":[",
                "{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"b\"},\"m\":{\"M\":{\"x\""
            })
    void refusesWhatIsNotAnItem(String text) {
        assertThatIOException().isThrownBy(() -> read(text));
    }

    private static Item read(String text) throws IOException {
        try (var json = JSON.createParser(text)) {
            json.nextToken();
            return AttributeJson.read(json);
        }
    }

    private static String written(Item item) throws IOException {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            AttributeJson.write(json, item);
        }
        return text.toString();
    }
}
