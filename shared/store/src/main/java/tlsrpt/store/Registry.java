package tlsrpt.store;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Trust;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// The register of domains: first and last day of each, and its policy as last seen.
///
/// Days and policy only move in one direction: `first` down, `seen` (day, trust, identity and reader of the report
/// whose policy is shown) up. So every order of reports leaves the same register, and what an instance knows of it
/// stays true. Only where a reporter is blocked, it is [made again][#refresh]; then an instance may know too much until
/// the next day of reports.
///
/// Untrusted reports do not move them. An anonymous report makes a domain known only where the operator named
/// that very domain.
final class Registry {

    /// As many domains as an instance remembers; beyond, it forgets all and reads again.
    private static final int REMEMBERED = 10_000;

    /// How many new names below a listed domain count on a day, and how many domains where none is listed.
    private static final int NAMES_A_DAY = 20;

    private static final int UNLISTED_A_DAY = 2_000;
    private static final int MOST_ROUNDS = 50;
    private static final int ESTABLISHED_LAGS_DAYS = 7;
    private static final int NONE_FOUND_LAGS_DAYS = 3;

    private final Table table;
    private final Map<String, Extent> known = new ConcurrentHashMap<>();

    Registry(Table table) {
        this.table = table;
    }

    /// What is in the register at least.
    private record Extent(@Nullable String first, @Nullable String seen) {

        boolean beginsBy(String day) {
            return first != null && first.compareTo(day) <= 0;
        }

        boolean hasSeen(String sight) {
            return seen != null && seen.compareTo(sight) >= 0;
        }
    }

    /// Whether reports of this very name count: it is listed, it is known, or the report makes it known.
    ///
    /// Anyone can invent names, below a listed domain and, where none is listed, any. So only a pinned or approved
    /// reporter and imports make one known. The reporter does so a few times a day, since a wildcard record lets
    /// others have it see any.
    boolean admits(Recording recording, Settings settings) {
        var domain = recording.reported().domain();
        if (settings.names(domain) || known.containsKey(domain)) {
            return true;
        }
        var from = recording.provenance();
        if (from.trust() == Trust.IMPORTED) {
            return true;
        }
        if (table.get(Keys.domain(domain)).isPresent()) {
            return true;
        }
        if (from.trust() != Trust.VERIFIED) {
            return false;
        }
        var listed = settings.covering(domain).filter(settings::names);
        var day = LocalDate.ofInstant(from.arrival(), ZoneOffset.UTC);
        return table.write(Write.Change.of(Keys.names(listed.orElse(Settings.EVERY_DOMAIN), day))
                .add("names", 1)
                .set("expires", day.plusDays(90).atStartOfDay().toEpochSecond(ZoneOffset.UTC))
                .when(new Condition.MissingOrBelow(
                        "names", Value.of(listed.isPresent() ? NAMES_A_DAY : UNLISTED_A_DAY))));
    }

    /// Called before the report is recorded, so that nothing recorded is invisible.
    void enter(Recording recording, Settings settings) {
        var domain = recording.reported().domain();
        var trust = recording.provenance().trust();
        if (!isEntered(trust)) {
            if (settings.names(domain) && !known.containsKey(domain)) {
                table.write(new Write.Put(Item.at(Keys.domain(domain)).item(), new Condition.Absent()));
                remember(domain, new Extent(null, null));
            }
            return;
        }
        var day = recording.report().day().toString();
        var sight = sight(recording);
        var extent = known.get(domain);
        if (extent == null) {
            extent = read(domain);
        }
        var key = Keys.domain(domain);
        if (!extent.beginsBy(day)) {
            table.write(
                    Write.Change.of(key).set("first", day).when(new Condition.MissingOrAbove("first", Value.of(day))));
            extent = new Extent(day, extent.seen);
        }
        if (!extent.hasSeen(sight)) {
            table.write(Write.Change.of(key)
                    .set("last", day)
                    .set("seen", sight)
                    .set("policy", policy(recording))
                    .when(new Condition.MissingOrBelow("seen", Value.of(sight))));
            extent = new Extent(extent.first, sight);
        }
        remember(domain, extent);
    }

