package tlsrpt.api;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import tlsrpt.report.Trust;
import tlsrpt.store.FailureDay;
import tlsrpt.store.Page;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Views;

/// All rows of some days of a domain, which are bounded however many reports stand behind them.
final class Rows {

    /// Thirteen months of a hundred reporters.
    private static final int MOST = 40_000;

    private Rows() {}

    static List<ReporterDay> reporters(
            Views views, String domain, LocalDate from, LocalDate to, Predicate<Trust> trust) {
        return all(cursor -> views.reporterDays(domain, from, to, cursor), row -> trust.test(row.trust()));
    }

    static List<FailureDay> failures(Views views, String domain, LocalDate from, LocalDate to, Predicate<Trust> trust) {
        return all(cursor -> views.failures(domain, from, to, cursor), row -> trust.test(row.trust()));
    }

    private static <T> List<T> all(Page.Source<T> rows, Predicate<T> wanted) {
        var read = Page.stream(rows).limit(MOST + 1L).toList();
        if (read.size() > MOST) {
            throw new Problem(413, "These days contain more than " + MOST + " rows. Request fewer days.");
        }
        return read.stream().filter(wanted).toList();
    }
}
