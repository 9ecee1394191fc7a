package tlsrpt.cli;

import java.time.LocalDate;
import tlsrpt.report.Headline;

/// The totals of one reporter's reports about one domain.
final class ReporterTally {

    private long reports;
    private long ok;
    private long failed;
    private LocalDate newest = LocalDate.MIN;

    void add(Headline headline, LocalDate day) {
        reports++;
        ok = Counter.sum(ok, headline.ok());
        failed = Counter.sum(failed, headline.failed());
        newest = day.isAfter(newest) ? day : newest;
    }

    long reports() {
        return reports;
    }

    long ok() {
        return ok;
    }

    long failed() {
        return failed;
    }

    LocalDate newest() {
        return newest;
    }
}
