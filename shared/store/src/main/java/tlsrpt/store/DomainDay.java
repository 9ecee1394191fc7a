package tlsrpt.store;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tlsrpt.report.Trust;

/// What all reports say of one domain and day.
///
/// @param byTrust apart by who vouches for them, so that what anyone may POST can be left out
public record DomainDay(String domain, LocalDate day, Map<Trust, Sessions> byTrust) {

    public DomainDay {
        byTrust = Map.copyOf(byTrust);
    }

    public Sessions total() {
        return byTrust.values().stream().reduce(Sessions.NONE, Sessions::plus);
    }

    static DomainDay of(Map<String, AttributeValue> item, LocalDate day) {
        var row = Attributes.of(item);
        var byTrust = new EnumMap<Trust, Sessions>(Trust.class);
        for (var trust : Trust.values()) {
            var sessions = Sessions.of(counter -> row.number(counter.of(trust)));
            if (sessions.reports() > 0) {
                byTrust.put(trust, sessions);
            }
        }
        return new DomainDay(row.text("sk"), day, byTrust);
    }
}
