package tlsrpt.posture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Printable;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

/// The result of one check at one place.
///
/// @param host an MX host, where the check is about one
/// @param address the addresses of the host that show it, separated by commas; `null` where it is about all of them
/// @param diagnosis the reported failure that this explains
/// @param severity `null` where nothing has to be done soon
/// @param seen the evidence: untrusted text, printable and cut
/// @param meaning what senders make of it
/// @param steps what to do, the first step first
/// @param until when something ends, such as a certificate
public record Finding(
        Check check,
        State state,
        @Nullable String host,
        @Nullable String address,
        Diagnosis.@Nullable Known diagnosis,
        @Nullable Severity severity,
        String seen,
        String meaning,
        List<Step> steps,
        @Nullable Instant until) {

    private static final int LONGEST_EVIDENCE = 300;

    public Finding {
        steps = List.copyOf(steps);
        seen = Printable.of(seen, LONGEST_EVIDENCE);
    }

    static Finding of(Check check, State state, String seen, String meaning) {
        return new Finding(check, state, null, null, null, null, seen, meaning, List.of(), null);
    }

    static Finding pass(Check check, String seen) {
        return of(check, State.PASS, seen, "");
    }

    /// A finding that could not be made.
    static Finding unseen(Check check, String why) {
        return of(check, State.UNSEEN, why, "");
    }

    Finding at(String mxHost) {
        return new Finding(check, state, mxHost, address, diagnosis, severity, seen, meaning, steps, until);
    }

    Finding at(String mxHost, @Nullable String ofAddress) {
        return new Finding(check, state, mxHost, ofAddress, diagnosis, severity, seen, meaning, steps, until);
    }

    Finding explains(Diagnosis.@Nullable Known reported) {
        return new Finding(check, state, host, address, reported, severity, seen, meaning, steps, until);
    }

    Finding until(@Nullable Instant end) {
        return new Finding(check, state, host, address, diagnosis, severity, seen, meaning, steps, end);
    }

    Finding todo(String text) {
        return todo(text, null);
    }

    Finding todo(String text, @Nullable String command) {
        return todo(List.of(new Step(text, command)));
    }

    Finding todo(List<Step> more) {
        var all = new ArrayList<>(steps);
        all.addAll(more);
        return new Finding(check, state, host, address, diagnosis, severity, seen, meaning, all, until);
    }

    Finding graded(@Nullable Severity grade) {
        return new Finding(check, state, host, address, diagnosis, grade, seen, meaning, steps, until);
    }

    /// Whether it is about this MX host, or about no host in particular.
    boolean concerns(@Nullable String mxHost) {
        return mxHost == null || host == null || host.equals(mxHost);
    }

    public Optional<Step> firstStep() {
        return steps.stream().findFirst();
    }
}
