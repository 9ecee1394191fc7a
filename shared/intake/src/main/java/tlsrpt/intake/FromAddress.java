package tlsrpt.intake;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;

/// The one address of a From field.
///
/// Only plain ASCII is read: a dot-atom, alone or in angle brackets behind a display name. Comments, groups, quoted
/// local parts, [characters that a shell would run][ReporterId#isLocalPart] and anything that a reader could take for
/// another address are refused.
///
/// Spec: RFC 5322 §3.4
///
/// @param address in lower case
/// @param domain its domain
record FromAddress(String address, String domain) {

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

    /// RFC 5321 §4.5.3.1: a local part has 64 characters at most, an address 254.
    private static final int LONGEST_LOCAL_PART = 64;

    private static final int LONGEST = 254;
    private static final Pattern DOT_ATOM = Pattern.compile(ATOM + "(\\." + ATOM + ")*");

    /// Words of atoms and dots, and quoted strings. Possessive, so that no input takes more than one pass.
    private static final Pattern DISPLAY_NAME = Pattern.compile(
            "(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~. -]++|\"(?:[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\\x20-\\x7e])*+\")*+");

    /// Returns the address of a header with exactly one From field and one address in it, or `null`.
    static @Nullable FromAddress of(Header header) {
        var from = header.only("from");
        return from == null || from.text().length() > 1000 ? null : of(from.unfolded());
    }

    /// Returns the address in the value of a From field, or `null`.
    static @Nullable FromAddress of(String value) {
        if (!value.endsWith(">")) {
            return ofSpec(value);
        }
        int open = value.lastIndexOf('<');
        return open >= 0 && DISPLAY_NAME.matcher(value.substring(0, open)).matches()
                ? ofSpec(value.substring(open + 1, value.length() - 1))
                : null;
    }

    private static @Nullable FromAddress ofSpec(String spec) {
        int at = spec.indexOf('@');
        if (at < 0 || at > LONGEST_LOCAL_PART || spec.length() > LONGEST) {
            return null;
        }
        var domain = spec.substring(at + 1).toLowerCase(Locale.ROOT);
        var local = spec.substring(0, at);
        return DOT_ATOM.matcher(local).matches() && ReporterId.isLocalPart(local) && DomainName.isDomain(domain)
                ? new FromAddress(spec.toLowerCase(Locale.ROOT), domain)
                : null;
    }
}
