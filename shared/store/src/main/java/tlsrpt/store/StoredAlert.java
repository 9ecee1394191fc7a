package tlsrpt.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;

/// An alert as stored: an open one in its present form, or one message of its history.
///
/// @param domain `*` where it is of the collector as a whole
/// @param id of the trouble; all its messages have it
/// @param kind a token such as `failing`; of an open one the last
/// @param severity a token such as `high`
/// @param at when the report that tipped it arrived
/// @param published when it was sent; `null` if it was not sent, or is only listed
/// @param json the whole alert, in the form of `docs/alert.schema.json`
public record StoredAlert(
        String domain,
        String id,
        String family,
        String kind,
        String severity,
        Instant at,
        @Nullable Instant published,
        String json) {

    static StoredAlert of(Item item) {
        var published = item.textOrNull("published");
        return new StoredAlert(
                item.text("domain"),
                item.text("id"),
                item.text("family"),
                item.text("kind"),
                item.text("severity"),
                Instant.parse(item.text("at")),
                published == null ? null : Instant.parse(published),
                item.text("json"));
    }

    Item.Builder put(Item.Builder item) {
        return item.put("domain", domain)
                .put("id", id)
                .put("family", family)
                .put("kind", kind)
                .put("severity", severity)
                .put("at", at.toString())
                .put("published", published == null ? null : published.toString())
                .put("json", json);
    }
}
