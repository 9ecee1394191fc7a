package tlsrpt.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Trust;

/// Numbers, days and trust as people read them.
public final class TextFormat {

    private TextFormat() {}

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /// The first few of them, and how many more.
    public static String list(List<String> items, int max) {
        if (items.size() <= max) {
            return String.join(", ", items);
        }
        return String.join(", ", items.subList(0, max)) + " and " + number(items.size() - max) + " more";
    }

    static String policy(@Nullable PolicyType type, @Nullable Mode mode) {
        return switch (type) {
            case null -> "not stated";
            case PolicyType.Registered.STS -> "MTA-STS, mode " + (mode == null ? "not reported" : mode.token());
            case PolicyType.Registered.TLSA -> "DANE";
            case PolicyType.Registered.NO_POLICY_FOUND -> "none found";
            case PolicyType.Unregistered unknown -> ForeignText.line(unknown.token());
        };
    }

    static String trust(Trust trust) {
        return switch (trust) {
            case VERIFIED -> "verified, per SES headers";
            case ESTABLISHED -> "verified, established";
            case NEW -> "verified, new";
            case STRANGER -> "verified, a stranger";
            case IMPORTED -> "imported";
            case UNSIGNED -> "not verified";
            case ANONYMOUS -> "anonymous";
        };
    }
}
