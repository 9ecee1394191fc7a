package tlsrpt.sts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The next steps of several hosted policies, so that an operator takes those of all domains at once.
///
/// @param records to publish now
/// @param commands the earliest first; domains that take the same step at the same time share one
/// @param waiting policies for which there is nothing to do
/// @param enforcing domains whose policy is in its last stage and in sync
public record NextSteps(List<String> records, List<Dated> commands, List<Waiting> waiting, List<String> enforcing) {

    /// A command to paste into a shell.
    ///
    /// @param from the earliest time; `null` for now
    public record Dated(@Nullable Instant from, String command) {}

    /// A policy that waits for something.
    ///
    /// @param from until then; `null` if that depends
    public record Waiting(
            String domain,
            Stage stage,
            String text,
            @Nullable Instant from) {}

    public NextSteps {
        records = List.copyOf(records);
        commands = List.copyOf(commands);
        waiting = List.copyOf(waiting);
        enforcing = List.copyOf(enforcing);
    }

    /// A policy and what comes next for it.
    public record Planned(HostedPolicy policy, NextStep next) {}

    public static NextSteps of(List<Planned> policies) {
        var records = new ArrayList<String>();
        var commands = new LinkedHashMap<Dated, List<String>>();
        var waiting = new ArrayList<Waiting>();
        var enforcing = new ArrayList<String>();
        for (var planned : policies) {
            var policy = planned.policy();
            var next = planned.next();
            var domain = policy.domain();
            if (next.record() != null) {
                next.record().lines().forEach(records::add);
            } else if (next.command() != null) {
                var ending = " " + domain;
                boolean shared = next.command().endsWith(ending);
                var command = shared
                        ? next.command().substring(0, next.command().length() - ending.length())
                        : next.command();
                var domains = commands.computeIfAbsent(new Dated(next.from(), command), _ -> new ArrayList<>());
                if (shared) {
                    domains.add(domain);
                }
            } else if (policy.stage() == Stage.ENFORCE && policy.seen().faults().isEmpty()) {
                enforcing.add(domain);
            } else {
                waiting.add(new Waiting(domain, policy.stage(), next.text(), next.from()));
            }
        }
        var dated = commands.entrySet().stream()
                .map(entry -> new Dated(
                        entry.getKey().from(),
                        String.join(" ", entry.getKey().command(), String.join(" ", entry.getValue()))
                                .strip()))
                .sorted(Comparator.comparing(Dated::from, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
        return new NextSteps(records, dated, waiting, enforcing);
    }
}
