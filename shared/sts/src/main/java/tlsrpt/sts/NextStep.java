package tlsrpt.sts;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The operator's next step for a hosted policy.
///
/// @param text one or two sentences
/// @param record the record to publish, or several, one per line; `null` if none
/// @param command to paste into a shell; `null` if none
/// @param from the earliest time; `null` for now
public record NextStep(
        String text,
        @Nullable String record,
        @Nullable String command,
        @Nullable Instant from) {

    /// Returns what comes next.
    ///
    /// @param name if a stack makes the policy's host and record; `null` if the operator does
    /// @param prospect what reports say of the step toward enforcing
    public static NextStep of(HostedPolicy policy, @Nullable HostedName name, Prospect prospect, Instant now) {
        return name == null
                ? of(policy, prospect, now)
                : inAStack(policy, name).orElseGet(() -> of(policy, prospect, now));
    }

    /// What is known of the step toward enforcing.
    ///
    /// @param missing conditions that the reports do not meet yet
    /// @param thin whether they meet all others by few sessions, which the operator has to accept
    /// @param automatic whether the collector takes the step, which it never does on thin evidence
    public record Prospect(List<MissingCondition> missing, boolean thin, boolean automatic) {

        /// Reports meet all conditions.
        static final Prospect READY = new Prospect(List.of(), false, false);

        public Prospect {
            missing = List.copyOf(missing);
        }
    }

    /// What differs where name, certificate and TXT record are the stack's.
    private static Optional<NextStep> inAStack(HostedPolicy policy, HostedName name) {
        if (policy.stage() == Stage.REMOVING) {
            return Optional.of(say(
                    policy.seen().recordGone() == null
                            ? "Nothing. The stack removes the TXT record. The file stays a day longer."
                            : "Nothing. The file stays until a day after the record went. Then remove these records: "
                                    + name.records().stream()
                                            .map(record -> record.name() + " CNAME")
                                            .collect(Collectors.joining(", "))
                                    + "."));
        }
        var unseen = name.unseen();
        if (!unseen.isEmpty()) {
            return Optional.of(new NextStep(
                    name.proof() == null
                            ? "Publish these records, once. One more follows in a minute: tlsrpt sts status "
                                    + policy.domain()
                            : "Publish these records, once. The stack does the rest when DNS shows them.",
                    unseen,
                    null,
                    null));
        }
        if (policy.revision().announced() != null && policy.revision().readBack() != null) {
            return Optional.empty();
        }
        if (!name.isServing()) {
            return Optional.of(say("Nothing. DNS shows your records; the host waits for " + name.waits() + "."));
        }
        return Optional.of(say(
                policy.revision().readBack() == null
                        ? "Nothing. The stack publishes the record when the file can be read from outside"
                                + reason(policy)
                        : "Nothing. The stack has published the record, and waits until DNS shows it."));
    }

    /// The same for an operator who makes host and record, while reports meet all conditions.
    static NextStep of(HostedPolicy policy, Instant now) {
        return of(policy, Prospect.READY, now);
    }

    private static NextStep of(HostedPolicy policy, Prospect prospect, Instant now) {
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
            return new NextStep(
                    "Publish this record at _mta-sts." + domain
                            + ", replacing any other. The collector detects it automatically.",
                    revision.record(domain),
                    null,
                    null);
        }
        var uncovered = policy.uncovered();
        if (!uncovered.isEmpty()) {
            return new NextStep(
                    "DNS has MX hosts that the policy does not cover. Add them.",
                    null,
                    "tlsrpt sts mx " + domain
                            + uncovered.stream().map(host -> " --add " + host).collect(Collectors.joining()),
                    null);
        }
        if (!policy.seen().faults().isEmpty()) {
            return say(policy.seen().faults().getFirst());
        }
        return switch (policy.stage()) {
            case TESTING, PREPARING, TRIAL -> advance(policy, prospect, now);
            case ENFORCE ->
                say("Nothing to do. Before you publish a new MX host, run: tlsrpt sts mx " + domain + " --add HOST");
            case LEAVING -> {
                var last = policy.horizonAt(now);
                yield new NextStep(
                        "Remove the policy.",
                        null,
                        "tlsrpt sts remove " + domain,
                        last == null || last.isBefore(now) ? null : last);
            }
            case REMOVING -> removing(policy);
        };
    }

    private static NextStep advance(HostedPolicy policy, Prospect prospect, Instant now) {
        var step = policy.stage() == Stage.TRIAL ? "Raise max_age to one week." : "Switch to enforce mode.";
        var command = "tlsrpt sts advance " + policy.domain();
        if (prospect.thin()) {
            step += " The evidence is thin: few sessions in four weeks. Decide whether it is enough.";
            command = "tlsrpt sts advance --accept-thin " + policy.domain();
        } else if (prospect.automatic()) {
            step += " The collector does it by itself.";
            command = null;
        }
        return advance(policy, step, command, prospect.missing(), now);
    }

    private static NextStep advance(
            HostedPolicy policy, String step, @Nullable String command, List<MissingCondition> reports, Instant now) {
        return switch (policy.after(new Command.Advance(reports), now)) {
            case CommandResult.Changed _ -> new NextStep(step, null, command, null);
            case CommandResult.Refused refused -> {
                var open = refused.missing().stream()
                        .filter(condition -> condition.from() == null)
                        .toList();
                var from = refused.missing().stream()
                        .map(MissingCondition::from)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder());
                yield open.isEmpty()
                        ? new NextStep(step, null, command, from.orElse(null))
                        : say("Not ready yet: " + open.getFirst().what()
                                + (open.size() == 1 ? "" : " (and " + (open.size() - 1) + " more)"));
            }
        };
    }

    private static NextStep removing(HostedPolicy policy) {
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

    private static NextStep say(String text) {
        return new NextStep(text, null, null, null);
    }
}
