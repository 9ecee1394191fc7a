package tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tlsrpt.report.Door;
import tlsrpt.report.Headline;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.Trust;

/// A report as the table holds it, for one domain.
///
/// @param organization the organization-name, cut where it is long; so are the submitter and the report-id
/// @param objectKey the S3 object that it was read from
/// @param reader the version of the reader that read it
/// @param text the hash of the JSON text it was read from
/// @param body the hash of what it says of this domain
/// @param bytes the size of what it says of this domain, as canonical JSON
/// @param json that JSON; `null` where it is larger than 32 KB, and only the S3 object has it
/// @param version another one with every write of the item, and never the same again
/// @param contribution what it added to the table, exactly
/// @param expires the second from which it counts as gone
public record StoredReport(
        ReportRef ref,
        @Nullable String organization,
        @Nullable String reportId,
        String submitter,
        Trust trust,
        Door door,
        String objectKey,
        Instant arrival,
        Instant start,
        Instant end,
        Headline headline,
        int reader,
        String text,
        String body,
        int bytes,
        @Nullable String json,
        String version,
        Contribution contribution,
        long expires) {

    private static final int LARGEST = 32 * 1024;
    private static final int NAME_CHARS = 256;

    static StoredReport of(Recording recording, Contribution contribution, String version, long expires) {
        var said = ReportWriter.canonical(recording.ofThisDomain());
        var report = recording.report();
        return new StoredReport(
                recording.ref(),
                Attributes.cutOrNull(report.organizationName(), NAME_CHARS),
                Attributes.cutOrNull(report.reportId(), NAME_CHARS),
                Attributes.cut(recording.submitter(), NAME_CHARS),
                recording.trust(),
                recording.door(),
                recording.objectKey(),
                recording.arrival(),
                report.dateRange().start(),
                report.dateRange().end(),
                recording.reported().headline(),
                recording.reader(),
                recording.text(),
                Keys.sha256(said),
                said.length,
                said.length <= LARGEST ? new String(said, StandardCharsets.UTF_8) : null,
                version,
                contribution,
                expires);
    }

    /// Reads an item of the table, or an image of it in the stream.
    public static StoredReport of(Map<String, AttributeValue> item) {
        var attributes = Attributes.of(item);
        return new StoredReport(
                new ReportRef(
                        attributes.text("domain"),
                        LocalDate.parse(attributes.text("day")),
                        attributes.text("identity")),
                attributes.textOrNull("organization"),
                attributes.textOrNull("reportId"),
                attributes.text("submitter"),
                Trust.valueOf(attributes.text("trust")),
                Door.valueOf(attributes.text("door")),
                attributes.text("object"),
                Instant.parse(attributes.text("arrival")),
                Instant.parse(attributes.text("start")),
                Instant.parse(attributes.text("end")),
                new Headline(attributes.number("ok"), attributes.number("failed")),
                (int) attributes.number("reader"),
                attributes.text("text"),
                attributes.text("body"),
                (int) attributes.number("bytes"),
                attributes.textOrNull("json"),
                attributes.text("version"),
                contribution(item.getOrDefault("rows", AttributeValue.fromM(Map.of()))),
                attributes.number("expires"));
    }

    Map<String, AttributeValue> item() {
        return Attributes.at(Keys.report(ref))
                .put("domain", ref.domain())
                .put("day", ref.day().toString())
                .put("identity", ref.identity())
                .put("organization", organization)
                .put("reportId", reportId)
                .put("submitter", submitter)
                .put("trust", trust.name())
                .put("door", door.name())
                .put("object", objectKey)
                .put("arrival", arrival.toString())
                .put("start", start.toString())
                .put("end", end.toString())
                .put("ok", headline.ok())
                .put("failed", headline.failed())
                .put("reader", reader)
                .put("text", text)
                .put("body", body)
                .put("bytes", bytes)
                .put("json", json)
                .put("version", version)
                .put("rows", rows(contribution))
                .put("expires", expires)
                .item();
    }

    /// Partition, then sort key, then counter.
    private static AttributeValue rows(Contribution contribution) {
        var partitions = new HashMap<String, Map<String, AttributeValue>>();
        contribution.rows().forEach((key, counters) -> {
            var numbers = new HashMap<String, AttributeValue>();
            counters.forEach((name, n) -> numbers.put(name, Attributes.number(n)));
            partitions.computeIfAbsent(key.pk(), _ -> new HashMap<>()).put(key.sk(), AttributeValue.fromM(numbers));
        });
        var value = new HashMap<String, AttributeValue>();
        partitions.forEach((pk, rows) -> value.put(pk, AttributeValue.fromM(rows)));
        return AttributeValue.fromM(value);
    }

    private static Contribution contribution(AttributeValue value) {
        var rows = new TreeMap<Key, SortedMap<String, Long>>();
        value.m()
                .forEach((pk, partition) -> partition.m().forEach((sk, numbers) -> {
                    var counters = new TreeMap<String, Long>();
                    numbers.m().forEach((name, n) -> counters.put(name, Attributes.number(n)));
                    rows.put(new Key(pk, sk), counters);
                }));
        return new Contribution(rows);
    }
}
