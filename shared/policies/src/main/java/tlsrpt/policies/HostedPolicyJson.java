package tlsrpt.policies;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Mode;
import tlsrpt.store.PolicyItems.Change;
import tlsrpt.sts.HostedName;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.NextStep;

/// A hosted policy as JSON, for the API and the command.
public final class HostedPolicyJson {

    private HostedPolicyJson() {}

    /// Writes the members of an object.
    ///
    /// @param name if a stack makes the policy's host and record; `null` if the operator does
    /// @param prospect what reports say of the next step
    /// @param changes newest first
    public static void write(
            JsonGenerator json,
            HostedPolicy policy,
            @Nullable HostedName name,
            NextStep.Prospect prospect,
            List<Change> changes,
            Instant now)
            throws IOException {
        var revision = policy.revision();
        var read = revision.policy();
        var seen = policy.seen();
        var next = NextStep.of(policy, name, prospect, now);
        json.writeStringField("domain", policy.domain());
        json.writeStringField("stage", policy.stage().token());
        json.writeBooleanField("automatic", prospect.automatic());
        time(json, "since", policy.since());
        Mode mode = read.mode();
        json.writeStringField("mode", mode == null ? null : mode.token());
        json.writeNumberField("maxAge", read.maxAge());
        texts(json, "mx", policy.patterns());
        json.writeStringField("text", revision.text());
        json.writeStringField("id", revision.id());
        json.writeStringField("record", revision.readBack() == null ? null : revision.record(policy.domain()));
        time(json, "served", revision.served());
        time(json, "readBack", revision.readBack());
        time(json, "announced", revision.announced());
        time(json, "knownFrom", policy.knownFrom());
        time(json, "horizon", policy.horizonAt(now));
        time(json, "looked", seen.looked());
        time(json, "inStepSince", seen.inStepSince());
        texts(json, "faults", seen.faults());
        texts(json, "uncovered", policy.uncovered());
        json.writeArrayFieldStart("publishOnce");
        if (name != null) {
            for (var record : name.records()) {
                json.writeStartObject();
                json.writeStringField("name", record.name());
                json.writeStringField("cname", record.target());
                json.writeBooleanField("seen", name.isSeen(record));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeObjectFieldStart("next");
        json.writeStringField("text", next.text());
        json.writeStringField("record", next.record());
        json.writeStringField("command", next.command());
        time(json, "from", next.from());
        json.writeEndObject();
        json.writeArrayFieldStart("changes");
        for (var change : changes) {
            json.writeStartObject();
            json.writeStringField("at", change.at().toString());
            json.writeStringField("command", change.command());
            json.writeStringField("by", change.by());
            json.writeStringField("evidence", change.evidence());
            json.writeStringField("stage", change.stage());
            json.writeStringField("id", change.id());
            json.writeStringField("text", change.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (var text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
