package tlsrpt.report;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who provably wrote a report: the verified DKIM domain together with the whole From address.
///
/// The domain alone does not identify a reporter: `google.com` also signs invitations that its users write.
///
/// @param domain the `d=` of a signature that verified; lower-case A-labels
/// @param from the address in From; lower case
public record ReporterId(String domain, String from) {

    /// The reporters whose addresses are known from their reports.
    public static final Set<ReporterId> BUILT_IN = Set.of(
            new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com"),
            new ReporterId("microsoft.com", "tlsrpt-noreply@microsoft.com"),
            new ReporterId("corp.mail.ru", "noreply-smtp-tls-reporting@corp.mail.ru"));

    public ReporterId {
        if (!DomainName.isDomain(domain) || !isAddress(from)) {
            throw new IllegalArgumentException("invalid reporter: " + Printable.of(domain + '|' + from, 400));
        }
    }

    /// Returns `d|from`, which stands for the reporter in keys, settings and commands.
    public String key() {
        return domain + '|' + from;
    }

    /// Returns the reporter of a [key][#key], or `null` if the text is not one.
    public static @Nullable ReporterId ofKey(String key) {
        int bar = key.indexOf('|');
        if (bar < 0 || !DomainName.isDomain(key.substring(0, bar)) || !isAddress(key.substring(bar + 1))) {
            return null;
        }
        return new ReporterId(key.substring(0, bar), key.substring(bar + 1));
    }

    /// Whether a local part has nothing but letters, digits and `.+-_=%/~`. The RFC allows more, but operators copy an
    /// address from a list into a command, and a shell would run some of that.
    public static boolean isLocalPart(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || ".+-_=%/~".indexOf(c) >= 0);
    }

    private static boolean isAddress(String from) {
        int at = from.indexOf('@');
        return at > 0 && isLocalPart(from.substring(0, at)) && DomainName.isDomain(from.substring(at + 1));
    }
}
