package tlsrpt.hosting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.policies.PolicyEvidence;
import tlsrpt.posture.Facts;
import tlsrpt.posture.HostedPolicyLook;
import tlsrpt.posture.Mx;
import tlsrpt.posture.TlsRptRecord;
import tlsrpt.report.DomainName;
import tlsrpt.report.MxPattern;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PolicyItems.Change;
import tlsrpt.store.PolicyItems.Stored;
import tlsrpt.store.PolicyItems.StoredName;
import tlsrpt.store.Settings;
import tlsrpt.sts.Command;
import tlsrpt.sts.CommandResult;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.MissingCondition;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;
import tlsrpt.sts.Stage;
import tlsrpt.sts.StsPolicy;
import tlsrpt.sts.StsRequest;
import tlsrpt.sts.StsRequest.Answer;
import tlsrpt.sts.StsRequest.Option;
import tlsrpt.table.Table;

/// The MTA-STS policies that this collector hosts: runs the operator's commands and provides the files to serve.
///
/// Each command begins and ends with a check from outside. The stored policy is the served one, so a crash cannot leave
/// an id without its file.
public final class HostedPolicies {

    private static final Duration WHILE_PENDING = Duration.ofMinutes(5);
    private static final Duration ELSE = Duration.ofHours(1);
    private static final int SHOWN_CHANGES = 10;
    private static final String BY_ITSELF = "the collector, automatically";

    private final Table table;
    private final PolicyItems items;
    private final PolicyEvidence evidence;
    private final PolicyHosts hosts;
    private final Clock clock;
    private volatile @Nullable PolicyObserver eyes;

    /// Hosts policies whose names and records the operator makes.
    public HostedPolicies(Table table, Clock clock) {
        this(table, clock, PolicyHosts.BY_HAND, true);
    }

    /// @param unsignedCounts whether unsigned mail is evidence for enforcing, as where only the operator's own server
    ///     can bring any
    public HostedPolicies(Table table, Clock clock, PolicyHosts hosts, boolean unsignedCounts) {
        this.table = table;
        this.hosts = hosts;
        this.items = new PolicyItems(table);
        this.evidence = new PolicyEvidence(table, clock, unsignedCounts);
        this.clock = clock;
    }

    /// Enables checks from outside. Until then, policies can only be shown.
    public void lookBy(PolicyObserver looking) {
        eyes = looking;
    }

    /// Returns the file of a domain, if it is hosted here.
    public Optional<String> file(String domain) {
        return items.file(domain);
    }

    public Answer answer(StsRequest request, String by) {
        var domain = DomainName.normal(request.domain());
        if (!domain.isEmpty() && !DomainName.isDomain(domain)) {
            return new Answer(1, "'" + request.domain() + "' is not a domain name.");
        }
        boolean json = request.has(Option.JSON);
        if (request.action() == StsRequest.Action.STATUS) {
            return status(domain, json);
        }
        if (eyes == null) {
            return new Answer(
                    1,
                    "no collector is running with this data folder, so policies are neither served nor checked. Start it"
                            + " with 'tlsrpt serve' and try again.");
        }
        try {
            return switch (request.action()) {
                case ADD -> add(domain, request, by);
                case CHECK -> check(domain, json);
                case AUTO -> auto(domain, !request.has(Option.OFF), by, json);
                default -> change(domain, request, by);
            };
        } catch (IllegalArgumentException e) {
            return new Answer(1, e.getMessage() + ".");
        }
    }

    private Answer status(String domain, boolean json) {
        var policies =
                domain.isEmpty() ? items.all() : items.get(domain).map(List::of).orElse(List.of());
        if (policies.isEmpty() && !domain.isEmpty()) {
            return notHosted(domain);
        }
        var known = policies.stream().map(this::known).toList();
        return new Answer(
                0,
                json || known.size() < 2 ? words(json).all(known) : words(false).plan(known));
    }

