package tlsrpt.sts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;
import tlsrpt.report.Mode;
import tlsrpt.report.MxPattern;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;

/// A policy that this collector hosts. It is immutable: commands and checks return a new value.
///
/// The served file is that of [#revision], so storing a new value changes the file, and a file always exists before its
/// id is published. [NextStep] names the record only after the file was read back through its public name.
///
/// @param since when the stage was announced; `null` until then
/// @param unread the longest `max_age` of older files that the public name may still give, in seconds; 0 if none
/// @param horizon until when senders may hold an older policy that was replaced; `null` if there was none
///
/// Spec: RFC 8461 §3.1, §8.1, §8.3
public record HostedPolicy(
        String domain,
        Stage stage,
        @Nullable Instant since,
        Revision revision,
        long unread,
        @Nullable Instant horizon,
        ObservationHistory seen) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration RECENT = Duration.ofHours(2);
    private static final int TRIAL_DAYS = 7;
    private static final int ARRIVING_DAYS = 2;

    /// Begins to host a policy in testing mode.
    ///
    /// @throws IllegalArgumentException if senders could not use it, with the reason
    public static HostedPolicy prepared(String domain, List<String> mx, PolicyObservation sighting, Instant now) {
        var text = new PolicyText(Stage.PREPARING.mode(), mx, Stage.PREPARING.maxAge());
        return new HostedPolicy(
                        domain,
                        Stage.PREPARING,
                        null,
                        Revision.of(text, seconds(now)),
                        0,
                        null,
                        ObservationHistory.NOTHING)
                .after(sighting);
    }

    /// Takes over a policy that was hosted elsewhere, unchanged.
    ///
    /// @param text a policy that senders can use
    public static HostedPolicy adopted(String domain, String text, RecordSeen.Id record, PolicyObservation sighting) {
        var policy = StsPolicy.parse(text);
        var at = sighting.at();
        var stage = switch (policy.mode()) {
            case ENFORCE -> Stage.ENFORCE;
            case TESTING -> Stage.TESTING;
            case NONE -> Stage.LEAVING;
            case null -> throw new IllegalArgumentException("the policy has no mode");
        };
        return new HostedPolicy(
                        domain,
                        stage,
                        at,
                        new Revision(text, record.id(), seconds(at), at, at, at, null),
                        0,
                        at.plus(record.ttl()).plusSeconds(policy.maxAge()),
                        ObservationHistory.NOTHING)
                .after(sighting);
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Whether something is under way that the next look may complete.
    public boolean isPending() {
        return revision.announced() == null || stage == Stage.REMOVING;
    }

    /// Returns until when some sender may hold an older policy; `null` if there was none.
    public @Nullable Instant horizonAt(Instant now) {
        if (unread == 0) {
            return horizon;
        }
        var least = now.plus(seen.recordTtl()).plusSeconds(unread);
        return horizon == null || horizon.isBefore(least) ? least : horizon;
    }

    /// Returns from when senders that look daily know this revision, so that an MX host that it added may be
    /// published; `null` while they cannot read it.
    public @Nullable Instant knownFrom() {
        if (revision.known() != null) {
            return revision.known();
        }
        return revision.shownSince() == null ? null : revision.shownSince().plus(untilKnown(seen));
    }

    private static Duration untilKnown(ObservationHistory seen) {
        return seen.recordTtl().plus(DAY);
    }

    /// Whether no sender needs the file any more, and the policy can be forgotten.
    public boolean isOver(Instant now) {
        var gone = seen.recordGone();
        if (stage != Stage.REMOVING || gone == null) {
            return false;
        }
        return !mayBeKnown() || !now.isBefore(gone.plus(seen.recordTtl()).plus(DAY));
    }

    /// Whether some sender may know the policy: its record could be published as soon as the file was read back.
    private boolean mayBeKnown() {
        return wasEverAnnounced() || revision.readBack() != null;
    }

    private boolean wasEverAnnounced() {
        return horizon != null || unread > 0 || revision.announced() != null;
    }

    /// Carries out a command, or says what is missing.
    ///
    /// @throws IllegalArgumentException if senders could not use the policy that it makes, with the reason
    public CommandResult after(Command command, Instant now) {
        return switch (command) {
            case Command.Advance advance -> advance(advance.reports(), now);
            case Command.Retreat _ ->
                switch (stage) {
                    case TRIAL, ENFORCE -> changed(Stage.TESTING, now);
                    case PREPARING, TESTING -> CommandResult.refused("The policy does not enforce anything.");
                    case LEAVING, REMOVING -> CommandResult.refused("The policy is already in mode none.");
                };
            case Command.Leave _ ->
                switch (stage) {
                    case TESTING, TRIAL, ENFORCE -> changed(Stage.LEAVING, now);
                    case PREPARING ->
                        wasEverAnnounced()
                                ? changed(Stage.LEAVING, now)
                                : CommandResult.refused(
                                        "No sender knows the policy yet. Remove it: tlsrpt sts remove " + domain);
                    case LEAVING, REMOVING -> CommandResult.refused("The policy is already in mode none.");
                };
            case Command.Remove _ -> remove(now);
            case Command.Return back ->
                stage == Stage.LEAVING || stage == Stage.REMOVING
                        ? new CommandResult.Changed(
                                changed(Stage.PREPARING, null, back.mx(), Stage.PREPARING.maxAge(), now))
                        : CommandResult.refused("The policy is already hosted here.");
            case Command.ChangeMx change -> changeMx(change, now);
        };
    }

    private CommandResult advance(List<MissingCondition> reports, Instant now) {
        return switch (stage) {
            case PREPARING -> new CommandResult.Refused(notAnnounced());
            case TESTING -> {
                var missing = settled(now);
                missing.addAll(reports);
                yield missing.isEmpty() ? changed(Stage.TRIAL, now) : new CommandResult.Refused(missing);
            }
            case TRIAL -> {
                var missing = settled(now);
                var whole = trialWhole();
                if (whole != null && now.isBefore(whole)) {
                    missing.add(new MissingCondition(
                            TRIAL_DAYS + " complete days in enforce mode with a max_age of one day.", whole));
                }
                missing.addAll(reports);
                yield missing.isEmpty() ? changed(Stage.ENFORCE, now) : new CommandResult.Refused(missing);
            }
            case ENFORCE -> CommandResult.refused("The policy is already in its last stage.");
            case LEAVING, REMOVING ->
                CommandResult.refused(
                        "The policy is being taken down. 'tlsrpt sts add " + domain + "' brings it back.");
        };
    }

    /// Returns when the reports of seven complete trial days have arrived.
    private @Nullable Instant trialWhole() {
        return since == null
                ? null
                : firstTrialDay(since)
                        .plusDays(TRIAL_DAYS - 1 + ARRIVING_DAYS)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
    }

    /// Returns the first complete day of a stage that was announced at this time.
    public static LocalDate firstTrialDay(Instant since) {
        return LocalDate.ofInstant(since, ZoneOffset.UTC).plusDays(1);
    }

    private List<MissingCondition> notAnnounced() {
        var missing = new ArrayList<MissingCondition>();
        if (revision.readBack() == null) {
            missing.add(MissingCondition.now("The collector could not yet fetch its own file from https://mta-sts."
                    + domain + "/.well-known/mta-sts.txt" + detail() + "."));
        } else if (revision.announced() == null) {
            missing.add(MissingCondition.now("DNS does not yet show the record " + revision.record(domain)));
        }
        return missing;
    }

    private String detail() {
        return seen.faults().isEmpty() ? "" : ": " + seen.faults().getFirst();
    }

    /// Returns what is missing until DNS, file and MX records have agreed with the policy for a day.
    private List<MissingCondition> settled(Instant now) {
        var missing = notAnnounced();
        if (!missing.isEmpty()) {
            return missing;
        }
        seen.faults().forEach(fault -> missing.add(MissingCondition.now(fault)));
        var looked = seen.looked();
        if (looked == null || looked.plus(RECENT).isBefore(now)) {
            missing.add(MissingCondition.now("No check from outside succeeded within the last two hours."));
        }
        if (seen.mx().isEmpty()) {
            missing.add(MissingCondition.now("No check has shown the MX records yet."));
        }
        var since = seen.inStepSince();
        if (missing.isEmpty() && (since == null || since.plus(DAY).isAfter(now))) {
            missing.add(new MissingCondition(
                    "TXT record, policy file and MX records in sync for 24 hours.",
                    (since == null ? now : since).plus(DAY)));
        }
        return missing;
    }

    private CommandResult remove(Instant now) {
        return switch (stage) {
            case PREPARING ->
                wasEverAnnounced()
                        ? CommandResult.refused("Senders may hold an earlier policy. First: tlsrpt sts leave " + domain)
                        : removing();
            case TESTING, TRIAL, ENFORCE ->
                CommandResult.refused("Senders may hold the policy. First: tlsrpt sts leave " + domain);
            case LEAVING -> {
                var missing = notAnnounced();
                var last = horizonAt(now);
                if (last != null && now.isBefore(last)) {
                    missing.add(new MissingCondition("Some senders may hold an earlier policy.", last));
                }
                yield missing.isEmpty() ? removing() : new CommandResult.Refused(missing);
            }
            case REMOVING -> CommandResult.refused("The policy is already being removed.");
        };
    }

    private CommandResult removing() {
        return new CommandResult.Changed(
                new HostedPolicy(domain, Stage.REMOVING, null, revision, unread, horizon, seen.changed()));
    }

    private CommandResult changeMx(Command.ChangeMx change, Instant now) {
        if (!stage.isInUse()) {
            return CommandResult.refused("A policy in mode none has no MX hosts to change.");
        }
        var patterns = new ArrayList<>(patterns());
        var missing = new ArrayList<MissingCondition>();
        for (var text : change.add()) {
            var pattern = PolicyText.pattern(text);
            if (patterns.contains(pattern)) {
                missing.add(MissingCondition.now(pattern + " is in the policy already."));
            }
            patterns.add(pattern);
        }
        for (var text : change.remove()) {
            var pattern = PolicyText.pattern(text);
            if (!patterns.remove(pattern)) {
                missing.add(MissingCondition.now(pattern + " is not in the policy."));
            }
        }
        if (missing.isEmpty() && !change.remove().isEmpty()) {
            missing.addAll(stillUsed(patterns, now));
        }
        return missing.isEmpty()
                ? new CommandResult.Changed(
                        changed(stage, since, patterns, revision.policy().maxAge(), now))
                : new CommandResult.Refused(missing);
    }

    /// Returns MX hosts that are still in DNS or in caches, and that these patterns would no longer cover.
    private List<MissingCondition> stillUsed(List<String> patterns, Instant now) {
        if (seen.looked() == null || seen.looked().plus(RECENT).isBefore(now)) {
            return List.of(MissingCondition.now("No check from outside succeeded within the last two hours."));
        }
        var policy = revision.policy();
        Predicate<String> lost =
                host -> policy.covers(host) && patterns.stream().noneMatch(one -> new MxPattern(one).matches(host));
        return Stream.concat(seen.mx().stream(), seen.mxCached().keySet().stream())
                .distinct()
                .sorted()
                .filter(lost)
                .filter(host -> seen.mx().contains(host) || isCached(host, now))
                .map(host -> seen.mx().contains(host)
                        ? MissingCondition.now("DNS still has the MX host " + host + ".")
                        : new MissingCondition(
                                "Caches may still have the MX host " + host + ".",
                                seen.mxCached().get(host)))
                .toList();
    }

    private boolean isCached(String host, Instant now) {
        var until = seen.mxCached().get(host);
        return until != null && until.isAfter(now);
    }

    public List<String> patterns() {
        return revision.policy().patterns().stream()
                .map(MxPattern::name)
                .distinct()
                .toList();
    }

    private CommandResult changed(Stage next, Instant now) {
        return new CommandResult.Changed(changed(next, null, patterns(), next.maxAge(), now));
    }

    private HostedPolicy changed(Stage next, @Nullable Instant begun, List<String> mx, long maxAge, Instant now) {
        var text = new PolicyText(next.mode(), mx, maxAge);
        // Ids have seconds, and no two revisions may have the same.
        var earliest = revision.served().plusSeconds(1);
        var served = seconds(now).isBefore(earliest) ? earliest : seconds(now);
        return new HostedPolicy(
                domain,
                next,
                begun,
                Revision.of(text, served),
                mayBeKnown() ? Math.max(unread, revision.policy().maxAge()) : 0,
                horizonAt(now),
                seen.changed());
    }

    /// Returns the policy after a look. It changes nothing of what is served.
    public HostedPolicy after(PolicyObservation sighting) {
        var last = seen.looked();
        if (last != null && sighting.at().isBefore(last)) {
            return this;
        }
        var at = sighting.at();
        var dns = seen.with(sighting);
        boolean read =
                sighting.file() instanceof FileSeen.Served file && file.text().equals(revision.text()) && isFit(file);
        var next = read ? revision.readBack(at) : revision;
        boolean named = sighting.record() instanceof RecordSeen.Id id && id.id().equals(next.id());
        if (read && named) {
            next = next.shown(at, untilKnown(dns));
        } else if (!isUnseen(sighting)) {
            next = next.notShown();
        }
        long older = read ? 0 : unread;
        var until = read && unread > 0
                ? new HostedPolicy(domain, stage, since, revision, unread, horizon, dns).horizonAt(at)
                : horizon;
        boolean announced = next.announced() != null;
        var now = stage == Stage.PREPARING && announced ? Stage.TESTING : stage;
        var begun = since == null && announced && stage != Stage.REMOVING ? at : since;
        return new HostedPolicy(domain, now, begun, next, older, until, dns).judged(sighting);
    }

    private static boolean isUnseen(PolicyObservation sighting) {
        return sighting.file() instanceof FileSeen.Unseen || sighting.record() instanceof RecordSeen.Unseen;
    }

    /// A certificate that expires soon delays only the first announcement, never a later change.
    private boolean isFit(FileSeen.Served file) {
        return stage != Stage.PREPARING || file.warnings().isEmpty();
    }

    private HostedPolicy judged(PolicyObservation sighting) {
        var faults = new ArrayList<String>();
        boolean unseen = sighting.mx() == null;
        switch (sighting.file()) {
            case FileSeen.Served file -> {
                faults.addAll(file.warnings());
                if (!file.text().equals(revision.text())) {
                    faults.add("https://mta-sts." + domain
                            + "/.well-known/mta-sts.txt returns a different file than this collector serves. Point the"
                            + " name to this collector, and let no proxy or CDN cache the file.");
                }
            }
            case FileSeen.Faulty file -> faults.add(file.why());
            case FileSeen.Unseen _ -> unseen = true;
        }
        switch (sighting.record()) {
            case RecordSeen.Id id -> {
                if (stage == Stage.REMOVING) {
                    faults.add("The record at _mta-sts." + domain + " is still in DNS. Remove it.");
                } else if (revision.announced() != null && !id.id().equals(revision.id())) {
                    faults.add("The record at _mta-sts." + domain + " has the id " + id.id()
                            + ", which is not the current one. Publish: " + revision.record(domain));
                }
            }
            case RecordSeen.Absent _ -> {
                if (revision.announced() != null && stage != Stage.REMOVING) {
                    faults.add("The record at _mta-sts." + domain
                            + " is missing, so new senders see no policy. Publish: " + revision.record(domain));
                }
            }
            case RecordSeen.Faulty record -> faults.add(record.why());
            case RecordSeen.Unseen _ -> unseen = true;
        }
        uncovered()
                .forEach(host -> faults.add(
                        (stage.mode() == Mode.ENFORCE ? "Senders refuse to deliver to " : "No pattern covers ") + host
                                + ", an MX host in DNS. Run: tlsrpt sts mx " + domain + " --add " + host));
        var inStep = seen.inStepSince();
        if (!faults.isEmpty() || revision.announced() == null) {
            inStep = null;
        } else if (inStep == null && !unseen) {
            inStep = sighting.at();
        }
        var gone = seen.recordGone();
        if (stage != Stage.REMOVING || sighting.record() instanceof RecordSeen.Id) {
            gone = null;
        } else if (gone == null && sighting.record() instanceof RecordSeen.Absent) {
            gone = sighting.at();
        }
        return new HostedPolicy(domain, stage, since, revision, unread, horizon, seen.judged(faults, inStep, gone));
    }

    /// The MX hosts in DNS that no pattern covers.
    public List<String> uncovered() {
        var policy = revision.policy();
        return stage.isInUse()
                ? seen.mx().stream()
                        .filter(DomainName::isDomain)
                        .filter(host -> !policy.covers(host))
                        .toList()
                : List.of();
    }
}
