package tlsrpt.console;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.store.Page;
import tlsrpt.store.Views;

/// What of a collector's history can be moved to another one, where all of it counts as imported.
public final class History {

    /// The bytes of a raw object that are asked for at a time.
    public static final int BLOCK = 4 << 20;

    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    private History() {}

    /// Returns the keys of the raw objects behind the reports of known reporters and those that were imported. What
    /// anyone could have sent stays behind, as an import would make it count.
    public static List<String> objects(Views views) {
        var keys = new LinkedHashSet<String>();
        Page.stream(views::domains)
                .flatMap(domain -> Page.stream(
                        (@Nullable String cursor) -> views.reports(domain.domain(), FIRST_DAY, LAST_DAY, cursor)))
                .filter(report -> report.provenance().trust().isTrusted())
                .forEach(report -> keys.add(report.provenance().objectKey()));
        return List.copyOf(keys);
    }

    /// Reads a block of an object; empty behind its end.
    public static byte[] block(InputStream object, int n) throws IOException {
        long before = (long) n * BLOCK;
        return object.skip(before) < before ? new byte[0] : object.readNBytes(BLOCK);
    }
}
