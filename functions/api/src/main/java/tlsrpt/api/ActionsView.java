package tlsrpt.api;

import tlsrpt.store.AuditEntry;
import tlsrpt.store.AuditLog;

/// `/v1/actions`: who changed what, the latest first.
final class ActionsView {

    private static final Columns<AuditEntry> COLUMNS = new Columns<AuditEntry>()
            .text("entry", AuditEntry::id)
            .text("at", AuditEntry::at)
            .text("who", AuditEntry::who)
            .text("action", AuditEntry::action)
            .text("subject", AuditEntry::subject)
            .text("note", AuditEntry::note)
            .text("outcome", AuditEntry::outcome)
            .text("undoes", AuditEntry::undoes)
            .text("undoneBy", AuditEntry::undoneBy)
            .flag("undoable", AuditEntry::isUndoable);

    private final AuditLog log;

    ActionsView(AuditLog log) {
        this.log = log;
    }

    Answer list(Query query) {
        var page = log.list(query.cursor());
        if (query.wantsCsv()) {
            return Answer.csv("actions", COLUMNS.csv(page.items()));
        }
        return Answer.json(json -> {
            COLUMNS.array(json, "actions", page.items());
            json.writeStringField("next", page.next());
        });
    }
}
