package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.DAY;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Trust;
import tlsrpt.table.Key;

class KeysTest {

    @Test
    void keepsPlainPartsReadable() {
        assertThat(Keys.reporterDay("example.com", DAY, Trust.UNSIGNED, "Süd & Co. KG"))
                .isEqualTo(new Key("D#example.com", "A#2126-03-01#UNSIGNED#Süd & Co. KG"));
    }

    @Test
    void cutsAndHashesWhatIsLongOrNotPlain() {
        assertThat(Keys.domainPart("a#b.example.com")).matches("a_b\\.example\\.com~[0-9a-f]{32}");
        assertThat(Keys.domainPart("x".repeat(5000))).matches("x{55}~[0-9a-f]{32}");
        assertThat(Keys.domainPart("")).matches("~[0-9a-f]{32}");
    }

    @Test
    void tellsDifferentTextsApart() {
        var long1 = "x".repeat(5000) + "1";
        var long2 = "x".repeat(5000) + "2";
        var texts = List.of(
                "a",
                "A",
                "a ",
                "a#b",
                "a/b",
                "a_b",
                "a~b",
                "~",
                "~other",
                "",
                "\n",
                "\t",
                long1,
                long2,
                "\u202e",
                "é",
                Keys.domainPart("a#b"),
                Keys.domainPart(""));

        var parts = new HashSet<String>();
        texts.forEach(text -> parts.add(Keys.domainPart(text)));

        assertThat(parts).hasSize(texts.size()).doesNotContain(Keys.FOLDED, Keys.NOT_NAMED);
        assertThat(parts).allSatisfy(part -> assertThat(part).doesNotContain("#", "/", "\n", "\t", "\u202e"));
    }

    @Test
    void staysWithinTheLimitsOfDynamoDb() {
        var longest = "\ud835\udd04".repeat(3000);
        var key = Keys.failureDay(
                longest,
                DAY,
                Trust.ANONYMOUS,
                longest,
                new Failure(PolicyKind.NO_POLICY_FOUND, Keys.diagnosisPart(longest), Keys.domainPart(longest)));

        assertThat(key.pk().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2048);
        assertThat(key.sk().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1024);
    }

    @Test
    void readsBackTheNameOfAReport() {
        var ref = new ReportRef("example.com", DAY, "0123456789abcdef0123456789abcdef");

        assertThat(ReportRef.parse(ref.toString())).contains(ref);
        for (var bad : List.of("", "example.com", ref + "0", ref.domain() + "/2126-02-30/" + ref.identity())) {
            assertThat(ReportRef.parse(bad)).as(bad).isEqualTo(Optional.empty());
        }
    }
}
