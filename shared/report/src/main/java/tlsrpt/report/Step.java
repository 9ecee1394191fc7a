package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// One step of a fix.
///
/// @param command for a shell, safe to paste: no text of a stranger is in it but host names that hold letters,
/// digits, dots, hyphens and underscores only
public record Step(String text, @Nullable String command) {}
