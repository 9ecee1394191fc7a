package tlsrpt.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.UnreadRule.Held;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Page;
import tlsrpt.store.Reason;

/// What was held of the last week's mail, as far as it claims to be reports.
final class Unread {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final int MOST = 5_000;
    private static final String NO_CLAIM = "no TLS report is in it";
    private static final String NOT_LISTED = " is not among the domains";

    private Unread() {}

    static List<Held> of(HeldObjects objects, Instant now) {
        return Page.stream(objects::list)
                .filter(object -> object.objectKey().startsWith("mail/")
                        && !object.detail().startsWith(NO_CLAIM)
                        && object.first().isAfter(now.minus(WEEK)))
                .limit(MOST)
                .map(Unread::held)
                .toList();
    }

    private static Held held(HeldObject object) {
        return new Held(
                object.who() == null ? "senders that do not say who they are" : object.who(),
                object.first().atZone(ZoneOffset.UTC).toLocalDate(),
                domain(object));
    }

    private static @Nullable String domain(HeldObject object) {
        int end = object.detail().indexOf(NOT_LISTED);
        return object.reason() == Reason.NOT_OUR_DOMAIN && end > 0
                ? object.detail().substring(0, end)
                : null;
    }
}
