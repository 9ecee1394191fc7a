package tlsrpt.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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

    private interface Pages<T> {
        Page<T> page(@Nullable String cursor);
    }

    static List<ReporterDay> reporters(
            Views views, String domain, LocalDate from, LocalDate to, Predicate<Trust> trust) {
        return all(cursor -> views.reporterDays(domain, from, to, cursor), row -> trust.test(row.trust()));
    }

    static List<FailureDay> failures(Views views, String domain, LocalDate from, LocalDate to, Predicate<Trust> trust) {
        return all(cursor -> views.failures(domain, from, to, cursor), row -> trust.test(row.trust()));
    }

    private static <T> List<T> all(Pages<T> pages, Predicate<T> wanted) {
        var rows = new ArrayList<T>();
        String cursor = null;
        int read = 0;
        do {
            var page = pages.page(cursor);
            page.items().stream().filter(wanted).forEach(rows::add);
            read += page.items().size();
            if (read > MOST) {
                throw new Problem(413, "These days hold more than " + MOST + " rows; ask for fewer days.");
            }
            cursor = page.next();
        } while (cursor != null);
        return rows;
    }
}
