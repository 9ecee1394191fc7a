package tlsrpt.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import tlsrpt.health.HeldReportsRule.Held;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Page;

/// The held objects of the last week that claim to be reports.
final class HeldReports {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final int MOST = 5_000;

    private HeldReports() {}

    static List<Held> of(HeldObjects objects, Instant now) {
        return Page.stream(objects::list)
                .filter(object -> isMail(object.objectKey())
                        && object.why().claims()
                        && object.first().isAfter(now.minus(WEEK)))
                .limit(MOST)
                .map(HeldReports::held)
                .toList();
    }

    private static boolean isMail(String key) {
        return key.startsWith("mail/") || key.startsWith("inbox/");
    }

    private static Held held(HeldObject object) {
        return new Held(
                object.who() == null ? "unidentified senders" : object.who(),
                object.first().atZone(ZoneOffset.UTC).toLocalDate(),
                object.why().domain());
    }
}
