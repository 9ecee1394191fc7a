package tlsrpt.sts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import crawlercommons.domains.EffectiveTldFinder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import tlsrpt.report.DomainName;
import tlsrpt.report.Mode;

/// An MTA-STS policy to publish.
///
/// @param mx host names, or patterns that begin with `*.`
/// @param maxAge in seconds
///
/// Spec: RFC 8461 §3.1, §3.2
public record PolicyText(Mode mode, List<String> mx, long maxAge) {

    /// In testing and none, so that senders soon see a change.
    public static final long DAY = 86_400;

    /// In enforce.
    public static final long WEEK = 604_800;

    private static final int MOST_PATTERNS = 200;
    private static final int ID_HASH_CHARS = 12;
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// @throws IllegalArgumentException if senders could not use it, with the reason
    public PolicyText {
        var patterns = new LinkedHashSet<String>();
        mx.forEach(pattern -> patterns.add(pattern(pattern)));
        mx = List.copyOf(patterns);
        if (mx.size() > MOST_PATTERNS) {
            throw new IllegalArgumentException("a policy has at most " + MOST_PATTERNS + " mx lines, not " + mx.size());
        }
        if (maxAge < 1 || maxAge > StsPolicy.LONGEST_MAX_AGE) {
            throw new IllegalArgumentException(
                    "max_age is between 1 and " + StsPolicy.LONGEST_MAX_AGE + " seconds, not " + maxAge);
        }
        var faults = StsPolicy.parse(text(mode, mx, maxAge)).faults();
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the policy " + faults.getFirst());
        }
        mx.stream().filter(PolicyText::isTooWide).findFirst().ifPresent(pattern -> {
            throw new IllegalArgumentException(
                    pattern + " would let anyone who registers a name there receive the mail");
        });
    }

    /// A pattern as it is written into policies.
    static String pattern(String text) {
        var pattern = text.strip();
        return pattern.startsWith("*.") ? "*." + DomainName.normal(pattern.substring(2)) : DomainName.normal(pattern);
    }

    /// Whether it is a wildcard over a public suffix, such as `*.co.uk`.
    private static boolean isTooWide(String pattern) {
        if (!pattern.startsWith("*.")) {
            return false;
        }
        var under = pattern.substring(2);
        return EffectiveTldFinder.getEffectiveTLD(under) != null
                && EffectiveTldFinder.getAssignedDomain(under, true, true) == null;
    }

    /// Returns the file, whose lines end in CRLF.
    public String text() {
        return text(mode, mx, maxAge);
    }

    /// Returns the id for the TXT record: the time, so that each change has another one, and a hash of the file, so
    /// that it shows whether both belong together.
    public String id(Instant now) {
        return ID_TIME.format(now) + hash(text());
    }

    private static String text(Mode mode, List<String> mx, long maxAge) {
        var text = new StringBuilder("version: STSv1\r\nmode: ")
                .append(mode.token())
                .append("\r\n");
        mx.forEach(pattern -> text.append("mx: ").append(pattern).append("\r\n"));
        return text.append("max_age: ").append(maxAge).append("\r\n").toString();
    }

    private static String hash(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
            return HexFormat.of().formatHex(hash).substring(0, ID_HASH_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
