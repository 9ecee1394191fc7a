package tlsrpt.api;

import java.time.Clock;
import tlsrpt.policies.HostedPolicyJson;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PolicyItems.Stored;
import tlsrpt.store.PolicyItems.StoredName;

/// `/v1/domains/{domain}/sts`: the MTA-STS policy that this collector hosts for a domain, and what comes next.
final class StsView {

    private static final int MOST_CHANGES = 20;

    private final PolicyItems items;
    private final Clock clock;

    StsView(PolicyItems items, Clock clock) {
        this.items = items;
        this.clock = clock;
    }

    Answer one(Query query) {
        var domain = query.domain();
        var hosted = items.get(domain).map(Stored::policy);
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
                    hosted.get(),
                    items.name(domain).map(StoredName::name).orElse(null),
                    items.changes(domain, MOST_CHANGES),
                    clock.instant());
            json.writeEndObject();
        });
    }
}
