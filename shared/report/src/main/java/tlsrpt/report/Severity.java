package tlsrpt.report;

/// How soon a person should act on a failure or an alert, least urgent first. Commands, alerts and dashboard all
/// use this one assessment.
///
/// It depends only on the effect on delivery that a report shows, so everyone who looks at the same reports gets
/// the same severity. `docs/alerts.md` has the same table.
public enum Severity {
    NOTICE("notice", "No effect on delivery yet"),
    LOW("low", "Delivered; the fault usually passes by itself"),
    MEDIUM(
            "medium",
            "Delivered without verification, or the policy mode is not stated; or refused by a fault that usually "
                    + "passes by itself; or no reports for a domain that did not have daily reports"),
    HIGH(
            "high",
            "Refused in part; or no sender can use your MTA-STS policy; or protection is gone; or no reports for a domain "
                    + "that had daily reports"),
    CRITICAL("critical", "Refused, and a reporter had 10 or more sessions that day, none successful");

    private static final long BLOCKED_SESSIONS = 10;

    private final String token;
    private final String effect;

    Severity(String token, String effect) {
        this.token = token;
        this.effect = effect;
    }

    public String token() {
        return token;
    }

    /// Returns what happens to mail.
    public String effect() {
        return effect;
    }

    public Severity orAbove(Severity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public Severity orBelow(Severity other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /// Whether a reporter delivered in none of its sessions of the day, and had enough of them to be significant.
    public static boolean isBlocked(Headline day) {
        return day.ok() == 0 && day.total() >= BLOCKED_SESSIONS;
    }

    /// The same for a reporter of this standing: reports of merely established reporters are never critical.
    public static boolean isBlocked(Headline day, Trust reporter) {
        return reporter != Trust.ESTABLISHED && isBlocked(day);
    }

    /// The severity of a failure.
    ///
    /// @param blocked see [#isBlocked(Headline)]
    public static Severity of(FailureContext situation, boolean blocked) {
        boolean passes = situation.diagnosis().isTransient();
        if (situation.refused()) {
            return blocked ? CRITICAL : passes ? MEDIUM : HIGH;
        }
        if (passes || situation.diagnosis() == Diagnosis.Known.DANE_REQUIRED) {
            return LOW;
        }
        // A sender that looks at TLSA records at all does not deliver past bad ones.
        return situation.isAbout(Family.DANE) || isUnusable(situation.diagnosis()) ? HIGH : MEDIUM;
    }

    /// Whether no sender can use the policy, no matter how often it retries.
    private static boolean isUnusable(Diagnosis diagnosis) {
        return diagnosis instanceof Diagnosis.Known known
                && switch (known) {
                    case STS_POLICY_INVALID,
                            STS_WEBPKI_INVALID,
                            STS_WEBPKI_EXPIRED,
                            STS_WEBPKI_HOST_MISMATCH,
                            STS_WEBPKI_NOT_TRUSTED -> true;
                    default -> false;
                };
    }

    /// Returns the severity of a diagnosis as such, for people: each that it can have, and when.
    public static String words(Diagnosis diagnosis) {
        var delivered = of(new FailureContext("", null, null, null, diagnosis), false);
        var dane = new FailureContext("", PolicyType.Registered.TLSA, null, null, diagnosis);
        if (!dane.refused()) {
            return delivered.token;
        }
        var refused = of(dane, false).token + " if the sender refuses, critical if none of " + BLOCKED_SESSIONS
                + " or more sessions succeeds";
        return diagnosis.family(null) == Family.DANE && diagnosis != Diagnosis.Known.DANE_REQUIRED
                ? refused
                : delivered.token + " if mail is delivered, " + refused;
    }
}
