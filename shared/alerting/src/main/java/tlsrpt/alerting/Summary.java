package tlsrpt.alerting;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import tlsrpt.health.Alert;
import tlsrpt.health.Grade;
import tlsrpt.health.Kind;

/// One message for all that an hour had too many of.
final class Summary {

    private Summary() {}

    static Alert of(LocalDateTime hour, List<String> subjects, Instant now) {
        var id = "*:summary:" + hour;
        var day = hour.toLocalDate();
        return new Alert(
                Alert.VERSION,
                id,
                id,
                Kind.REMINDER,
                Grade.CRITICAL,
                null,
                "*",
                List.of("*"),
                day,
                now,
                day,
                "summary",
                List.of(),
                List.of(),
                new Alert.Sessions(0, 0),
                true,
                false,
                "TLS reports: " + subjects.size() + " more alerts in one hour",
                "So many alerts came in the hour from " + hour.atOffset(ZoneOffset.UTC)
                        + " that these were not sent one by one:\n\n" + String.join("\n", subjects) + "\n");
    }
}
