package tlsrpt.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReporterId;
import tlsrpt.table.Item;

/// A raw object that was kept but not counted, and why; or the latest of many.
///
/// @param objectKey the S3 object
/// @param size of the object in bytes
public record HeldObject(String objectKey, HeldReport why, long size, Instant first, Instant last) {

    static HeldObject of(Item item) {
        var why = new HeldReport(
                HeldReason.valueOf(item.text("reason")),
                item.text("detail"),
                present(item.text("who")),
                present(item.text("domain")),
                item.flag("claims"),
                reporter(item));
        return new HeldObject(
                item.key().sk(),
                why,
                item.number("size"),
                Instant.parse(item.text("first")),
                Instant.parse(item.text("last")));
    }

    /// Many objects of one sender, by the latest of them.
    static HeldObject ofLine(Item item) {
        var reason = HeldReason.valueOf(item.text("reason"));
        var sender = item.text("who");
        return new HeldObject(
                item.text("latest"),
                HeldReport.of(
                        reason,
                        "this and " + (item.number("beyond") - 1) + " more that day, which are not listed",
                        sender),
                0,
                Instant.parse(item.text("first")),
                Instant.parse(item.text("last")));
    }

    public HeldReason reason() {
        return why.reason();
    }

    public String detail() {
        return why.detail();
    }

    public @Nullable String who() {
        return why.who();
    }

    private static @Nullable ReporterId reporter(Item item) {
        var key = item.textOrNull("reporter");
        return key == null ? null : ReporterId.ofKey(key);
    }

    private static @Nullable String present(String text) {
        return text.isEmpty() ? null : text;
    }
}
