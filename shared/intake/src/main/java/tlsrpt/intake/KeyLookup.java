package tlsrpt.intake;

import java.util.List;

/// Finds DKIM keys in DNS.
@FunctionalInterface
public interface KeyLookup {

    /// Looks up the TXT records of a name such as `20230601._domainkey.google.com`.
    Answer find(String name);

    /// What DNS says.
    sealed interface Answer {

        /// All TXT records, the strings of each joined; none if the name does not exist.
        record Records(List<String> texts) implements Answer {
            public Records {
                texts = List.copyOf(texts);
            }
        }

        /// No answer: a timeout, a refusal or a broken zone.
        record Failed(String detail) implements Answer {}
    }
}
