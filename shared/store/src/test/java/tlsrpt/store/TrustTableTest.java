package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Trust;

/// The tables of standings and of quotas in docs/trust.md are those of the code.
class TrustTableTest {

    private static final Map<Trust, String> SHARES = Map.of(
            Trust.ESTABLISHED, "%d, and %d more for each domain that you listed",
            Trust.NEW, "%d, and %d more for each domain that you listed",
            Trust.STRANGER, "%d",
            Trust.ANONYMOUS, "%d from one network (the first 24 bits of an IPv4 address, 48 of IPv6)");

    @Test
    void documentsWhatAReportMayHold() throws IOException {
        var documented = new TreeMap<String, List<String>>();
        table("Rows per report").forEach((standing, cells) -> documented.put(standing, cells.subList(1, 5)));

        var coded = new TreeMap<String, List<String>>();
        for (var trust : Trust.values()) {
            coded.put(
                    token(trust),
                    List.of(
                            number(trust.rows(), "any"),
                            number(trust.reports(), "any"),
                            number(trust.domains(), "any"),
                            trust.counts() ? "yes" : "no"));
        }
        assertThat(documented).isEqualTo(coded);
    }

    @Test
    void documentsHowManyReportsCount() throws IOException {
        var coded = new TreeMap<String, List<String>>();
        for (var trust : Trust.values()) {
            long all = trust == Trust.ANONYMOUS ? Ledger.ANONYMOUS_A_DAY : trust.allADay();
            var cells = List.of(number(trust.aDay(), ""), number(all, ""), share(trust));
            if (!cells.stream().allMatch(String::isEmpty)) {
                coded.put(token(trust), cells);
            }
        }

        assertThat(table("For one domain and report day, per reporter")).isEqualTo(coded);
    }

    @Test
    void documentsWhatIsKeptForThoseWhoReportedBefore() throws IOException {
        var kept = Arrays.stream(Trust.values()).filter(Trust::keepsHalf).toList();

        assertThat(kept).containsExactly(Trust.ANONYMOUS, Trust.NEW);
        assertThat(List.of((long) Trust.NEW.allADay(), Ledger.ANONYMOUS_A_DAY)).containsOnly(200L);
        assertThat(page().replaceAll("\\s+", " "))
                .contains("half of the 200 is kept for `new` reporters that were first seen "
                        + ReporterStandings.KNOWN_AFTER_DAYS
                        + " days before or earlier, and for networks that posted on "
                        + ReporterStandings.KNOWN_AFTER_DAYS + " of the " + ReporterStandings.NETWORK_DAYS
                        + " days before")
                .contains("twice as high for `new` reporters that were first seen "
                        + ReporterStandings.KNOWN_AFTER_DAYS
                        + " days before or earlier, and for `established` reporters that were first seen "
                        + ReporterStandings.KNOWN_LONG_AFTER_DAYS + " days before or earlier");
    }

    private static String share(Trust trust) {
        if (!ReporterStandings.hasShare(trust)) {
            return "";
        }
        long none = ReporterStandings.share(trust, Ledger.ORGANIZATION_A_DAY, 0);
        long one = ReporterStandings.share(trust, Ledger.ORGANIZATION_A_DAY, 1);
        return SHARES.getOrDefault(trust, "").formatted(none, one - none);
    }

    private static String token(Trust trust) {
        return '`' + trust.token() + '`';
    }

    private static String number(long n, String any) {
        return n == Trust.ANY ? any : String.format(Locale.ROOT, "%,d", n);
    }

    /// Returns the other cells of each line of the table with this heading, by its first cell.
    private static Map<String, List<String>> table(String heading) throws IOException {
        var lines = page().lines()
                .dropWhile(line -> !(line.startsWith("|") && line.contains(heading)))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(
                                line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
        return lines.stream()
                .collect(Collectors.toMap(
                        List::getFirst, cells -> cells.subList(1, cells.size()), (a, _) -> a, TreeMap::new));
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "..", "docs", "trust.md"));
    }
}
