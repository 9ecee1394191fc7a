package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// One thing to do.
///
/// @param command for a shell, safe to paste: no text of a stranger is in it but host names that hold letters,
/// digits, dots, hyphens and underscores only
public record Step(String text, @Nullable String command) {}
