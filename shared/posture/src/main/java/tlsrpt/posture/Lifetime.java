package tlsrpt.posture;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// How much of a certificate's life is left, on a scale that fits short and long lives alike.
///
/// Fixed numbers of days would warn all the time about certificates that live for 47 days or less.
final class Lifetime {

    private static final Duration WARN_DAYS = Duration.ofDays(21);
    private static final double WARN_SHARE = 0.22;
    private static final Duration FAIL_DAYS = Duration.ofDays(7);
    private static final double FAIL_SHARE = 0.08;

    private Lifetime() {}

    static State state(X509Certificate certificate, Instant now) {
        var begins = certificate.getNotBefore().toInstant();
        var ends = certificate.getNotAfter().toInstant();
        var life = Duration.between(begins, ends);
        var left = Duration.between(now, ends);
        if (isLessThan(left, FAIL_DAYS, FAIL_SHARE, life)) {
            return State.FAIL;
        }
        return isLessThan(left, WARN_DAYS, WARN_SHARE, life) ? State.WARN : State.PASS;
    }

    /// The certificate that needs attention first: the one in the worst state, then the one that ends first.
    static X509Certificate first(List<X509Certificate> chain, Instant now) {
        return chain.stream()
                .min(Comparator.comparing((X509Certificate one) -> state(one, now))
                        .reversed()
                        .thenComparing(X509Certificate::getNotAfter))
                .orElseThrow();
    }

    private static boolean isLessThan(Duration left, Duration days, double share, Duration life) {
        return left.compareTo(days) < 0 && left.toSeconds() < life.toSeconds() * share;
    }
}
