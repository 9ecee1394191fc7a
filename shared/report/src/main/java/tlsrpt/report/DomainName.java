package tlsrpt.report;

import java.net.IDN;
import java.util.Locale;

/// Domain names as DNS compares them.
public final class DomainName {

    private static final int LONGEST = 253;

    private DomainName() {}

    /// Lower-case A-labels without blanks around it or a dot behind it; a name that IDNA refuses stays in its own
    /// letters.
    public static String normal(String name) {
        var bare = name.strip();
        if (bare.endsWith(".")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return toALabels(bare).toLowerCase(Locale.ROOT);
    }

    /// The same name with its U-labels as A-labels, or as it is where IDNA refuses it.
    static String toALabels(String name) {
        // A longer one cannot be in DNS; IDN takes a time that grows with its square, and throws from 4,000 letters on.
        if (isAscii(name) || name.length() > LONGEST) {
            return name;
        }
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /// Whether it could be a domain in DNS: letters, digits, hyphens and underscores, a dot, and no more than 253 of
    /// them. An address is none.
    public static boolean isDomain(String name) {
        if (name.length() > LONGEST || name.indexOf('.') < 0) {
            return false;
        }
        int label = 0;
        boolean letters = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0 || label > 63) {
                    return false;
                }
                label = 0;
                letters = false;
            } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_') {
                letters = true;
                label++;
            } else if (c >= '0' && c <= '9') {
                label++;
            } else {
                return false;
            }
        }
        return label > 0 && label <= 63 && letters;
    }

    /// Whether `name` is `domain` or lies below it; both [normal][#normal].
    public static boolean within(String name, String domain) {
        return name.endsWith(domain)
                && (name.length() == domain.length() || name.charAt(name.length() - domain.length() - 1) == '.');
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
