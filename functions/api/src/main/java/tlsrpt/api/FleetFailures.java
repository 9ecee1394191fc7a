package tlsrpt.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tlsrpt.health.CompleteDays;
import tlsrpt.store.Views;

/// What failed in some days across all domains.
///
/// One query per domain shows which domains had failures. Two more queries are made for each of these, for a limited
/// number of domains, those with the most failed sessions first. So it costs the same however many reports there are,
/// and of a thousand domains those that are well cost nothing more.
final class FleetFailures {

    static final int MOST_DAYS = 31;
    static final int MOST_DOMAINS = 100;

    private final Views views;

    FleetFailures(Views views) {
        this.views = views;
    }

    /// A cause at one domain.
    record Found(String domain, Cause cause) {}

    /// @param failing how many domains had failures
    /// @param looked how many of them the causes are of
    record Fleet(CompleteDays days, int failing, int looked, List<Found> causes) {}

    Fleet of(CompleteDays span) {
        Map<String, Long> failed = new HashMap<>();
        span.first()
                .datesUntil(span.last().plusDays(1))
                .forEach(day -> views.ofDay(day)
                        .forEach(domain -> failed.merge(
                                domain.domain(),
                                CountedSessions.of(domain).headline().failed(),
                                Math::addExact)));
        failed.values().removeIf(sessions -> sessions == 0);
        var worst = failed.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_DOMAINS)
                .map(Map.Entry::getKey)
                .toList();
        var causes = new ArrayList<Found>();
        for (var domain : worst) {
            var rows = Rows.failures(views, domain, span.first(), span.last(), CountedSessions::counts);
            var days = Rows.reporters(views, domain, span.first(), span.last(), CountedSessions::counts);
            Cause.of(domain, rows, days).forEach(cause -> causes.add(new Found(domain, cause)));
        }
        return new Fleet(span, failed.size(), worst.size(), causes);
    }
}
