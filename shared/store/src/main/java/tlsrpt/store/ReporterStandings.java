package tlsrpt.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// Determines the trust in reporters from their stored history.
///
/// Of a reporter that is not pinned the item keeps days on which new reports arrived. Established is who was heard on
/// seven days, first two weeks ago or more, and within the last sixty days; today does not count yet. So patience is
/// the price, and what patience buys is in [Trust]. Of a pinned reporter nothing is written, as all its reports would
/// meet in one item.
final class ReporterStandings {

    /// Of what is older, an arrival says nothing about who is there now.
    private static final int NEWS_DAYS = 7;

    /// A signing domain may have many labels; only so many of its parents are looked up.
    private static final int MOST_LEVELS = 8;

    private static final int ESTABLISHED_TIMES = 5;

    /// After so many days a reporter does not appear at once any more, nor does a network after so many days of POSTs.
    static final int KNOWN_AFTER_DAYS = 3;

    static final int NETWORK_DAYS = 14;

    /// After so many days an established reporter is known longer than others who were patient to harm it.
    static final int KNOWN_LONG_AFTER_DAYS = 60;

    private final Table table;
    private final Clock clock;
    private final long aDay;

    /// @param aDay how many new reports of an organization that is new count on a day
    ReporterStandings(Table table, Clock clock, long aDay) {
        this.table = table;
        this.clock = clock;
        this.aDay = aDay;
    }

    /// Returns the provenance with the standing that the reporter had on arrival, and whether it is blocked.
    RatedProvenance placed(Provenance from) {
        var reporter = from.reporter();
        if (reporter == null) {
            return new RatedProvenance(from, false);
        }
        var memory = memory(reporter);
        var placed = from.proven() == null ? from : from.trusted(standing(reporter, memory, arrival(from)));
        return new RatedProvenance(placed, memory.blocked() != null);
    }

    /// Returns what is remembered of a reporter. Blocking a domain blocks those that are remembered, so only others are
    /// looked up by their domain. Nothing is written of these, since anyone can sign with any number of names.
    ReporterMemory memory(ReporterId reporter) {
        var items = table.all(Keys.aboutReporter(reporter).readLatest());
        var memory = ReporterMemory.of(
                items.stream().filter(item -> !Keys.isDecision(item.key())).findFirst(),
                items.stream().filter(item -> Keys.isDecision(item.key())).findFirst(),
                clock.instant());
        return memory.blocked() != null || memory.since() != null || ReporterId.BUILT_IN.contains(reporter)
                ? memory
                : blockedDomain(reporter).map(memory::blockedThrough).orElse(memory);
    }

    /// Returns since when a reporter of which a report counts is blocked, and lets that be the condition of a write;
    /// `null` if it is not blocked.
    @Nullable
    Instant blocked(ReporterId reporter) {
        var blocked = Decisions.of(table, reporter).blocked();
        var memory = blocked == null ? memory(reporter) : ReporterMemory.NONE;
        if (memory.blocked() == null || memory.through() == null) {
            return blocked;
        }
        block(reporter, new BlockedDomain(memory.through(), memory.blocked()));
        return Decisions.of(table, reporter).blocked();
    }

    /// Returns the blocked domain that a reporter signs with or below.
    Optional<BlockedDomain> blockedDomain(ReporterId reporter) {
        for (var name : parents(reporter.domain())) {
            var blocked = table.get(Keys.blockedDomain(name)).flatMap(BlockedDomain::of);
            if (blocked.isPresent()) {
                return blocked;
            }
        }
        return Optional.empty();
    }

    /// Returns a domain and those above it, the longest first. Of a name with many labels, the shortest parents are
    /// looked up, so that more labels do not evade a block.
    private static List<String> parents(String domain) {
        var parents = new ArrayList<String>();
        int dot = domain.lastIndexOf('.');
        while (dot > 0 && parents.size() < MOST_LEVELS) {
            dot = domain.lastIndexOf('.', dot - 1);
            parents.addFirst(domain.substring(dot + 1));
        }
        return parents;
    }

    /// Blocks a reporter because of its domain, unless it is blocked already.
    void block(ReporterId reporter, BlockedDomain through) {
        table.write(Write.Change.of(Keys.decision(reporter))
                .set(ReporterMemory.REPORTER, reporter.key())
                .set(ReporterMemory.BLOCKED, through.since().toString())
                .set(ReporterMemory.THROUGH, through.domain())
                .when(new Condition.MissingOrBelow(ReporterMemory.BLOCKED, Value.of("0"))));
    }

    static Trust standing(ReporterId reporter, ReporterMemory memory, LocalDate arrival) {
        if (ReporterId.BUILT_IN.contains(reporter) || memory.approved() != null) {
            return Trust.VERIFIED;
        }
        return isStranger(reporter) ? Trust.STRANGER : memory.earned(arrival);
    }

