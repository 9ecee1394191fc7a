package tlsrpt.sts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The operator's next step for a hosted policy.
///
/// @param text one or two sentences
/// @param record the TXT record to publish; `null` if none
/// @param from the earliest time; `null` for now
public record Next(
        String text, @Nullable String record, @Nullable Instant from) {

    public static Next of(HostedPolicy policy, Instant now) {
        var domain = policy.domain();
        var revision = policy.revision();
        if (policy.stage() == Stage.REMOVING) {
            return removing(policy);
        }
        if (revision.readBack() == null) {
            return say("Point https://mta-sts." + domain
                    + "/.well-known/mta-sts.txt to this collector. The TXT record to publish is shown once the file can be"
                    + " fetched there" + reason(policy));
        }
        if (revision.announced() == null) {
            return new Next(
                    "Publish this record at _mta-sts." + domain
                            + ", replacing any other. The collector detects it automatically.",
                    revision.record(domain),
                    null);
        }
        if (!policy.seen().faults().isEmpty()) {
            return say(policy.seen().faults().getFirst());
        }
        return switch (policy.stage()) {
            case TESTING, PREPARING ->
                say("Wait for reports. Once the domain is ready for enforce mode, run: tlsrpt sts advance " + domain);
            case TRIAL -> say("Wait for seven days of reports, then run: tlsrpt sts advance " + domain);
            case ENFORCE ->
                say("Nothing to do. Before you publish a new MX host, run: tlsrpt sts mx " + domain + " --add HOST");
            case LEAVING -> {
                var last = policy.horizonAt(now);
                yield new Next(
                        "Remove the policy: tlsrpt sts remove " + domain,
                        null,
                        last == null || last.isBefore(now) ? null : last);
            }
            case REMOVING -> removing(policy);
        };
    }

    private static Next removing(HostedPolicy policy) {
        return policy.seen().recordGone() == null
                ? say("Remove the TXT record at _mta-sts." + policy.domain()
                        + ". The collector serves the file for one more day.")
                : say(
                        "Nothing to do. The collector serves the file for one day after the record is gone. Then remove mta-sts."
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
