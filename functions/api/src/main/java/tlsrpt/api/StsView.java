package tlsrpt.api;

import java.time.Clock;
import tlsrpt.policies.HostedPolicyJson;
import tlsrpt.policies.PolicyEvidence;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PolicyItems.Stored;
import tlsrpt.store.PolicyItems.StoredName;
import tlsrpt.sts.NextStep;

/// `/v1/domains/{domain}/sts`: the MTA-STS policy that this collector hosts for a domain, and what comes next.
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

    private NextStep.Prospect prospect(Stored hosted) {
        return new NextStep.Prospect(
                evidence.forNextStep(hosted.policy(), false).missing(), hosted.automatic());
    }
}
