package tlsrpt.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;

/// A raw object that was kept but not counted, and why.
///
/// @param objectKey the S3 object
/// @param detail more about the reason, in words of ours
/// @param size of the object in bytes
/// @param who whom it came from, as far as it says; cut where it is long
public record HeldObject(
        String objectKey,
        Reason reason,
        String detail,
        long size,
        @Nullable String who,
        Instant first,
        Instant last) {

    static HeldObject of(Item item) {
        return new HeldObject(
                item.key().sk(),
                Reason.valueOf(item.text("reason")),
                item.text("detail"),
                item.number("size"),
                item.textOrNull("who"),
                Instant.parse(item.text("first")),
                Instant.parse(item.text("last")));
    }
}
