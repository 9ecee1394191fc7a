package tlsrpt.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// Counts every report exactly once, whatever is delivered twice, out of order, throttled or killed.
///
/// ```java
/// var ledger = new Ledger(table, Clock.systemUTC(), random);
/// var settings = Settings.read(table); // once a batch
/// for (var reported : ReportedDomain.in(report, hints)) {
///     switch (ledger.record(Recording.of(reported, report, …), settings)) { … }
/// }
/// ```
///
/// The unit is what one report (by its [identity][tlsrpt.report.Identity]) says of one domain. A report about several
/// domains is several units; where the process dies between two, delivering the report again completes the rest.
///
/// # How
/// Of one claim (an [identity][tlsrpt.report.Identity]) several copies may arrive: by other doors, from other senders,
/// or forged. The [Claim] decides which of them count; a report of a proven reporter has a key that nobody else can
/// write. Recording is one transaction: the claim's item, on the condition that it is as it was seen, the report's
/// item, and the additions of its [Contribution] to the rows that everyone shares. So all are there or none is. The
/// report's item keeps the contribution as it was added, and replacing or [forgetting][#forget] a report subtracts
/// exactly that.
///
/// The version of an item is a random word, never a counter: after a report is forgotten and recorded again, a counter
/// would start again, and who still remembers the old item would subtract what was never added.
///
/// # Why retries are harmless
/// Every write is conditional on the item that it makes or saw. A transaction whose answer got lost is tried again and
/// meets its own item, by its own version; then it answers as the first try would have. If the process died instead,
/// the next delivery of the report meets that item and is a duplicate, rightly: the report counts since then.
///
/// # Expiry
/// A report and the rows it adds to expire at the same second, by the day of the report alone ([Retention]). What would
/// expire within seven days is neither recorded, replaced nor forgotten, so nothing is added to or taken from rows that
/// may be gone already, and reading old objects again counts nothing again.
///
/// # Blocked reporters
/// The report of a reporter that the operator blocked is [kept out][#keepOut]. What counts of it already is moved, each
/// report in a transaction of its own that holds only while the reporter is blocked, to items that count nothing, and
/// comes back from there in the same way when it is unblocked ([Decisions]). After a report is recorded, its reporter
/// is looked up once more; if the process dies before that, the next delivery of the report does it. The day of arrival
/// is remembered in the same way, where the reporter's standing depends on it.
///
/// # Strangers
/// Anonymous reports are counted only 200 a day and listed domain (its subdomains share it), by a conditional counter
/// in the same transaction, and others as [Trust] bounds them, by the counters that they add to; beyond, they are held.
/// Senders who never reported before get no more than half of what there is for all, and those who are known for long
/// get twice as much of what there is for their organization.
/// What no honest report says ([Bounds]) is held. Nothing is written
/// for what is held; to list it is the caller's part, with [HeldObjects].
public final class Ledger {

    static final long ANONYMOUS_A_DAY = 200;
    static final long ORGANIZATION_A_DAY = 20;
    private static final int MOST_ROUNDS = 50;

    private final Table table;
    private final Registry registry;
    private final ReporterStandings reporters;
    private final Transactions transactions;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param random makes versions: no two instances may draw the same numbers
    public Ledger(Table table, Clock clock, RandomGenerator random) {
        this(table, clock, random, ANONYMOUS_A_DAY, ORGANIZATION_A_DAY, true);
    }

    /// Counts any number of reports of a reporter.
    Ledger(Table table, Clock clock, RandomGenerator random, long anonymousADay, long organizationADay) {
        this(table, clock, random, anonymousADay, organizationADay, false);
    }

    private Ledger(
            Table table,
            Clock clock,
            RandomGenerator random,
            long anonymousADay,
            long organizationADay,
            boolean bounded) {
        this.table = table;
        this.registry = new Registry(table);
        this.reporters = new ReporterStandings(table, clock, organizationADay);
        this.transactions = new Transactions(anonymousADay, bounded);
        this.clock = clock;
        this.random = random;
    }

