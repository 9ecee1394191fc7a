package tlsrpt.store;

import java.util.List;
import tlsrpt.report.Printable;
import tlsrpt.table.Key;

/// An item of the table cannot be read: it is damaged, or a newer release wrote it. Trying again does not help.
public final class DamagedItemException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int KEY_CHARS = 300;
    private static final int CAUSE_CHARS = 100;

    DamagedItemException(Key key, String attribute, Exception cause) {
        super(
                "item " + Printable.of(key.pk() + " " + key.sk(), KEY_CHARS) + " of the table: cannot read '"
                        + attribute
                        + "' (" + Printable.of(String.valueOf(cause.getMessage()), CAUSE_CHARS)
                        + "). If a newer release wrote it, upgrade the collector; else restore it from a backup.",
                cause);
    }

    private DamagedItemException(String message) {
        super(message);
    }

    /// Throws what items that were left out had to say, if there are any.
    ///
    /// @param damaged their messages
    public static void throwIfAny(List<String> damaged) {
        if (!damaged.isEmpty()) {
            int others = damaged.size() - 1;
            throw new DamagedItemException(damaged.getFirst() + (others == 0 ? "" : " (and " + others + " more)"));
        }
    }
}
