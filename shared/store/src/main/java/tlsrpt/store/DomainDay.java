package tlsrpt.store;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;

/// What all reports say of one domain and day.
///
/// @param byTrust apart by trust, so that what anyone may POST can be left out
public record DomainDay(String domain, LocalDate day, Map<Trust, Sessions> byTrust) {

    public DomainDay {
        byTrust = Map.copyOf(byTrust);
    }

    public Sessions total() {
        return byTrust.values().stream().reduce(Sessions.NONE, Sessions::plus);
    }

    static DomainDay of(Item item, LocalDate day) {
        var byTrust = new EnumMap<Trust, Sessions>(Trust.class);
        for (var trust : Trust.values()) {
            var sessions = Sessions.of(counter -> item.number(counter.of(trust)));
            if (sessions.reports() > 0) {
                byTrust.put(trust, sessions);
            }
        }
        return new DomainDay(item.key().sk(), day, byTrust);
    }
}
