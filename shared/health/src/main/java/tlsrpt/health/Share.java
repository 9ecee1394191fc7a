package tlsrpt.health;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// A share as a percentage, written as the dashboard writes it (`share` in `format.js`), so that a mail and the page
/// never differ by a rounding.
public final class Share {

    private Share() {}

    /// Returns the percentage with one decimal. Never says 100% or 0% of what is not quite that.
    public static String of(long part, long whole) {
        if (whole == 0) {
            return "–";
        }
        if (part == whole) {
            return "100%";
        }
        if (part == 0) {
            return "0%";
        }
        double percent = (double) part / whole * 100;
        if (percent < 0.1) {
            return "< 0.1%";
        }
        if (percent > 99.9) {
            return "> 99.9%";
        }
        // The exact value of the double, as JavaScript's toFixed rounds it; a format would round its shortest decimal.
        return new BigDecimal(percent).setScale(1, RoundingMode.HALF_UP) + "%";
    }
}
