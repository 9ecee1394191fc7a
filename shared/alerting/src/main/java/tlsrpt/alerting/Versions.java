package tlsrpt.alerting;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Unique version strings.
final class Versions {

    private Versions() {}

    static String next(RandomGenerator random) {
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
