package tlsrpt.alerting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Views;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// The weekly digest of all domains, mailed to one address.
///
/// It is claimed before it is sent, and marked afterwards. Only an instance that ends between the mail's acceptance and
/// the mark has it sent once more.
public final class MailedDigest {

    /// Longer than an instance can be at it: the watch function's time-out in the template. Shorter than an hour, after
    /// which it is tried again.
    static final Duration LEASE = Duration.ofMinutes(16);

    private static final String UNTIL = "until";

    private final Table table;
    private final DigestWeeks weeks;
    private final Weekly weekly;
    private final String recipient;
    private final String dashboard;
    private final Mail mail;
    private final Clock clock;

    /// Sends email to the recipient.
    public interface Mail {

        void send(String subject, String text, String html);
    }

    /// For one address.
    ///
    /// @param dashboard the URL of the page, or an empty text
    public MailedDigest(Table table, Weekly weekly, String recipient, String dashboard, Mail mail, Clock clock) {
        this.table = table;
        this.weeks = new DigestWeeks(table);
        this.weekly = weekly;
        this.recipient = recipient;
        this.dashboard = dashboard;
        this.mail = mail;
        this.clock = clock;
    }

    /// Sends it if it is due.
    public void sendDue() {
        var now = clock.instant();
        if (weeks.due(recipient, weekly, now).isPresent() && claim(now)) {
            // Another instance may have sent it meanwhile.
            weeks.due(recipient, weekly, now).ifPresent(monday -> send(monday, now));
        }
    }

    private void send(LocalDate monday, Instant now) {
        var digest = Digest.of(new Views(table, clock), new AlertViews(table, clock), monday, now);
        mail.send(DigestText.title(digest), DigestText.of(digest, dashboard), DigestHtml.of(digest, dashboard));
        weeks.remember(recipient, monday);
    }

    private boolean claim(Instant now) {
        long until = now.plus(LEASE).getEpochSecond();
        var item = Item.at(new Key(DigestWeeks.PARTITION, "sending " + recipient))
                .put(UNTIL, until)
                .put("expires", until)
                .item();
        return table.write(new Write.Put(item, new Condition.MissingOrBelow(UNTIL, Value.of(now.getEpochSecond()))));
    }
}
