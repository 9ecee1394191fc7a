package tlsrpt.cli;

import java.util.Comparator;
import tlsrpt.report.Severity;

/// How soon somebody should look at something: what is refused before what is delivered, after that the graver.
record Urgency(boolean refused, Severity severity) implements Comparable<Urgency> {

    static final Urgency NONE = new Urgency(false, Severity.LOW);

    private static final Comparator<Urgency> ORDER =
            Comparator.comparing(Urgency::refused).thenComparing(Urgency::severity);

    @Override
    public int compareTo(Urgency other) {
        return ORDER.compare(this, other);
    }
}
