package tlsrpt.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.UnreadRule.Held;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Reason;

/// What was held of the last week's mail, as far as it claims to be reports.
final class Unread {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final int MOST = 5_000;
    private static final String NO_CLAIM = "no TLS report is in it";
    private static final String NOT_LISTED = " is not among the domains";

    private Unread() {}

    static List<Held> of(HeldObjects objects, Instant now) {
        var held = new ArrayList<Held>();
        String cursor = null;
        do {
            var page = objects.list(cursor);
            for (var object : page.items()) {
                boolean claims = object.objectKey().startsWith("mail/")
                        && !object.detail().startsWith(NO_CLAIM);
                if (claims && object.first().isAfter(now.minus(WEEK))) {
                    held.add(new Held(
                            object.who() == null ? "senders that do not say who they are" : object.who(),
                            object.first().atZone(ZoneOffset.UTC).toLocalDate(),
                            domain(object)));
                }
            }
            cursor = page.next();
        } while (cursor != null && held.size() < MOST);
        return held;
    }

    private static @Nullable String domain(HeldObject object) {
        int end = object.detail().indexOf(NOT_LISTED);
        return object.reason() == Reason.NOT_OUR_DOMAIN && end > 0
                ? object.detail().substring(0, end)
                : null;
    }
}
