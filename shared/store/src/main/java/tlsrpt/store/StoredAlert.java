package tlsrpt.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An alert as the table holds it: an open one as it stands, or one message of its life.
///
/// @param domain `*` where it is of the collector as a whole
/// @param id of the trouble; all its messages have it
/// @param kind a token such as `failing`; of an open one the last
/// @param severity a token such as `high`
/// @param at when the report that tipped it arrived
/// @param published when it was sent; `null` where it was not yet, or is only kept in sight
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

    static StoredAlert of(Map<String, AttributeValue> item) {
        var row = Attributes.of(item);
        var published = row.textOrNull("published");
        return new StoredAlert(
                row.text("domain"),
                row.text("id"),
                row.text("family"),
                row.text("kind"),
                row.text("severity"),
                Instant.parse(row.text("at")),
                published == null ? null : Instant.parse(published),
                row.text("json"));
    }

    Attributes put(Attributes item) {
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
