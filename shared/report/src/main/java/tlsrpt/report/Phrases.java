package tlsrpt.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Phrases with the diagnosis that each stands for, found in untrusted text word by word.
///
/// Codes and sentences become the same words, `X509_V_ERR_CERT_HAS_EXPIRED` as well as "cert has expired!". URLs,
/// host names and addresses are not words: a host named `timeout.example` says nothing about time. Only the
/// beginning of a text is read, and each word is looked up once.
final class Phrases {

    private static final int MOST_CHARACTERS = 500;

    /// Stands before the first word, so that a phrase may ask for the beginning.
    static final String START = "^";

    private record Phrase(int rank, List<String> words, Diagnosis.Known diagnosis) {

        boolean endsAt(int last, List<String> text) {
            int first = last + 1 - words.size();
            return first >= 0 && text.subList(first, last + 1).equals(words);
        }
    }

    /// The last word tells phrases apart best: in "status 404" it is the number.
    private final Map<String, List<Phrase>> byLastWord = new HashMap<>();
    private int phrases;

    /// Adds phrases of a diagnosis; a phrase that was added earlier wins.
    Phrases say(Diagnosis.Known diagnosis, String... texts) {
        for (var text : texts) {
            var words = List.of(text.split(" "));
            byLastWord
                    .computeIfAbsent(words.getLast(), _ -> new ArrayList<>())
                    .add(new Phrase(phrases++, words, diagnosis));
        }
        return this;
    }

    /// The admissible diagnosis of the phrase that was added first.
    Optional<Diagnosis.Known> find(List<String> text, Predicate<Diagnosis.Known> admissible) {
        int best = Integer.MAX_VALUE;
        Optional<Diagnosis.Known> found = Optional.empty();
        for (int i = 0; i < text.size(); i++) {
            for (var phrase : byLastWord.getOrDefault(text.get(i), List.of())) {
                if (phrase.rank < best && admissible.test(phrase.diagnosis) && phrase.endsAt(i, text)) {
                    best = phrase.rank;
                    found = Optional.of(phrase.diagnosis);
                }
            }
        }
        return found;
    }

    /// The words of a text in lower case, after [#START]. What is not a word parts the words around it.
    static List<String> words(String text) {
        var bounded = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        var words = new ArrayList<String>();
        words.add(START);
        int from = 0;
        for (int to = 0; to <= bounded.length(); to++) {
            if (to == bounded.length() || bounded.charAt(to) <= ' ') {
                if (to > from) {
                    split(bounded.substring(from, to).toLowerCase(Locale.ROOT), words);
                }
                from = to + 1;
            }
        }
        return words;
    }

    private static void split(String chunk, List<String> words) {
        if (namesAHost(chunk)) {
            words.add("");
            return;
        }
        int from = 0;
        for (int to = 0; to <= chunk.length(); to++) {
            if (to == chunk.length() || !isWordCharacter(chunk.charAt(to))) {
                if (to > from) {
                    words.add(chunk.substring(from, to));
                }
                from = to + 1;
            }
        }
    }

    /// Alone or in a URL: it has a dot between two word characters.
    private static boolean namesAHost(String chunk) {
        for (int i = 1; i < chunk.length() - 1; i++) {
            if (chunk.charAt(i) == '.'
                    && isWordCharacter(chunk.charAt(i - 1))
                    && isWordCharacter(chunk.charAt(i + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
