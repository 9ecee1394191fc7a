package tlsrpt.host;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.api.PolicyEvidence;
import tlsrpt.console.StsRequest;
import tlsrpt.console.StsRequest.Answer;
import tlsrpt.console.StsRequest.Option;
import tlsrpt.health.Readiness;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.health.TrialConditions;
import tlsrpt.posture.Facts;
import tlsrpt.posture.Mx;
import tlsrpt.posture.PolicySighting;
import tlsrpt.posture.TlsRptRecord;
import tlsrpt.report.DomainName;
import tlsrpt.report.MxPattern;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PolicyItems.Change;
import tlsrpt.store.PolicyItems.Stored;
import tlsrpt.store.Settings;
import tlsrpt.sts.Command;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.Missing;
import tlsrpt.sts.Outcome;
import tlsrpt.sts.Sighting;
import tlsrpt.sts.Sighting.FileSeen;
import tlsrpt.sts.Sighting.RecordSeen;
import tlsrpt.sts.Stage;
import tlsrpt.sts.StsPolicy;
import tlsrpt.table.Table;

/// The MTA-STS policies that this collector hosts: what the operator asks of them, and what is served.
///
/// Each request begins and ends with a look from outside. What is stored is what is served, so no crash leaves an id
/// without its file.
final class PolicyDesk {

    private static final Duration WHILE_PENDING = Duration.ofMinutes(5);
    private static final Duration ELSE = Duration.ofHours(1);
    private static final int SHOWN_CHANGES = 10;

    private final Table table;
    private final PolicyItems items;
    private final PolicyEvidence evidence;
    private final Clock clock;
    private volatile @Nullable PolicyEyes eyes;

    PolicyDesk(Table table, Clock clock) {
        this.table = table;
        this.items = new PolicyItems(table);
        this.evidence = new PolicyEvidence(table, clock, true);
        this.clock = clock;
    }

    /// Looks this way from now on. Before, policies are only shown.
    void lookBy(PolicyEyes looking) {
        eyes = looking;
    }

    /// Returns the file of a domain, if it is hosted here.
    Optional<String> file(String domain) {
        return items.get(domain).map(stored -> stored.policy().revision().text());
    }