    /// Whether the domain is one of a pinned reporter's organization, whose other users and products sign mail too.
    static boolean isStranger(ReporterId reporter) {
        return UserDomains.has(reporter.domain())
                || ReporterId.BUILT_IN.stream()
                        .map(ReporterStandings::organization)
                        .anyMatch(domain -> DomainName.within(reporter.domain(), domain));
    }

    /// The domain whose names are all a pinned reporter's.
    static String organization(ReporterId pinned) {
        return pinned.domain().equals("corp.mail.ru") ? "mail.ru" : pinned.domain();
    }

    /// Returns the write that takes a new report off its organization's share of the day, refused if nothing is left of
    /// that. Anyone may have a mailbox at a provider, so reporters that are known have a second share.
    List<Write> share(StoredReport fresh, Settings settings, boolean known) {
        var from = fresh.provenance();
        var day = arrival(from);
        if (from.organization() != null && hasShare(from.trust())) {
            int shares = known && from.isCountedByAddress() ? 2 : 1;
            return List.of(Write.Change.of(Keys.organization(from.trust(), from.organization(), day))
                    .add("reports", 1)
                    .set("expires", expiry(day, ReporterMemory.LAST_DAYS_AGO))
                    .when(new Condition.MissingOrBelow("reports", Value.of(shares * share(from.trust(), settings)))));
        }
        return List.of();
    }

    /// Whether the arrival of a report is to be [remembered][#remember].
    static boolean isMemorable(Recording recording, ReporterMemory memory) {
        var from = recording.provenance();
        var arrival = arrival(from);
        return !from.isPinned()
                && (from.trust() == Trust.STRANGER || from.proven() != null)
                && ChronoUnit.DAYS.between(recording.ref().day(), arrival) <= NEWS_DAYS
                && memory.lacks(arrival);
    }

    /// Remembers that a new report arrived. Doing so again changes nothing, so this needs no transaction.
    ///
    /// @param memory of the reporter; without a day, what is there has expired, and the reporter begins again
    void remember(ReporterId reporter, ReporterMemory memory, Provenance from) {
        var key = Keys.reporter(reporter);
        var day = arrival(from).toString();
        var slot = ReporterMemory.slot(arrival(from));
        var now = clock.instant();
        // Not from the arrival: an old object may be read again, and its day must not expire before the others are
        // read.
        long expires = expiry(day(now), ReporterMemory.KEPT_DAYS);
        var first = Item.at(key)
                .put(ReporterMemory.REPORTER, reporter.key())
                .put(ReporterMemory.SINCE, day)
                .put(slot, day)
                .put(ReporterMemory.EXPIRES, expires)
                .item();
        var ifExpired = new Condition.MissingOrBelow(ReporterMemory.EXPIRES, Value.of(now.getEpochSecond() + 1));
        if (memory.since() == null && table.write(new Write.Put(first, ifExpired))) {
            return;
        }
        table.write(Write.Change.of(key)
                .set(slot, day)
                .set(ReporterMemory.EXPIRES, expires)
                .when(new Condition.MissingOrBelow(slot, Value.of(day))));
    }

    /// Whether the sender reported on earlier days: a new reporter first three days before or more, an established one
    /// sixty days, a network on three days of the last two weeks. Where a proxy hides all networks, there is nobody
    /// to keep anything for.
    boolean isKnown(Provenance from) {
        var day = arrival(from);
        var reporter = from.proven();
        if (reporter != null && from.isCountedByAddress()) {
            var first = memory(reporter).first();
            int days = from.trust() == Trust.NEW ? KNOWN_AFTER_DAYS : KNOWN_LONG_AFTER_DAYS;
            return first != null && !first.isAfter(day.minusDays(days));
        }
        var network = from.organization();
        return from.trust() == Trust.ANONYMOUS
                && (network == null
                        || IntStream.rangeClosed(1, NETWORK_DAYS)
                                        .mapToObj(back ->
                                                Keys.organization(Trust.ANONYMOUS, network, day.minusDays(back)))
                                        .filter(key -> table.get(key).isPresent())
                                        .limit(KNOWN_AFTER_DAYS)
                                        .count()
                                == KNOWN_AFTER_DAYS);
    }

    static boolean hasShare(Trust trust) {
        return switch (trust) {
            case ANONYMOUS, STRANGER, NEW, ESTABLISHED -> true;
            case UNSIGNED, IMPORTED, VERIFIED -> false;
        };
    }

    private long share(Trust trust, Settings settings) {
        return share(trust, aDay, settings.domains().size());
    }

    /// Returns how many new reports of an organization count on a day of arrival.
    static long share(Trust trust, long aDay, int domains) {
        return switch (trust) {
            case ESTABLISHED -> ESTABLISHED_TIMES * aDay + 2L * domains;
            case STRANGER, ANONYMOUS -> aDay;
            default -> aDay + domains;
        };
    }

    private static long expiry(LocalDate day, int days) {
        return day.plusDays(days).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    }

    private static LocalDate arrival(Provenance from) {
        return day(from.arrival());
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
