package tlsrpt.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Suggestions for misspelled names.
public final class Spelling {

    private static final int MOST = 3;

    private Spelling() {}

    /// Returns a question that lists the names closest to the typed one.
    public static String suggestion(String typed, Collection<String> names) {
        var closest = closestFirst(typed, names).stream().limit(MOST).toList();
        int last = closest.size() - 1;
        return "Did you mean "
                + (last < 1 ? "" : String.join(", ", closest.subList(0, last)) + " or ")
                + (last < 0 ? "" : closest.get(last))
                + "?";
    }

    /// Returns the names, most similar to the typed one first.
    public static List<String> closestFirst(String typed, Collection<String> names) {
        var lower = typed.toLowerCase(Locale.ROOT);
        return names.stream()
                .sorted(Comparator.comparingInt(name -> distance(lower, name)))
                .toList();
    }

    /// Returns the Levenshtein distance: how many letters must be inserted, deleted or changed to turn one into the
    /// other.
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
