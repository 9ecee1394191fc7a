package tlsrpt.alerting;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// Which weeks each recipient of digests got. Of several weeks that are due, only the latest is sent.
public final class DigestWeeks {

    static final String PARTITION = "DIGESTS";

    private static final String WEEK = "week";

    private final Table table;

    public DigestWeeks(Table table) {
        this.table = table;
    }

    /// Returns the Monday of the week whose digest a recipient is to get now. One that is seen for the first time
    /// begins
    /// with the next week that becomes due.
    public Optional<LocalDate> due(String recipient, Weekly weekly, Instant now) {
        var due = weekly.lastDue(now);
        var last = last(recipient);
        if (last.isEmpty()) {
            remember(recipient, due);
        }
        return last.filter(due::isAfter).map(_ -> due);
    }

    /// Returns the Monday of the latest week whose digest the recipient got, or that was due when it was first seen.
    public Optional<LocalDate> last(String recipient) {
        return table.get(key(recipient)).map(item -> LocalDate.parse(item.text(WEEK)));
    }

    public void remember(String recipient, LocalDate monday) {
        table.write(
                Write.put(Item.at(key(recipient)).put(WEEK, monday.toString()).item()));
    }

    private static Key key(String recipient) {
        return new Key(PARTITION, recipient);
    }
}