    private Answer check(String domain, boolean json) {
        var domains = domain.isEmpty()
                ? items.all().stream().map(stored -> stored.policy().domain()).toList()
                : List.of(domain);
        var policies = new ArrayList<PolicyPrinter.Known>();
        boolean inStep = true;
        for (var name : domains) {
            var stored = items.get(name);
            if (stored.isEmpty()) {
                return notHosted(name);
            }
            var policy = look(stored.get());
            inStep &= policy.seen().faults().isEmpty() && !policy.isPending();
            policies.add(known(policy));
        }
        return new Answer(inStep ? 0 : 3, words(json).all(policies));
    }

    private static Answer notHosted(String domain) {
        return new Answer(1, "no policy for " + domain + " is hosted here. To host one, run: tlsrpt sts add " + domain);
    }

    private Answer add(String domain, StsRequest request, String by) {
        boolean json = request.has(Option.JSON);
        if (domain.isEmpty()) {
            return new Answer(1, "a domain is missing.");
        }
        if (Settings.read(table).covering(domain).isEmpty()) {
            return words(json)
                    .refused(
                            domain,
                            List.of(new MissingCondition(
                                    "This collector does not count reports about " + domain
                                            + ". Add the domain to its domains first.",
                                    null)));
        }
        hosts.check(domain);
        var facts = facts(domain);
        var sighting = sighting(facts);
        var missing = new ArrayList<MissingCondition>();
        var reporting = facts.tlsRpt();
        if (!reporting.isFound() && !reporting.isAbsent()) {
            missing.add(new MissingCondition(
                    "DNS does not answer for the TLSRPT record at _smtp._tls." + domain + ": " + reporting.detail(),
                    null));
        } else if (!TlsRptRecord.of(reporting.records()).isUsable()) {
            missing.add(new MissingCondition(
                    "_smtp._tls." + domain + " has no usable TLSRPT record. Without reports, there is no evidence"
                            + " that enforcing is safe. 'tlsrpt check " + domain + "' shows what to publish.",
                    null));
        }
        var patterns = patterns(facts, sighting, request.add(), missing);
        var before = items.get(domain);
        if (before.isPresent()) {
            return missing.isEmpty()
                    ? outcome(
                            before.get(),
                            before.get().policy().after(sighting).after(new Command.Return(patterns), clock.instant()),
                            "add",
                            by,
                            "",
                            json)
                    : words(json).refused(domain, missing);
        }
        var adopted = foreign(domain, sighting, request.has(Option.ADOPT), missing);
        if (!missing.isEmpty()) {
            return words(json).refused(domain, missing);
        }
        var policy = adopted.orElseGet(() -> HostedPolicy.prepared(domain, patterns, sighting, clock.instant()));
        var command = adopted.isPresent() ? "add --adopt" : "add";
        return stored(Optional.empty(), policy, command, by, "", json);
    }

    /// Returns the MX patterns of a new policy.
    private static List<String> patterns(
            Facts facts, PolicyObservation sighting, List<String> asked, List<MissingCondition> missing) {
        if (sighting.mx() == null) {
            missing.add(new MissingCondition(
                    "DNS does not answer for the MX records: " + facts.mx().detail(), null));
            return asked;
        }
        if (facts.mx().records().stream().anyMatch(Mx::isNull)) {
            missing.add(new MissingCondition("The domain accepts no mail (null MX), so it needs no policy.", null));
        }
        // Without MX records mail goes to the domain itself.
        var live = sighting.mx().hosts().isEmpty()
                ? List.of(facts.domain())
                : sighting.mx().hosts();
        if (asked.isEmpty()) {
            return live;
        }
        live.stream()
                .filter(host -> asked.stream().noneMatch(pattern -> new MxPattern(pattern).matches(host)))
                .forEach(host -> missing.add(
                        new MissingCondition("No --mx pattern covers " + host + ", an MX host in DNS.", null)));
        return asked;
    }

