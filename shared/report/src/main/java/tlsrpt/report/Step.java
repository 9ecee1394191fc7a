package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// One step of a fix.
///
/// @param command for a shell, safe to paste: its only untrusted text is host names of letters, digits, dots, hyphens
///     and underscores only
public record Step(String text, @Nullable String command) {}