    Answer answer(StsRequest request, String by) {
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
                    "no collector runs with this data folder, so nothing serves policies or looks at DNS. Start it with"
                            + " 'tlsrpt serve' and try again.");
        }
        try {
            return switch (request.action()) {
                case ADD -> add(domain, request, by);
                case CHECK -> check(domain, json);
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
        return new Answer(0, words(json).all(policies.stream().map(this::known).toList()));
    }

    private Answer check(String domain, boolean json) {
        var domains = domain.isEmpty()
                ? items.all().stream().map(stored -> stored.policy().domain()).toList()
                : List.of(domain);
        var policies = new ArrayList<PolicyWords.Known>();
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
        return new Answer(1, "no policy of " + domain + " is hosted here. 'tlsrpt sts add " + domain + "' begins.");
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
                            List.of(new Missing(
                                    "This collector does not count reports about " + domain
                                            + ". Add the domain to its domains first.",
                                    null)));
        }
        var facts = facts(domain);
        var sighting = sighting(facts);
        var missing = new ArrayList<Missing>();
        var reporting = facts.tlsRpt();
        if (!reporting.isFound() && !reporting.isAbsent()) {
            missing.add(new Missing(
                    "DNS does not answer for the TLSRPT record at _smtp._tls." + domain + ": " + reporting.detail(),
                    null));
        } else if (!TlsRptRecord.of(reporting.records()).isUsable()) {
            missing.add(new Missing(
                    "_smtp._tls." + domain + " has no usable TLSRPT record. Without reports nothing shows whether"
                            + " enforcing is safe. 'tlsrpt check " + domain + "' says what to publish.",
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

    /// The patterns to begin with.
    private static List<String> patterns(Facts facts, Sighting sighting, List<String> asked, List<Missing> missing) {
        if (sighting.mx() == null) {
            missing.add(new Missing(
                    "DNS does not answer for the MX records: " + facts.mx().detail(), null));
            return asked;
        }
        if (facts.mx().records().stream().anyMatch(Mx::isNull)) {
            missing.add(new Missing("The domain takes no mail (null MX), so it needs no policy.", null));
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
                .forEach(host -> missing.add(new Missing("No --mx covers " + host + ", an MX host in DNS.", null)));
        return asked;
    }

    /// The policy that another host serves, where the operator takes it over.
    private static Optional<HostedPolicy> foreign(
            String domain, Sighting sighting, boolean adopt, List<Missing> missing) {
        var file = "https://mta-sts." + domain + "/.well-known/mta-sts.txt";
        switch (sighting.record()) {
            case RecordSeen.Absent _ -> {
                if (adopt) {
                    missing.add(new Missing(
                            "There is no record at _mta-sts." + domain + ", so no policy to adopt. Leave out --adopt.",
                            null));
                }
            }
            case RecordSeen.Faulty record -> missing.add(new Missing(record.why(), null));
            case RecordSeen.Unseen record ->
                missing.add(new Missing("DNS does not answer for _mta-sts." + domain + ": " + record.why(), null));
            case RecordSeen.Id id -> {
                if (!adopt) {
                    missing.add(new Missing(
                            "Another host serves a policy already. --adopt takes it over, unchanged.", null));
                } else if (sighting.file() instanceof FileSeen.Served served
                        && StsPolicy.parse(served.text()).isUsable()) {
                    return Optional.of(HostedPolicy.adopted(domain, served.text(), id, sighting));
                } else {
                    missing.add(
                            new Missing("Senders cannot use what " + file + " gives, so it cannot be adopted.", null));
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
        // The look took seconds, in which another one may have been stored.
        var before = items.get(domain);
        if (before.isEmpty()) {
            return notHosted(domain);
        }
        var policy = before.get().policy().after(sighting);
        var reports = request.action() == StsRequest.Action.ADVANCE
                ? reports(policy, request.has(Option.ACCEPT_THIN))
                : new Reports(List.of(), "");
        var command = switch (request.action()) {
            case ADVANCE -> new Command.Advance(reports.missing());
            case RETREAT -> new Command.Retreat();
            case LEAVE -> new Command.Leave();
            case REMOVE -> new Command.Remove();
            case MX -> new Command.ChangeMx(request.add(), request.remove());
            case ADD, CHECK, STATUS -> throw new IllegalArgumentException("not a change");
        };
        var name = request.action().name().toLowerCase(Locale.ROOT)
                + request.add().stream().map(pattern -> " --add " + pattern).collect(Collectors.joining())
                + request.remove().stream()
                        .map(pattern -> " --remove " + pattern)
                        .collect(Collectors.joining())
                + (request.has(Option.ACCEPT_THIN) ? " --accept-thin" : "");
        return outcome(before.get(), policy.after(command, clock.instant()), name, by, reports.evidence(), json);
    }

    private Answer outcome(Stored before, Outcome outcome, String command, String by, String why, boolean json) {
        return switch (outcome) {
            case Outcome.Refused refused -> words(json).refused(before.policy().domain(), refused.missing());
            case Outcome.Changed changed -> stored(Optional.of(before), changed.policy(), command, by, why, json);
        };
    }

    private Answer stored(
            Optional<Stored> before, HostedPolicy policy, String command, String by, String why, boolean json) {
        var at = clock.instant();
        if (!items.write(before, policy, Change.of(policy, at, command, by, why))) {
            return new Answer(1, "the policy of " + policy.domain() + " was changed at the same time. Try again.");
        }
        var now = items.get(policy.domain()).map(this::look).orElse(policy);
        return new Answer(0, words(json).all(List.of(known(now))));
    }

    /// What reports lack, and what they say.
    private record Reports(List<Missing> missing, String evidence) {}

    private Reports reports(HostedPolicy policy, boolean acceptThin) {
        var domain = policy.domain();
        if (policy.stage() == Stage.TRIAL) {
            var first = HostedPolicy.firstTrialDay(policy.since() == null ? clock.instant() : policy.since());
            var conditions = new ArrayList<>(TrialConditions.of(evidence.of(domain), first));
            boolean open = evidence.hasOpenAlert(domain);
            conditions.add(
                    new Condition("No alert of the domain is open.", !open, open ? "One is." : "None is.", null));
            return reports(conditions, List.of());
        }
        if (policy.stage() != Stage.TESTING) {
            return new Reports(List.of(), "");
        }
        var readiness = Readiness.of(evidence.of(domain));
        return switch (readiness.verdict()) {
            case READY -> reports(readiness.conditions(), List.of());
            case READY_ON_THIN_EVIDENCE ->
                reports(
                        readiness.conditions(),
                        acceptThin
                                ? List.of()
                                : List.of(new Missing(
                                        "The evidence is thin: few sessions. --accept-thin goes on by it.", null)));
            case NOT_YET -> reports(readiness.conditions(), List.of());
            case NO_POLICY ->
                new Reports(
                        List.of(new Missing("No trusted report has seen the policy in testing mode yet.", null)), "");
            case ALREADY_ENFORCING ->
                new Reports(List.of(new Missing("Reporters still see a policy in enforce mode.", null)), "");
        };
    }

    private static Reports reports(List<Condition> conditions, List<Missing> more) {
        var missing = new ArrayList<>(more);
        conditions.stream()
                .filter(condition -> !condition.met())
                .map(condition -> new Missing(condition.asks() + " " + condition.found(), day(condition.earliest())))
                .forEach(missing::add);
        return new Reports(
                missing,
                conditions.stream()
                        .map(condition -> condition.asks() + " " + condition.found())
                        .collect(Collectors.joining("\n")));
    }

    private static @Nullable Instant day(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private Facts facts(String domain) {
        var looking = eyes;
        if (looking == null) {
            throw new IllegalStateException("nothing looks");
        }
        return looking.look(domain);
    }

    private Sighting sighting(Facts facts) {
        var looking = eyes;
        if (looking == null) {
            throw new IllegalStateException("nothing looks");
        }
        return PolicySighting.of(facts, looking.roots().get());
    }

    /// Looks at a policy from outside and remembers what it saw, unless it was changed meanwhile.
    private HostedPolicy look(Stored stored) {
        var policy = stored.policy().after(sighting(facts(stored.policy().domain())));
        return items.write(Optional.of(stored), policy, null)
                ? policy
                : items.get(policy.domain()).map(Stored::policy).orElse(policy);
    }

    /// Looks at the policies whose next look is due, and forgets those that no sender needs.
    void lookAtWhatIsDue() {
        if (eyes == null) {
            return;
        }
        for (var stored : items.all()) {
            var policy = stored.policy();
            var last = policy.seen().looked();
            var pause = policy.isPending() ? WHILE_PENDING : ELSE;
            if (last == null || !clock.instant().isBefore(last.plus(pause))) {
                policy = look(stored);
            }
            var now = clock.instant();
            if (policy.isOver(now)) {
                items.get(policy.domain())
                        .filter(latest -> latest.policy().isOver(now))
                        .ifPresent(latest ->
                                items.forget(latest, Change.of(latest.policy(), now, "gone", "the collector", "")));
            }
        }
    }

    private PolicyWords.Known known(Stored stored) {
        return known(stored.policy());
    }

    private PolicyWords.Known known(HostedPolicy policy) {
        return new PolicyWords.Known(policy, items.changes(policy.domain(), SHOWN_CHANGES));
    }

    private PolicyWords words(boolean json) {
        return new PolicyWords(json, clock.instant());
    }
}
