package tlsrpt.alerting;

import java.util.Locale;
import tlsrpt.health.Alert;
import tlsrpt.health.CheckState;
import tlsrpt.health.EstablishedRule;
import tlsrpt.report.Severity;
import tlsrpt.store.Settings;

/// A limit of alerts per hour, with a summary of those beyond it. No alert of one budget can use up the limit of
/// another.
enum Budget {
    /// Urgent alerts of known reporters about listed domains.
    URGENT(""),
    /// Whatever else known reporters see, also at names that only their reports made known: a wildcard record lets
    /// anyone make those up.
    OTHER(" of lower urgency"),
    /// What only established reporters see.
    ESTABLISHED(" of established reporters"),
    /// What checks see: the owner of a domain decides what its DNS and servers show.
    CHECKS(" of checks");

    /// Of one domain, or of all names below it that only reports made known, in an hour.
    static final int OF_A_DOMAIN = 5;

    /// That one organization alone has seen, in an hour.
    static final int OF_AN_ORGANIZATION = 2;

    private final String words;

    Budget(String words) {
        this.words = words;
    }

    static Budget of(Alert alert, Settings settings) {
        if (EstablishedRule.isApart(alert)) {
            return ESTABLISHED;
        }
        if (CheckState.isAbout(alert)) {
            return CHECKS;
        }
        boolean wakes = alert.severity().compareTo(Severity.HIGH) >= 0;
        return wakes && (alert.domain().equals("*") || settings.lists(alert.domain())) ? URGENT : OTHER;
    }

    /// Returns its name in keys.
    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns how a summary calls its alerts, after their number.
    String words() {
        return "more alerts" + words + " in one hour";
    }
}
