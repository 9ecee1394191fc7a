package tlsrpt.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The policy as the reporter saw it. Spec: RFC 8460 §4.4, §4.5
///
/// @param type `null` where the report does not say
/// @param policyString for `sts` the lines of the policy file, for `tlsa` one TLSA record each; may be empty
/// @param policyDomain in A-labels; for `tlsa` often the MX host (RFC 8460 §1.1)
/// @param mxHost the MX patterns of an `sts` policy; may be empty
public record Policy(
        @Nullable PolicyType type,
        List<String> policyString,
        @Nullable String policyDomain,
        List<String> mxHost) {

    public Policy {
        policyString = List.copyOf(policyString);
        mxHost = List.copyOf(mxHost);
    }

    /// What the policy asks of senders, read from the `mode` line of [#policyString]; empty where it has none.
    ///
    /// Spec: RFC 8461 §3.2
    public Optional<Mode> mode() {
        return lines("mode").findFirst().flatMap(Mode::of);
    }

    /// The MX patterns that the policy allows: [#mxHost], or the `mx` lines of [#policyString] where it is empty.
    public List<String> mxPatterns() {
        return mxHost.isEmpty() ? lines("mx").toList() : mxHost;
    }

    /// What of an MTA-STS policy decides about a session, in one text however the reporter wrote it down: the mode and
    /// the MX patterns. Empty where the report does not say the mode.
    public Optional<String> form() {
        return mode().map(mode -> mode.token() + " "
                + mxPatterns().stream()
                        .map(pattern -> new MxPattern(pattern).name())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    private Stream<String> lines(String key) {
        return policyString.stream()
                .filter(line -> line.length() > key.length()
                        && line.regionMatches(true, 0, key, 0, key.length())
                        && line.substring(key.length()).stripLeading().startsWith(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().toLowerCase(Locale.ROOT));
    }
}
