package tlsrpt.console;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tlsrpt.cli.TextFormat;

/// How often each outcome came about: `recorded`, `replaced`, `duplicate`, `ignored`, `failed`, and `held` with its
/// reason behind a space.
public final class Tally {

    public static final String HELD = "held ";
    public static final String FAILED = "failed";

    private final SortedMap<String, Long> counts = new TreeMap<>();

    public static Tally read(String text) {
        var tally = new Tally();
        text.lines().forEach(line -> {
            int space = line.indexOf(' ');
            tally.add(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
        });
        return tally;
    }

    public synchronized void add(String outcome, long n) {
        counts.merge(outcome, n, Long::sum);
    }

    public synchronized void add(Tally other) {
        other.counts().forEach(this::add);
    }

    public synchronized Map<String, Long> counts() {
        return Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    public long of(String outcome) {
        return counts().getOrDefault(outcome, 0L);
    }

    public long held() {
        return counts().entrySet().stream()
                .filter(count -> count.getKey().startsWith(HELD))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /// In words, such as `3 recorded, 1 repeated, 2 held (not-a-report)`.
    public String words() {
        var counted = counts();
        if (counted.isEmpty()) {
            return "nothing";
        }
        return counted.entrySet().stream()
                .map(count -> TextFormat.number(count.getValue()) + " " + word(count.getKey()))
                .collect(Collectors.joining(", "));
    }

    static String word(String outcome) {
        if (outcome.startsWith(HELD)) {
            return "held (" + outcome.substring(HELD.length()) + ")";
        }
        return switch (outcome) {
            case "recorded" -> "new";
            case "replaced" -> "replaced a less trusted or less complete report";
            case "duplicate" -> "repeated";
            default -> outcome;
        };
    }

    /// What [#read] reads.
    @Override
    public String toString() {
        return counts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey() + "\n")
                .collect(Collectors.joining());
    }
}