    /// The outcome of forgetting.
    public enum Forgotten {
        /// It counts no more.
        DONE,
        /// The report does not exist, or an earlier attempt crashed after its commit.
        NOT_THERE,
        /// It expires within days, by itself.
        EXPIRES_BY_ITSELF
    }

    /// Returns the provenance with the standing that its reporter has earned by then.
    public RatedProvenance placed(Provenance from) {
        return reporters.placed(from);
    }

    /// Counts it, once.
    ///
    /// @param recording whose provenance is [placed][#placed], and whose reporter was not blocked then
    ///
    /// @throws tlsrpt.table.TableException if the database failed; then the report may count or not, and must be
    ///     delivered again
    /// @throws DamagedItemException if an item of its claim cannot be read; then nothing was counted
    public RecordingResult record(Recording recording, Settings settings) {
        var refusal = Bounds.refusal(recording);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (recording.provenance().trust() == Trust.STRANGER && !settings.countUnsigned()) {
            return new RecordingResult.Held(
                    HeldReason.UNSIGNED, "it is not from the known address of this organization's reports");
        }
        if (!registry.admits(recording, settings)) {
            return new RecordingResult.Held(
                    HeldReason.NOT_OUR_DOMAIN,
                    "no verified reporter has confirmed the name "
                            + recording.reported().domain());
        }
        var day = recording.report().day();
        var expiry = settings.retention().expiry(day);
        if (isLastCall(expiry)) {
            return new RecordingResult.Held(
                    HeldReason.TOO_OLD, "it is for " + day + " and would already expire on " + expiry);
        }
        registry.enter(recording, settings);
        var outcome = recorded(recording, settings, expiry);
        var from = recording.provenance();
        var reporter = from.reporter();
        if (reporter == null || !(isNew(outcome) || (isAgain(outcome, recording) && !from.isPinned()))) {
            return outcome;
        }
        var memory = reporters.memory(reporter);
        if (isNew(outcome) && memory.blocked() != null) {
            // Blocked meanwhile: what takes its reports out may have missed this one.
            return keepOut(recording);
        }
        if (ReporterStandings.isMemorable(recording, memory) && (isNew(outcome) || isOfTheSameObject(recording))) {
            reporters.remember(reporter, memory, from);
        }
        return outcome;
    }

    /// Holds a report of a reporter that is blocked, and takes it back out if an earlier attempt of ours counted it and
    /// died before it could see that.
    public RecordingResult keepOut(Recording recording) {
        var reporter = recording.provenance().reporter();
        if (reporter != null && withdraw(reporter, recording.ref())) {
            refresh(recording.reported().domain(), Set.of(recording.report().day()));
        }
        return new RecordingResult.Held(
                HeldReason.BLOCKED, "you blocked " + (reporter == null ? "its reporter" : reporter.key()));
    }

    private static boolean isNew(RecordingResult outcome) {
        return outcome instanceof RecordingResult.Recorded || outcome instanceof RecordingResult.Replaced;
    }

    /// Whether the report that counts may be this very one, recorded by an earlier attempt.
    private static boolean isAgain(RecordingResult outcome, Recording recording) {
        return outcome instanceof RecordingResult.Duplicate duplicate
                && duplicate.report().equals(recording.ref());
    }

    /// Whether the report that counts came with this object. If not, this is a copy that anybody can send again.
    private boolean isOfTheSameObject(Recording recording) {
        return table.get(Keys.report(recording.ref()))
                .map(StoredReport::of)
                .map(known -> known.provenance().objectKey())
                .filter(recording.provenance().objectKey()::equals)
                .isPresent();
    }

