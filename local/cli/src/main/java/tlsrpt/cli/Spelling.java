package tlsrpt.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Finds the name that somebody may have meant.
public final class Spelling {

    private static final int MOST = 3;

    private Spelling() {}

    /// Returns a sentence that names those closest to what was typed.
    public static String suggestion(String typed, Collection<String> names) {
        return "Closest are " + closestFirst(typed, names).stream().limit(MOST).collect(Collectors.joining(", ")) + ".";
    }

    /// Returns the names in the order of their likeness to what was typed.
    public static List<String> closestFirst(String typed, Collection<String> names) {
        var lower = typed.toLowerCase(Locale.ROOT);
        return names.stream()
                .sorted(Comparator.comparingInt(name -> distance(lower, name)))
                .toList();
    }

    /// Returns how many letters have to be inserted, deleted or changed to turn one into the other (Levenshtein).
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
