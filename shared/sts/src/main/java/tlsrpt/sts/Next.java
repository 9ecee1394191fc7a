package tlsrpt.sts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the operator does next with a hosted policy.
///
/// @param text one sentence or two
/// @param record the TXT record to publish; `null` where none is
/// @param from from when on; `null` for now
public record Next(
        String text, @Nullable String record, @Nullable Instant from) {

    public static Next of(HostedPolicy policy, Instant now) {
        var domain = policy.domain();
        var revision = policy.revision();
        if (policy.stage() == Stage.REMOVING) {
            return removing(policy);
        }
        if (revision.readBack() == null) {
            return say("Let https://mta-sts." + domain
                    + "/.well-known/mta-sts.txt lead to this collector. The record follows when the file can be read"
                    + " there" + reason(policy));
        }
        if (revision.announced() == null) {
            return new Next(
                    "Publish this record in place of any other at _mta-sts." + domain
                            + ". The collector notices when DNS shows it.",
                    revision.record(domain),
                    null);
        }
        if (!policy.seen().faults().isEmpty()) {
            return say(policy.seen().faults().getFirst());
        }
        return switch (policy.stage()) {
            case TESTING, PREPARING ->
                say("Wait for reports. When the domain is ready for enforce mode: tlsrpt sts advance " + domain);
            case TRIAL -> say("Wait for seven days of reports. Then: tlsrpt sts advance " + domain);
            case ENFORCE -> say("Nothing. Before an MX host changes: tlsrpt sts mx " + domain + " --add HOST");
            case LEAVING -> {
                var last = policy.horizonAt(now);
                yield new Next(
                        "Take the policy away when no sender holds it: tlsrpt sts remove " + domain,
                        null,
                        last == null || last.isBefore(now) ? null : last);
            }
            case REMOVING -> removing(policy);
        };
    }

    private static Next removing(HostedPolicy policy) {
        return policy.seen().recordGone() == null
                ? say("Remove the TXT record at _mta-sts." + policy.domain() + ". The file stays a day longer.")
                : say("Nothing. The file stays until a day after the record went. Then remove mta-sts."
                        + policy.domain() + " from DNS.");
    }

    private static String reason(HostedPolicy policy) {
        return policy.seen().faults().isEmpty()
                ? "."
                : ": " + policy.seen().faults().getFirst();
    }

    private static Next say(String text) {
        return new Next(text, null, null);
    }
}
