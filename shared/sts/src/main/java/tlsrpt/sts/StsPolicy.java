package tlsrpt.sts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;
import tlsrpt.report.Mode;
import tlsrpt.report.MxPattern;

/// An MTA-STS policy file as senders read it.
///
/// @param mode `null` where the file has no usable one
/// @param maxAge in seconds; -1 where the file has no usable one
/// @param patterns those that senders can use
/// @param faults what makes the file useless to senders, with the offending text
/// @param oddities what senders pass over
///
/// Spec: RFC 8461 §3.2
public record StsPolicy(
        @Nullable Mode mode, long maxAge, List<MxPattern> patterns, List<String> faults, List<String> oddities) {

    /// About a year: the most that RFC 8461 allows.
    public static final long LONGEST_MAX_AGE = 31_557_600;

    private static final int MOST_PATTERNS = 200;
    private static final Set<String> TYPOS =
            Set.of("max-age", "maxage", "max_ages", "mxs", "mx_host", "mx-host", "modes", "versions", "v");

    public StsPolicy {
        patterns = List.copyOf(patterns);
        faults = List.copyOf(faults);
        oddities = List.copyOf(oddities);
    }

    public static StsPolicy parse(String body) {
        return new Parser().parse(body);
    }

    public boolean isUsable() {
        return faults.isEmpty();
    }

    public boolean covers(String mx) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(mx));
    }

    /// What decides about sessions, in one text: the same for two files that differ in white space or order only.
    public String fingerprint() {
        return (mode == null ? "" : mode.token()) + " " + maxAge + " "
                + patterns.stream().map(MxPattern::name).distinct().sorted().collect(Collectors.joining(" "));
    }

    /// Mode and patterns, as [tlsrpt.report.Policy#form] writes them.
    public String form() {
        return (mode == null ? "" : mode.token()) + " "
                + patterns.stream().map(MxPattern::name).distinct().sorted().collect(Collectors.joining(" "));
    }

    private static final class Parser {

        private final List<MxPattern> patterns = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private final List<String> oddities = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private @Nullable Mode mode;
        private long maxAge = -1;

        StsPolicy parse(String body) {
            if (body.startsWith("\uFEFF")) {
                faults.add("begins with a byte order mark");
            }
            var start = body.stripLeading().toLowerCase(Locale.ROOT);
            if (start.startsWith("<")) {
                return new StsPolicy(
                        null, -1, List.of(), List.of("is a web page, not a policy: " + firstLine(body)), List.of());
            }
            for (var line : body.split("\r?\n", -1)) {
                if (!line.isBlank()) {
                    line(line.startsWith("\uFEFF") ? line.substring(1) : line);
                }
            }
            for (var key : List.of("version", "mode", "max_age")) {
                if (!seen.contains(key)) {
                    faults.add("has no " + key + " line");
                }
            }
            if (!seen.contains("mx") && mode != Mode.NONE) {
                faults.add("has no mx line");
            }
            return new StsPolicy(mode, maxAge, patterns, faults, oddities);
        }

        private void line(String line) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                faults.add("has a line without a colon: " + line.strip());
                return;
            }
            var key = line.substring(0, colon).strip();
            var value = line.substring(colon + 1).strip();
            if (!seen.add(key) && !key.equals("mx")) {
                oddities.add("a second " + key + " line, which senders ignore");
                return;
            }
            switch (key) {
                case "version" -> {
                    if (!value.equals("STSv1")) {
                        faults.add("has a version other than STSv1: " + line.strip());
                    }
                }
                case "mode" -> mode(value);
                case "max_age" -> maxAge(value);
                case "mx" -> mx(value);
                default -> {
                    if (TYPOS.contains(key.toLowerCase(Locale.ROOT)) || isKnown(key.toLowerCase(Locale.ROOT))) {
                        oddities.add("the unknown key " + key + ", probably a typo");
                    }
                }
            }
        }

        private static boolean isKnown(String key) {
            return key.equals("version") || key.equals("mode") || key.equals("max_age") || key.equals("mx");
        }

        private void mode(String value) {
            for (var known : Mode.values()) {
                if (known.token().equals(value)) {
                    mode = known;
                }
            }
            if (mode == null) {
                faults.add("has a mode other than enforce, testing and none: " + value);
            }
        }

        private void maxAge(String value) {
            if (!value.isEmpty() && value.length() <= 10 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                maxAge = Long.parseLong(value);
            } else {
                faults.add("has a max_age that is not a number of seconds: " + value);
            }
        }

        private void mx(String value) {
            if (patterns.size() >= MOST_PATTERNS) {
                return;
            }
            var fault = patternFault(value);
            if (fault.isEmpty()) {
                patterns.add(new MxPattern(value));
            } else {
                faults.add("has an mx line that " + fault + ": mx: " + value);
            }
        }

        private static String patternFault(String value) {
            var host = value.startsWith("*.") ? value.substring(2) : value;
            if (value.indexOf(',') >= 0 || value.indexOf(' ') >= 0) {
                return "names several hosts instead of one";
            }
            if (value.chars().anyMatch(c -> c >= 0x80)) {
                return "has non-ASCII letters instead of A-labels (xn--...)";
            }
            if (host.indexOf('*') >= 0) {
                return "has an asterisk that is not its entire first label";
            }
            if (value.endsWith(".")) {
                return "ends with a dot";
            }
            if (value.matches("[0-9.]+|\\[.*]|.*:.*")) {
                return "names an address instead of a host name";
            }
            return DomainName.isDomain(host) ? "" : "is not a host name";
        }

        private static String firstLine(String body) {
            return body.strip().lines().findFirst().orElse("");
        }
    }
}
