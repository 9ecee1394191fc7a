package tlsrpt.cli;

import java.util.ArrayList;
import java.util.List;

/// The totals of one run.
final class Counts {

    private static final int MAX_REPEATS_NAMED = 10;

    private long reports;
    private long shown;
    private long quirks;
    private long unreadable;
    private long others;
    private boolean failures;
    private long repeats;
    private final List<Deduplicator.Repeat> firstRepeats = new ArrayList<>();

    void report(int quirksOfIt) {
        reports++;
        quirks += quirksOfIt;
    }

    /// Counts a report that matches the filters.
    void shown(boolean failed) {
        shown++;
        failures |= failed;
    }

    void repeat(Deduplicator.Repeat repeat) {
        repeats++;
        if (firstRepeats.size() < MAX_REPEATS_NAMED) {
            firstRepeats.add(repeat);
        }
    }

    void unreadable() {
        unreadable++;
    }

    /// Mail or a file that does not claim to be a report.
    void other() {
        others++;
    }

    boolean complete() {
        return unreadable == 0;
    }

    boolean failures() {
        return failures;
    }

    long shown() {
        return shown;
    }

    long repeats() {
        return repeats;
    }

    /// The repeats to name; there may be more.
    List<Deduplicator.Repeat> firstRepeats() {
        return List.copyOf(firstRepeats);
    }

    /// All of it in one line.
    String summary() {
        var parts = new ArrayList<String>();
        parts.add(TextFormat.count(reports, "report") + " read");
        if (shown + repeats < reports) {
            parts.add(TextFormat.number(shown) + " of them match the filters");
        }
        if (repeats > 0) {
            parts.add(TextFormat.count(repeats, "duplicate") + " skipped");
        }
        if (quirks > 0) {
            parts.add(TextFormat.count(quirks, "quirk") + " (--json lists them)");
        }
        if (unreadable > 0) {
            parts.add(TextFormat.number(unreadable) + " unreadable");
        }
        if (others > 0) {
            parts.add(
                    others == 1
                            ? "1 other message or file ignored"
                            : TextFormat.number(others) + " other messages and files ignored");
        }
        return String.join(", ", parts) + ".";
    }
}
