package tlsrpt.actions;

import org.jspecify.annotations.Nullable;

/// The outcome of an action.
public sealed interface ActionResult {

    String text();

    /// It changed something.
    ///
    /// @param entry of the audit log
    /// @param undoable whether that can be taken back
    record Changed(String text, String entry, boolean undoable) implements ActionResult {}

    /// All is as it would be after it.
    ///
    /// @param entry that took it back already, if that is why
    record Unchanged(String text, @Nullable String entry) implements ActionResult {}

    /// What it names does not exist.
    record Missing(String text) implements ActionResult {}

    /// It cannot be made as things are.
    record Conflict(String text) implements ActionResult {}
}
