package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedTextTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "=?utf-8?q?a=C3=A4_b?=, aä b",
                "=?ISO-8859-1*de?Q?=E4?=, ä",
                "x =?utf-8?B?w6Q=?= y, x ä y",
                "=?utf-8?q?a?= =?utf-8?q?b?= c, ab c",
                "=?x-none?q?a?=, a",
                "=?utf-8?b?*?=, ||",
                "=?utf-8?q?a=?=, a=",
                "=?utf-8?q?unfinished, =?utf-8?q?unfinished",
                "=?utf-8 a =?utf-8?q?b?=, =?utf-8 a b",
                "=?, =?",
                "=?=, =?=",
                "plain, plain"
            })
    void readsEncodedWords(String text, String decoded) {
        assertThat(EncodedText.words(text)).isEqualTo(decoded);
    }

    @Test
    @Timeout(5)
    void goesThroughHostileTextOnce() {
        for (var unit : new String[] {"=?", "=?a?", "=?a?q?", "=?a?q?a?", "=?a?q?a?="}) {
            var text = unit.repeat(1_000_000 / unit.length());

            assertThat(EncodedText.words(text)).hasSizeLessThanOrEqualTo(text.length());
        }
    }
}
