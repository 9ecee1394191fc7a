package tlsrpt.cli;

import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Severity;

/// A failure cause under one policy.
///
/// @param diagnosis `null` if the reporter counts failures without details
record Cause(
        @Nullable Diagnosis diagnosis,
        @Nullable PolicyType policyType,
        @Nullable Mode mode) {

    /// In plain words, with the names of a domain and a host in it; `null` where there is nothing to explain.
    @Nullable
    Explanation explanation(String domain, @Nullable String mx) {
        return diagnosis == null ? null : Explanation.of(situation(diagnosis, domain, mx));
    }

    /// The same with placeholders for the names: two causes with the same need it once.
    @Nullable
    Explanation explanation() {
        return explanation("", null);
    }

    /// What it does to mail, the same word under policies with the same effect.
    Effect effect() {
        var situation = situation();
        return situation.refused() ? Effect.REFUSED : situation.isModeKnown() ? Effect.DELIVERED : Effect.UNKNOWN;
    }

    enum Effect {
        REFUSED,
        DELIVERED,
        UNKNOWN
    }

    private FailureContext situation() {
        return situation(diagnosis == null ? Diagnosis.of("unknown") : diagnosis, "", null);
    }

    /// @param blocked see [Severity#isBlocked]
    Urgency urgency(boolean blocked) {
        var situation = situation();
        return new Urgency(situation.refused(), Severity.of(situation, blocked));
    }

    private FailureContext situation(Diagnosis known, String domain, @Nullable String mx) {
        return new FailureContext(domain, policyType, mode, mx, known);
    }
}
