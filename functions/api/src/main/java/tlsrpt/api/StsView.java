package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.policies.HostedPolicyJson;
import tlsrpt.policies.PolicyEvidence;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PolicyItems.Stored;
import tlsrpt.store.PolicyItems.StoredName;
import tlsrpt.sts.NextStep;
import tlsrpt.sts.NextSteps;

/// `/v1/sts`, the next steps of all MTA-STS policies that this collector hosts; `/v1/domains/{domain}/sts`, the policy
/// of one domain.
final class StsView {

    private static final int MOST_CHANGES = 20;

    private final PolicyItems items;
    private final PolicyEvidence evidence;
    private final Clock clock;

    StsView(PolicyItems items, PolicyEvidence evidence, Clock clock) {
        this.items = items;
        this.evidence = evidence;
        this.clock = clock;
    }

    Answer one(Query query) {
        var domain = query.domain();
        var hosted = items.get(domain);
        return Answer.json(json -> {
            json.writeStringField("domain", domain);
            json.writeFieldName("hosted");
            if (hosted.isEmpty()) {
                json.writeNull();
                return;
            }
            json.writeStartObject();
            HostedPolicyJson.write(
                    json,
                    hosted.get().policy(),
                    items.name(domain).map(StoredName::name).orElse(null),
                    prospect(hosted.get()),
                    items.changes(domain, MOST_CHANGES),
                    clock.instant());
            json.writeEndObject();
        });
    }

    /// The next steps, the earliest first.
    Answer all() {
        var now = clock.instant();
        var steps = NextSteps.of(items.all().stream()
                .map(hosted -> new NextSteps.Planned(hosted.policy(), next(hosted, now)))
                .toList());
        return Answer.json(json -> {
            texts(json, "records", steps.records());
            json.writeArrayFieldStart("commands");
            for (var step : steps.commands()) {
                json.writeStartObject();
                json.writeStringField("command", step.command());
                time(json, step.from());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("waiting");
            for (var one : steps.waiting()) {
                json.writeStartObject();
                json.writeStringField("domain", one.domain());
                json.writeStringField("stage", one.stage().token());
                json.writeStringField("text", one.text());
                time(json, one.from());
                json.writeEndObject();
            }
            json.writeEndArray();
            texts(json, "enforcing", steps.enforcing());
        });
    }

    private NextStep next(Stored hosted, Instant now) {
        var domain = hosted.policy().domain();
        return NextStep.of(
                hosted.policy(), items.name(domain).map(StoredName::name).orElse(null), prospect(hosted), now);
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (var text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void time(JsonGenerator json, @Nullable Instant from) throws IOException {
        json.writeStringField("from", from == null ? null : from.toString());
    }

    private NextStep.Prospect prospect(Stored hosted) {
        return evidence.forNextStep(hosted.policy()).prospect(hosted.automatic());
    }
}
