package tlsrpt.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// What a mistyped word may have meant.
public final class Suggestion {

    private static final int MOST = 3;

    private Suggestion() {}

    /// Returns a sentence that names the words that are closest.
    public static String of(String word, Collection<String> known) {
        var closest = known.stream()
                .sorted(Comparator.comparingInt(token -> distance(word.toLowerCase(Locale.ROOT), token)))
                .limit(MOST)
                .toList();
        return "Closest are " + String.join(", ", closest) + ".";
    }

    /// Returns how many letters have to be inserted, deleted or changed (Levenshtein).
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
