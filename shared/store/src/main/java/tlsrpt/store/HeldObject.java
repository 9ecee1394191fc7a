package tlsrpt.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

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

    static HeldObject of(Map<String, AttributeValue> item) {
        var attributes = Attributes.of(item);
        return new HeldObject(
                attributes.text("sk"),
                Reason.valueOf(attributes.text("reason")),
                attributes.text("detail"),
                attributes.number("size"),
                attributes.textOrNull("who"),
                Instant.parse(attributes.text("first")),
                Instant.parse(attributes.text("last")));
    }
}
