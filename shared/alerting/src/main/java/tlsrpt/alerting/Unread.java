package tlsrpt.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import tlsrpt.health.UnreadRule.Held;
import tlsrpt.store.HeldObjects;

/// What was held of the last week's mail, as far as it claims to be reports.
final class Unread {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final int MOST = 5_000;

    private Unread() {}

    static List<Held> of(HeldObjects objects, Instant now) {
        var held = new ArrayList<Held>();
        String cursor = null;
        do {
            var page = objects.list(cursor);
            for (var object : page.items()) {
                boolean claims =
                        object.objectKey().startsWith("mail/") && object.why().claims();
                if (claims && object.first().isAfter(now.minus(WEEK))) {
                    held.add(new Held(
                            object.who() == null ? "senders that do not say who they are" : object.who(),
                            object.first().atZone(ZoneOffset.UTC).toLocalDate(),
                            object.why().domain()));
                }
            }
            cursor = page.next();
        } while (cursor != null && held.size() < MOST);
        return held;
    }
}