    /// Makes the register show what the reports that count say, after some of them were taken out or came back.
    ///
    /// @param key of the domain
    /// @param out days of reports that were taken out
    void refresh(Key key, Set<LocalDate> out) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var item = table.get(key).orElse(null);
            if (item == null) {
                return;
            }
            var seen = item.textOrNull("seen");
            var newest = newest(key);
            var register = Item.at(key);
            if (newest != null) {
                register.put("first", first(item, key, out).toString())
                        .put("last", newest.ref().day().toString())
                        .put("seen", sight(newest))
                        .put("policy", newest.booking().contribution().policies());
            }
            var now = register.item();
            if (now.equals(item)
                    || table.write(new Write.Put(
                            now,
                            seen == null
                                    ? new Condition.MissingOrBelow("seen", Value.of(""))
                                    : new Condition.Same("seen", Value.of(seen))))) {
                known.remove(key.sk());
                return;
            }
        }
    }

    private @Nullable StoredReport newest(Key domain) {
        StoredReport newest = null;
        var reports = CountedReports.newestFirst(table, Keys.domainPartition(domain), _ -> {});
        while (reports.hasNext()) {
            var report = reports.next();
            if (newest != null
                    && report.ref()
                            .day()
                            .plusDays(ESTABLISHED_LAGS_DAYS + NONE_FOUND_LAGS_DAYS)
                            .isBefore(newest.ref().day())) {
                break;
            }
            if (isEntered(report.provenance().trust())
                    && (newest == null || sight(report).compareTo(sight(newest)) > 0)) {
                newest = report;
            }
        }
        return newest;
    }

    private LocalDate first(Item item, Key domain, Set<LocalDate> out) {
        var known = item.textOrNull("first");
        var reports = CountedReports.oldestFirst(table, Keys.domainPartition(domain), _ -> {});
        while (reports.hasNext()) {
            var report = reports.next();
            if (isEntered(report.provenance().trust())) {
                var oldest = report.ref().day();
                var first = known == null ? oldest : LocalDate.parse(known);
                // What has expired was there all the same.
                return out.contains(first) || oldest.isBefore(first) ? oldest : first;
            }
        }
        throw new IllegalStateException("no report of " + domain.sk() + " is left");
    }

    private static boolean isEntered(Trust trust) {
        return trust.isTrusted() || trust == Trust.UNSIGNED;
    }

    private static String sight(StoredReport report) {
        return sight(
                report.ref().day(),
                report.provenance().trust(),
                report.booking().contribution().policies(),
                report.claimed().claim(),
                report.text().reader());
    }

    /// Orders reports: the later day as far as it does not lag, then the trusted one, last the newer reader of the same
    /// report.
    private static String sight(Recording recording) {
        return sight(
                recording.report().day(),
                recording.provenance().trust(),
                policy(recording),
                recording.identity().hash(),
                recording.text().reader());
    }

    private static String sight(LocalDate day, Trust trust, String policies, String claim, int reader) {
        // Some senders do not look for MTA-STS: one that found no policy decides only after others stopped finding one.
        var shown = policies.equals(PolicyKind.NO_POLICY_FOUND.token()) ? day.minusDays(NONE_FOUND_LAGS_DAYS) : day;
        // Patience alone shows a policy only where the others have shown none for a week.
        var as = trust == Trust.ESTABLISHED ? shown.minusDays(ESTABLISHED_LAGS_DAYS) : shown;
        return String.join(
                "#",
                as.toString(),
                (trust.isTrusted() ? "1" : "0") + trust,
                claim,
                HexFormat.of().toHexDigits(reader));
    }

    private Extent read(String domain) {
        return table.get(Keys.domain(domain))
                .map(item -> new Extent(item.textOrNull("first"), item.textOrNull("seen")))
                .orElse(new Extent(null, null));
    }

    private void remember(String domain, Extent extent) {
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(domain, extent);
    }

    private static String policy(Recording recording) {
        var kinds = new TreeSet<PolicyKind>();
        for (var entry : recording.reported().entries()) {
            kinds.add(PolicyKind.of(entry.policy()));
        }
        return String.join(" ", kinds.stream().map(PolicyKind::token).toList());
    }
}