    /// Takes a report of a blocked reporter out of all counts, and keeps it apart.
    ///
    /// @return whether it was counted, and is not any more
    boolean withdraw(ReporterId reporter, ReportRef ref) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var known = table.get(Keys.report(ref)).map(StoredReport::of).orElse(null);
            if (known == null || !reporter.equals(known.provenance().reporter())) {
                return round > 0;
            }
            var blocked = reporters.blocked(reporter);
            if (blocked == null
                    || isLastCall(Instant.ofEpochSecond(known.booking().expires()))) {
                return false;
            }
            var claim = Claim.of(known, table.get(Claim.key(known)));
            if (claim.isAsCounted(known)
                    && table.write(transactions.withdrawal(claim, known, reporter, blocked)) instanceof Written.Done) {
                return true;
            }
        }
        throw restless(ref);
    }

    /// Counts a report again that was taken out when its reporter was blocked, if nothing else counts in its place.
    ///
    /// @return whether it counts again
    boolean giveBack(ReporterId reporter, ReportRef ref) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var item = table.get(Keys.blocked(reporter, ref));
            if (item.isEmpty()) {
                return round > 0;
            }
            if (reporters.memory(reporter).blocked() != null) {
                return false;
            }
            var kept = StoredReport.ofBlocked(item.get());
            var fresh = kept.withVersion(version());
            var claim = Claim.of(fresh, table.get(Claim.key(fresh)));
            var release = transactions.release(reporter, kept);
            boolean counts = true;
            List<Write> writes;
            if (isLastCall(Instant.ofEpochSecond(kept.booking().expires()))) {
                counts = false;
                writes = List.of(Write.delete(Keys.blocked(reporter, ref)));
            } else {
                switch (claim.decide(fresh)) {
                    case Claim.Decision.Insert _ -> writes = transactions.restoration(claim, fresh, release);
                    case Claim.Decision.Duplicate _, Claim.Decision.Contrary _ -> {
                        counts = false;
                        writes = release;
                    }
                    case Claim.Decision.Replace of -> {
                        var known = known(claim, fresh, of.identity());
                        if (known == null) {
                            continue;
                        }
                        if (of.alone()) {
                            table.write(transactions.removal(claim, known));
                            continue;
                        }
                        writes = new ArrayList<>(transactions.replacement(claim, known, fresh, List.of()));
                        writes.addAll(release);
                    }
                }
            }
            if (table.write(writes) instanceof Written.Done) {
                return counts;
            }
        }
        throw restless(ref);
    }

    /// Makes the register of domains show what counts, after reports of a domain were taken out or came back.
    ///
    /// @param out days of reports that were taken out
    void refresh(String domain, Set<LocalDate> out) {
        registry.refresh(Keys.domain(domain), out);
    }

    private String version() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    /// Takes a report back out. Delivered again, it counts again.
    public Forgotten forget(ReportRef ref) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var item = table.get(Keys.report(ref));
            if (item.isEmpty()) {
                // Perhaps removed by a write of ours whose answer was lost.
                return round == 0 ? Forgotten.NOT_THERE : Forgotten.DONE;
            }
            var known = StoredReport.of(item.get());
            if (isLastCall(Instant.ofEpochSecond(known.booking().expires()))) {
                return Forgotten.EXPIRES_BY_ITSELF;
            }
            var claim = Claim.of(known, table.get(Claim.key(known)));
            if (claim.isAsCounted(known) && table.write(transactions.removal(claim, known)) instanceof Written.Done) {
                return Forgotten.DONE;
            }
        }
        throw restless(ref);
    }

    private RecordingResult recorded(Recording recording, Settings settings, Instant expiry) {
        var fresh = fresh(recording, settings, expiry);
        var claim = Claim.of(fresh, Optional.empty());
        Trust before = null;
        boolean known = false;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (claim.isAsCounted(fresh)) {
                return counted(before, fresh);
            }
            var decision = claim.decide(fresh);
            List<Write> writes;
            switch (decision) {
                case Claim.Decision.Insert _ -> {
                    before = null;
                    writes = transactions.insertion(claim, fresh, reporters.share(fresh, settings, known), known);
                }
                case Claim.Decision.Duplicate of -> {
                    return new RecordingResult.Duplicate(counted(fresh, of.identity()), of.trust());
                }
                case Claim.Decision.Contrary to -> {
                    return new RecordingResult.Held(
                            HeldReason.CONFLICT, to.detail() + ": " + counted(fresh, to.identity()));
                }
                case Claim.Decision.Replace of -> {
                    var counted = known(claim, fresh, of.identity());
                    if (counted == null) {
                        claim = Claim.of(fresh, table.get(Claim.key(fresh)));
                        continue;
                    }
                    before = counted.provenance().trust();
                    if (counted.ref().equals(fresh.ref())
                            && fresh.provenance().proven() != null
                            && before != fresh.provenance().trust()) {
                        // Standing is that of the arrival; a new reading does not raise it.
                        fresh = fresh(recording.from(recording.provenance().trusted(before)), settings, expiry);
                    }
                    writes = of.alone()
                            ? transactions.removal(claim, counted)
                            : transactions.replacement(claim, counted, fresh, reporters.share(fresh, settings, known));
                }
            }
            switch (table.write(writes)) {
                case Written.Done _ -> {
                    if (!(decision instanceof Claim.Decision.Replace of && of.alone())) {
                        return counted(before, fresh);
                    }
                    claim = Claim.of(fresh, table.get(Claim.key(fresh)));
                }
                case Written.Refused refused -> claim = Claim.of(fresh, refused.present());
                case Written.RefusedElsewhere _ -> {
                    claim = Claim.of(fresh, table.get(Claim.key(fresh)));
                    if (claim.decide(fresh).equals(decision) && !claim.isAsCounted(fresh)) {
                        if (!known && reporters.isKnown(fresh.provenance())) {
                            known = true;
                            continue;
                        }
                        return new RecordingResult.Held(
                                HeldReason.FLOOD, "the daily limit of reports from such senders is reached");
                    }
                }
            }
        }
        throw restless(fresh.ref());
    }

    /// Returns the counted report as the claim has it, or `null` if it has changed since.
    private @Nullable StoredReport known(Claim claim, StoredReport fresh, String identity) {
        return table.get(Keys.report(counted(fresh, identity)))
                .map(StoredReport::of)
                .filter(claim::isAsCounted)
                .orElse(null);
    }

    private static ReportRef counted(StoredReport fresh, String identity) {
        return new ReportRef(fresh.ref().domain(), fresh.ref().day(), identity);
    }

    private static RecordingResult counted(@Nullable Trust before, StoredReport fresh) {
        return before == null
                ? new RecordingResult.Recorded(fresh.ref())
                : new RecordingResult.Replaced(fresh.ref(), before);
    }

    private StoredReport fresh(Recording recording, Settings settings, Instant expiry) {
        var day = recording.report().day();
        var from = recording.provenance();
        var contribution = recording.contribution();
        var domain = recording.reported().domain();
        var reporter = from.reporter();
        if (from.trust() == Trust.ANONYMOUS) {
            contribution = contribution.plus(Contribution.of(
                    Keys.quota(settings.covering(domain).orElse(domain), day), Counter.REPORTS.token()));
        } else if (reporter != null && from.isCountedByAddress()) {
            contribution = contribution.plus(Contribution.of(
                    Keys.reporterDay(domain, day, from.trust(), from.submitter()), Counter.ofReportsBy(reporter)));
        }
        return StoredReport.of(recording, new StoredReport.Booking(version(), contribution, expiry.getEpochSecond()));
    }

    private boolean isLastCall(Instant expiry) {
        return !Retention.isOpen(expiry, clock.instant());
    }

    private static IllegalStateException restless(ReportRef ref) {
        return new IllegalStateException(ref + " changed " + MOST_ROUNDS + " times while it was written");
    }
}
