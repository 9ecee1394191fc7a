package tlsrpt.sts;

import java.util.stream.Stream;
import tlsrpt.report.Mode;

/// The stages of a hosted policy, in their order.
public enum Stage {
    /// Served, but no record announces it yet.
    PREPARING("preparing", Mode.TESTING, PolicyText.DAY),
    TESTING("testing", Mode.TESTING, PolicyText.DAY),
    /// Enforced, with a `max_age` of one day.
    TRIAL("trial", Mode.ENFORCE, PolicyText.DAY),
    ENFORCE("enforce", Mode.ENFORCE, PolicyText.WEEK),
    /// Served as `mode: none` until no sender holds an earlier policy.
    LEAVING("leaving", Mode.NONE, PolicyText.DAY),
    /// The record is being removed; the file follows a day later.
    REMOVING("removing", Mode.NONE, PolicyText.DAY);

    private final String token;
    private final Mode mode;
    private final long maxAge;

    Stage(String token, Mode mode, long maxAge) {
        this.token = token;
        this.mode = mode;
        this.maxAge = maxAge;
    }

    public String token() {
        return token;
    }

    /// The mode that a policy of this stage has.
    public Mode mode() {
        return mode;
    }

    long maxAge() {
        return maxAge;
    }

    /// Whether the policy lists MX hosts, which may change.
    boolean isInUse() {
        return mode != Mode.NONE;
    }

    /// Returns the stage with this [#token].
    public static Stage of(String token) {
        return Stream.of(values())
                .filter(stage -> stage.token.equals(token))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage '" + token + "'"));
    }
}
