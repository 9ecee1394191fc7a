package tlsrpt.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A raw object that was kept but not counted, and why.
///
/// @param objectKey the S3 object
/// @param size of the object in bytes
public record HeldObject(String objectKey, Withheld why, long size, Instant first, Instant last) {

    static HeldObject of(Map<String, AttributeValue> item) {
        var attributes = Attributes.of(item);
        var why = new Withheld(
                Reason.valueOf(attributes.text("reason")),
                attributes.text("detail"),
                present(attributes.text("who")),
                present(attributes.text("domain")),
                attributes.number("claims") > 0);
        return new HeldObject(
                attributes.text("sk"),
                why,
                attributes.number("size"),
                Instant.parse(attributes.text("first")),
                Instant.parse(attributes.text("last")));
    }

    public Reason reason() {
        return why.reason();
    }

    public String detail() {
        return why.detail();
    }

    public @Nullable String who() {
        return why.who();
    }

    private static @Nullable String present(String text) {
        return text.isEmpty() ? null : text;
    }
}
