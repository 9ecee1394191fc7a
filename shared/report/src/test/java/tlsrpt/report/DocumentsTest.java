package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.only;
import static tlsrpt.report.Reads.read;
import static tlsrpt.report.Reads.readings;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a document may be: its encoding, what follows the report, several reports in one.
class DocumentsTest {

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16"})
    void readsUtf16(String charset) {
        var read = only(JSON.getBytes(Charset.forName(charset)));

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks()).containsExactly(new Quirk("", "is not UTF-8; read as UTF-16"));
    }

    @Test
    void skipsAByteOrderMark() {
        var read = read("\uFEFF" + JSON);

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks()).containsExactly(new Quirk("", "starts with a byte-order mark, which was skipped"));
    }

    @Test
    void findsAWrongByteHoweverLate() {
        var late = JSON.replace("Example Mail", "x".repeat(30_000) + "für");

        assertThat(only(late.getBytes(StandardCharsets.ISO_8859_1)).report().organizationName())
                .endsWith("xf\uFFFDr");
    }

    @Test
    void readsWrongBytesAsReplacementCharacters() {
        var read = only(JSON.replace("Example Mail", "Beispiel für Mail").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(read.report().organizationName()).isEqualTo("Beispiel f\uFFFDr Mail");
        assertThat(read.quirks())
                .containsExactly(new Quirk("", "is not UTF-8 throughout; wrong bytes were read as U+FFFD"));
    }

    @Test
    void readsAPartOfAnArray() {
        var padded = new ByteArrayOutputStream();
        padded.writeBytes("{{{".getBytes(StandardCharsets.UTF_8));
        padded.writeBytes(JSON.getBytes(StandardCharsets.UTF_8));
        padded.writeBytes("}}}".getBytes(StandardCharsets.UTF_8));

        var readings = new ReportReader(Reads.CLOCK)
                .read(padded.toByteArray(), 3, JSON.getBytes(StandardCharsets.UTF_8).length);

        assertThat(readings).containsExactly(new Reading.Read(read(JSON).report(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0000", "]", "--boundary--", "7", "\"more\"", "{"})
    void skipsOtherBytesBehindTheReport(String bytes) {
        var readings = readings(JSON + bytes);

        assertThat(readings.getFirst())
                .isInstanceOfSatisfying(
                        Reading.Read.class,
                        read -> assertThat(read.report()).isEqualTo(read(JSON).report()));
    }

    @Test
    void notesOtherBytesBehindTheReport() {
        assertThat(read(JSON + "]").quirks())
                .containsExactly(new Quirk("", "has extra bytes after the report, which were skipped"));
        assertThat(read(JSON + " 7").quirks())
                .containsExactly(new Quirk("", "has extra bytes after the report, which were skipped"));
    }

    @Test
    void keepsTheRefusalOfAReportThatOtherBytesFollow() {
        assertThat(readings(JSON.replace("date-range", "range") + " 7"))
                .containsExactly(new Reading.Refused("date-range", "is missing"));
    }

    @Test
    void readsSeveralReportsInOneArray() {
        var first = aReport().id("1").sts("example.com", "enforce", 1).json();
        var second = aReport().id("2").sts("example.org", "enforce", 2).json();

        assertThat(readings("[" + first + "," + second + "]"))
                .extracting(reading -> ((Reading.Read) reading).report().reportId())
                .containsExactly("1", "2");
    }

    @Test
    void readsReportsOneBehindTheOther() {
        var first = aReport().id("1").sts("example.com", "enforce", 1).json();
        var second = aReport().id("2").sts("example.org", "enforce", 2).json();

        assertThat(readings(first + "\n" + second + "\n"))
                .extracting(reading -> ((Reading.Read) reading).report().reportId())
                .containsExactly("1", "2");
        assertThat(((Reading.Read) readings(first + second).getLast()).quirks())
                .containsExactly(new Quirk("", "follows another report; read as a separate report"));
    }

    @Test
    void readsTheOthersWhereOneOfSeveralIsRefused() {
        var good = aReport().sts("example.com", "enforce", 1).json();
        var bad = good.replace("\"total-successful-session-count\":1", "\"total-successful-session-count\":-1");

        var readings = readings("[7," + good + "," + bad + "," + good + "]");

        assertThat(readings).hasSize(4);
        assertThat(readings.get(0)).isEqualTo(new Reading.Refused("[0]", "is not an object"));
        assertThat(readings.get(2))
                .isEqualTo(new Reading.Refused(
                        "[2].policies[0].summary.total-successful-session-count", "is negative: -1"));
        assertThat(readings.get(3))
                .isEqualTo(new Reading.Read(
                        ((Reading.Read) readings.get(1)).report(),
                        List.of(new Quirk("[3]", "is an element of a list; read as a report"))));
    }

    @Test
    void keepsWhatItReadBeforeTheDocumentBreaks() {
        var good = aReport().sts("example.com", "enforce", 1).json();

        var readings = readings("[" + good + "," + good.substring(0, 90));

        assertThat(readings).hasSize(2);
        assertThat(readings.get(0)).isInstanceOf(Reading.Read.class);
        assertThat(readings.get(1)).isInstanceOf(Reading.Refused.class);
    }
}