    /// Returns the policy of another host, if the operator adopts it.
    private static Optional<HostedPolicy> foreign(
            String domain, PolicyObservation sighting, boolean adopt, List<MissingCondition> missing) {
        var file = "https://mta-sts." + domain + "/.well-known/mta-sts.txt";
        switch (sighting.record()) {
            case RecordSeen.Absent _ -> {
                if (adopt) {
                    missing.add(new MissingCondition(
                            "There is no record at _mta-sts." + domain
                                    + ", so there is no policy to adopt. Leave out --adopt.",
                            null));
                }
            }
            case RecordSeen.Faulty record -> missing.add(new MissingCondition(record.why(), null));
            case RecordSeen.Unseen record ->
                missing.add(
                        new MissingCondition("DNS does not answer for _mta-sts." + domain + ": " + record.why(), null));
            case RecordSeen.Id id -> {
                if (!adopt) {
                    missing.add(new MissingCondition(
                            "Another host already serves a policy. To take it over unchanged, pass --adopt.", null));
                } else if (sighting.file() instanceof FileSeen.Served served
                        && StsPolicy.parse(served.text()).isUsable()) {
                    return Optional.of(HostedPolicy.adopted(domain, served.text(), id, sighting));
                } else {
                    missing.add(new MissingCondition(
                            file + " does not return a valid policy, so there is nothing to adopt.", null));
                }
            }
        }
        return Optional.empty();
    }

    private Answer change(String domain, StsRequest request, String by) {
        boolean json = request.has(Option.JSON);
        if (items.get(domain).isEmpty()) {
            return notHosted(domain);
        }
        var sighting = sighting(facts(domain));
        // The check takes seconds, so another change may have been stored meanwhile.
        var before = items.get(domain);
        if (before.isEmpty()) {
            return notHosted(domain);
        }
        var policy = before.get().policy().after(sighting);
        var reports = request.action() == StsRequest.Action.ADVANCE
                ? evidence.forNextStep(policy)
                : PolicyEvidence.StepEvidence.NONE;
        var command = switch (request.action()) {
            case ADVANCE -> new Command.Advance(reports.missing(request.has(Option.ACCEPT_THIN)));
            case RETREAT -> new Command.Retreat();
            case LEAVE -> new Command.Leave();
            case REMOVE -> new Command.Remove();
            case MX -> new Command.ChangeMx(request.add(), request.remove());
            case ADD, AUTO, CHECK, STATUS -> throw new IllegalArgumentException("not a change");
        };
        var name = request.action().name().toLowerCase(Locale.ROOT)
                + request.add().stream().map(pattern -> " --add " + pattern).collect(Collectors.joining())
                + request.remove().stream()
                        .map(pattern -> " --remove " + pattern)
                        .collect(Collectors.joining())
                + (request.has(Option.ACCEPT_THIN) ? " --accept-thin" : "");
        // An operator who goes back does not want the policy to go forward by itself.
        boolean goesBack = command instanceof Command.Retreat
                || command instanceof Command.Leave
                || command instanceof Command.Remove;
        var stored = goesBack ? before.get().automatic(false) : before.get();
        return outcome(stored, policy.after(command, clock.instant()), name, by, reports.words(), json);
    }

    private Answer auto(String domain, boolean on, String by, boolean json) {
        var stored = items.get(domain);
        if (stored.isEmpty()) {
            return notHosted(domain);
        }
        var policy = stored.get().policy();
        if (on && policy.patterns().isEmpty()) {
            return new Answer(1, "a policy in mode none does not advance. Run 'tlsrpt sts add " + domain + "' first.");
        }
        var change = Change.of(policy, clock.instant(), on ? "auto" : "auto --off", by, "");
        return items.write(Optional.of(stored.get().automatic(on)), policy, change)
                ? new Answer(0, words(json).all(List.of(known(stored.get().automatic(on)))))
                : changedMeanwhile(domain);
    }

    private static Answer changedMeanwhile(String domain) {
        return new Answer(1, "the policy of " + domain + " was changed at the same time. Try again.");
    }

    /// Takes the next step of a policy that was just checked, if the operator switched that on: only where the command
    /// would do it.
    private void advanceByItself(String domain) {
        var stored = items.get(domain).filter(Stored::automatic);
        if (stored.isEmpty()) {
            return;
        }
        var now = clock.instant();
        var policy = stored.get().policy();
        boolean toEnforce = policy.stage() == Stage.TESTING || policy.stage() == Stage.TRIAL;
        // Reports are read only once all else is as it must be.
        if (!toEnforce || !(policy.after(new Command.Advance(List.of()), now) instanceof CommandResult.Changed)) {
            return;
        }
        var reports = evidence.forNextStep(policy);
        if (policy.after(new Command.Advance(reports.missing(false)), now) instanceof CommandResult.Changed changed
                && items.write(
                        stored,
                        changed.policy(),
                        Change.of(changed.policy(), now, "advance", BY_ITSELF, reports.words()))) {
            items.get(domain).ifPresent(this::look);
        }
    }

