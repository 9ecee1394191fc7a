package tlsrpt.cli;

import java.util.Comparator;
import tlsrpt.report.Severity;

/// Sorts failures by urgency: refused before delivered, then by severity.
record Urgency(boolean refused, Severity severity) implements Comparable<Urgency> {

    static final Urgency NONE = new Urgency(false, Severity.LOW);

    private static final Comparator<Urgency> ORDER =
            Comparator.comparing(Urgency::refused).thenComparing(Urgency::severity);

    @Override
    public int compareTo(Urgency other) {
        return ORDER.compare(this, other);
    }
}
