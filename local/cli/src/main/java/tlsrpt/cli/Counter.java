package tlsrpt.cli;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts sessions by an untrusted text, for a limited number of distinct texts.
final class Counter {

    private static final int MAX_TEXTS = 100;

    private final Map<String, Long> sessionsByText = new HashMap<>();

    void add(String text, long sessions) {
        if (sessionsByText.size() < MAX_TEXTS || sessionsByText.containsKey(text)) {
            sessionsByText.merge(text, sessions, Counter::sum);
        }
    }

    /// The texts, those of most sessions first.
    List<String> texts() {
        return sessionsByText.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    long sessions(String text) {
        return sessionsByText.getOrDefault(text, 0L);
    }

    /// Adds an untrusted count; overflow never makes a sum negative.
    static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
