package tlsrpt.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that an operator changed.
///
/// @param id unique, and later than those of earlier entries
/// @param who did it: the name of an API token, or who signed in
/// @param action one word for what was done
/// @param subject what it was done to
/// @param note why
/// @param did all of it, for who did it
/// @param inverse what takes it back, in the form of `did`; `null` if nothing does
/// @param undoes the entry that it undid, or `null`
/// @param outcome what it changed; `null` until that is done
/// @param undoneBy the entry that takes it back, or `null`
public record AuditEntry(
        String id,
        Instant at,
        String who,
        String action,
        String subject,
        String note,
        String did,
        @Nullable String inverse,
        @Nullable String undoes,
        @Nullable String outcome,
        @Nullable String undoneBy) {

    /// Whether it can be taken back.
    public boolean isUndoable() {
        return inverse != null && outcome != null && undoneBy == null;
    }
}