    private Answer outcome(Stored before, CommandResult outcome, String command, String by, String why, boolean json) {
        return switch (outcome) {
            case CommandResult.Refused refused ->
                words(json).refused(before.policy().domain(), refused.missing());
            case CommandResult.Changed changed -> stored(Optional.of(before), changed.policy(), command, by, why, json);
        };
    }

    private Answer stored(
            Optional<Stored> before, HostedPolicy policy, String command, String by, String why, boolean json) {
        var at = clock.instant();
        if (!items.write(before, policy, Change.of(policy, at, command, by, why))) {
            return changedMeanwhile(policy.domain());
        }
        var now = items.get(policy.domain()).map(this::look).orElse(policy);
        return new Answer(0, words(json).all(List.of(known(now))));
    }

    private Facts facts(String domain) {
        var looking = eyes;
        if (looking == null) {
            throw new IllegalStateException("nothing looks");
        }
        return looking.look(domain);
    }

    private PolicyObservation sighting(Facts facts) {
        var looking = eyes;
        if (looking == null) {
            throw new IllegalStateException("nothing looks");
        }
        return HostedPolicyLook.of(facts, looking.roots().get());
    }

    /// Checks a policy from outside and stores the result, unless the policy was changed meanwhile.
    private HostedPolicy look(Stored stored) {
        var policy = stored.policy().after(sighting(facts(stored.policy().domain())));
        if (!items.write(Optional.of(stored), policy, null)) {
            return items.get(policy.domain()).map(Stored::policy).orElse(policy);
        }
        hosts.ensure(policy);
        return policy;
    }

    /// Checks the policies that are due, and deletes those that no sender needs.
    public void lookAtWhatIsDue() {
        lookAtWhatIsDue(Instant.MAX);
    }

    /// Checks the policies that are due, the longest unchecked first, and deletes those that no sender needs.
    ///
    /// @param end after which no check begins
    public void lookAtWhatIsDue(Instant end) {
        if (eyes == null) {
            return;
        }
        var longestUnseenFirst = Comparator.comparing(
                (Stored stored) -> stored.policy().seen().looked(), Comparator.nullsFirst(Comparator.naturalOrder()));
        var all = items.all();
        if (all.isEmpty()) {
            return;
        }
        var pending = hosts.pending();
        for (var stored : all.stream().sorted(longestUnseenFirst).toList()) {
            if (!clock.instant().isBefore(end)) {
                return;
            }
            var policy = stored.policy();
            var last = policy.seen().looked();
            var pause = policy.isPending() || pending.contains(policy.domain()) ? WHILE_PENDING : ELSE;
            if (last == null || !clock.instant().isBefore(last.plus(pause))) {
                policy = look(stored);
                advanceByItself(policy.domain());
            }
            var now = clock.instant();
            if (policy.isOver(now) && hosts.remove(policy.domain())) {
                items.get(policy.domain())
                        .filter(latest -> latest.policy().isOver(now))
                        .ifPresent(latest ->
                                items.forget(latest, Change.of(latest.policy(), now, "gone", "the collector", "")));
            }
        }
    }

    private PolicyPrinter.Known known(HostedPolicy policy) {
        var automatic = items.get(policy.domain()).filter(Stored::automatic).isPresent();
        return known(new Stored(policy, 0, automatic));
    }

    private PolicyPrinter.Known known(Stored stored) {
        var policy = stored.policy();
        return new PolicyPrinter.Known(
                policy,
                items.name(policy.domain()).map(StoredName::name).orElse(null),
                evidence.forNextStep(policy).prospect(stored.automatic()),
                items.changes(policy.domain(), SHOWN_CHANGES));
    }

    private PolicyPrinter words(boolean json) {
        return new PolicyPrinter(json, clock.instant());
    }
}
