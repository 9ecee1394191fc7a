package tlsrpt.posture;

import java.util.Locale;

/// The result of one check, from best to worst.
public enum State {
    /// As a sender needs it.
    PASS,
    /// Worth knowing; no sender acts on it.
    NOTE,
    /// Not published, and not known to have been published before.
    NONE,
    /// Works today, but some senders suffer from it or it will break.
    WARN,
    /// Not observed, for the reason given. It says nothing about the domain.
    UNSEEN,
    /// Senders that honor the standard cannot use it.
    FAIL;

    /// The word for JSON and keys.
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
