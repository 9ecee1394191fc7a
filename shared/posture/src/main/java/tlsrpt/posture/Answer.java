package tlsrpt.posture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What DNS answered to one question, CNAMEs followed.
///
/// @param name the name that was asked
/// @param aliases the names that CNAMEs led to, in order
/// @param lifetime the TTL as the authoritative servers give it, `null` where only a cache answered
/// @param signedUntil the earliest end of a signature in a secure answer
/// @param detail what went wrong, or what else is worth knowing; may be empty
public record Answer<T>(
        String name,
        Status status,
        Security security,
        List<T> records,
        List<String> aliases,
        @Nullable Duration lifetime,
        @Nullable Instant signedUntil,
        String detail) {

    public enum Status {
        /// One record or more.
        FOUND,
        /// The name exists, the type does not.
        NO_DATA,
        /// The name does not exist.
        NO_NAME,
        /// The resolver gave an error, such as SERVFAIL.
        FAILED,
        /// No answer in time.
        NO_ANSWER,
        /// Not asked; the detail says why.
        NOT_ASKED
    }

    /// What DNSSEC validation from the root says. Spec: RFC 4035 §4.3
    public enum Security {
        SECURE,
        INSECURE,
        BOGUS,
        /// Not validated, because the resolver returns no signatures.
        UNKNOWN
    }

    public Answer {
        records = List.copyOf(records);
        aliases = List.copyOf(aliases);
    }

    public static <T> Answer<T> notAsked(String name, String why) {
        return new Answer<>(name, Status.NOT_ASKED, Security.UNKNOWN, List.of(), List.of(), null, null, why);
    }

    public boolean isFound() {
        return status == Status.FOUND;
    }

    /// Whether DNS says that there is no such record.
    public boolean isAbsent() {
        return status == Status.NO_DATA || status == Status.NO_NAME;
    }

    public boolean isBogus() {
        return security == Security.BOGUS;
    }

    public boolean isSecure() {
        return security == Security.SECURE;
    }

    /// Whether neither records nor their absence is known.
    public boolean isUnseen() {
        return !isFound() && !isAbsent() && !isBogus();
    }

    /// The name at the end of the CNAMEs.
    public String canonicalName() {
        return aliases.isEmpty() ? name : aliases.getLast();
    }
}
