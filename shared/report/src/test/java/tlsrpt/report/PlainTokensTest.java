package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tlsrpt.testkit.ReportText.aReport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Most reports are read by plain tokens, and these are the tokens that jackson finds.
class PlainTokensTest {

    @Test
    void readsAnOrdinaryReportToItsEnd() throws IOException {
        var report = aReport()
                .sts("example.com", "enforce", 40)
                .failed("certificate-expired", "mx1.example.com", "X509_V_ERR_CERT_HAS_EXPIRED", 3)
                .tlsa("mx1.example.com", 12)
                .json();

        assertThat(plain(report)).hasSizeGreaterThan(50).isEqualTo(byJackson(report));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " \t\r\n{ \"a\" : [ 1 , -2 , 0 , -0 , 999999999999999999 ] , \"b\" : { } } \n",
                "[[[]],{\"\":null,\"a\":true,\"b\":false},\"\",\" ~\u007F\"]",
            })
    void findsTheTokensThatJacksonFinds(String json) throws IOException {
        assertThat(plain(json)).isEqualTo(byJackson(json));
    }

    /// Each is JSON of a kind that it does not know, or none at all: for jackson to say.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "\"a\"",
                "{} {}",
                "[1],",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[01]",
                "[-]",
                "[+1]",
                "[1.0]",
                "[1e3]",
                "[1000000000000000000]",
                "[1",
                "[1x]",
                "[nul]",
                "[nullx]",
                "[\"a\\n\"]",
                "[\"\u00E4\"]",
                "[\"a\tb\"]",
                "[\"a]",
                "{\"a\"}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1]",
                "[1}",
                "/**/[]",
            })
    void givesUpOnWhatIsNotPlain(String json) {
        assertThatExceptionOfType(PlainTokens.Unusual.class).isThrownBy(() -> plain(json));
    }

    @Test
    void givesUpBelowTheDeepestLevelThatIsRead() throws IOException {
        var deepest = "[".repeat(ReportReader.MAX_DEPTH) + "]".repeat(ReportReader.MAX_DEPTH);

        assertThat(plain(deepest)).isEqualTo(byJackson(deepest));
        assertThatExceptionOfType(PlainTokens.Unusual.class).isThrownBy(() -> plain("[" + deepest + "]"));
        assertThatExceptionOfType(PlainTokens.Unusual.class)
                .isThrownBy(() -> plain(
                        "{\"a\":".repeat(ReportReader.MAX_DEPTH + 1) + "1" + "}".repeat(ReportReader.MAX_DEPTH + 1)));
    }

    private static List<String> plain(String json) throws IOException {
        var document = ("xx" + json + "xx").getBytes(StandardCharsets.UTF_8);
        return tokens(new PlainTokens(document, 2, document.length - 4));
    }

    private static List<String> byJackson(String json) throws IOException {
        return tokens(new JacksonTokens(new JsonFactory().createParser(json.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<String> tokens(JsonTokens json) throws IOException {
        var tokens = new ArrayList<String>();
        try (json) {
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                var value =
                        token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT ? json.getText() : "";
                var number = token == JsonToken.VALUE_NUMBER_INT
                        ? json.isLong() + " " + json.getLongValue() + " " + json.getDoubleValue()
                        : "";
                tokens.add(token + " " + json.getParsingContext().pathAsPointer() + " " + value + " " + number);
            }
        }
        return tokens;
    }
}
