package tlsrpt.store;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// What is remembered of reporters, and how far that lets them be trusted.
///
/// A pinned reporter needs no memory. Of any other the item counts the new reports of each day of arrival, which the
/// sender cannot choose. Established is who was heard on seven days, first two weeks ago or more, and within the last
/// sixty days; today does not count yet. So patience is the price, and what patience buys is in [Trust].
final class Reporters {

    private static final int DAYS = 7;
    private static final int FIRST_DAYS_AGO = 14;
    private static final int LAST_DAYS_AGO = 60;

    /// Of what is older, an arrival says nothing about who is there now.
    private static final int NEWS_DAYS = 7;

    private static final int ESTABLISHED_TIMES = 5;

    private static final String DAY = "day:";

    private final Table table;
    private final long aDay;

    /// @param aDay how many new reports of an organization that is new count on a day
    Reporters(Table table, long aDay) {
        this.table = table;
        this.aDay = aDay;
    }

    /// Returns the provenance with the standing that the reporter had on arrival.
    Provenance placed(Provenance from) {
        var reporter = from.proven();
        if (reporter == null || from.isPinned()) {
            return from;
        }
        return from.trusted(
                isStranger(reporter) ? Trust.STRANGER : heard(table.get(Keys.reporter(reporter)), arrival(from)));
    }

    /// Whether the domain is one of a pinned reporter's organization, whose other users and products sign mail too.
    static boolean isStranger(ReporterId reporter) {
        return UserDomains.has(reporter.domain())
                || ReporterId.BUILT_IN.stream()
                        .map(ReporterId::domain)
                        .map(domain -> domain.equals("corp.mail.ru") ? "mail.ru" : domain)
                        .anyMatch(domain -> DomainName.within(reporter.domain(), domain));
    }

    private static Trust heard(Optional<Item> item, LocalDate arrival) {
        var before = new TreeSet<LocalDate>();
        item.ifPresent(known -> known.values().keySet().stream()
                .filter(name -> name.startsWith(DAY))
                .map(name -> LocalDate.parse(name.substring(DAY.length())))
                .filter(day -> day.isBefore(arrival))
                .forEach(before::add));
        boolean established = before.size() >= DAYS
                && !before.first().isAfter(arrival.minusDays(FIRST_DAYS_AGO))
                && !before.last().isBefore(arrival.minusDays(LAST_DAYS_AGO));
        return established ? Trust.ESTABLISHED : Trust.NEW;
    }

    /// Returns the writes that remember the arrival of a new report; refused if its organization has had its share of
    /// the day.
    List<Write> arrival(StoredReport fresh, Settings settings) {
        var from = fresh.provenance();
        var reporter = from.proven();
        if (reporter == null || from.isPinned()) {
            return List.of();
        }
        var writes = new ArrayList<Write>();
        var day = arrival(from);
        if (from.organization() != null) {
            long share = from.trust() == Trust.ESTABLISHED
                    ? ESTABLISHED_TIMES * aDay + 2L * settings.domains().size()
                    : aDay + settings.domains().size();
            writes.add(Write.Change.of(Keys.organization(from.trust(), from.organization(), day))
                    .add("reports", 1)
                    .set("expires", day.plusDays(LAST_DAYS_AGO).atStartOfDay().toEpochSecond(ZoneOffset.UTC))
                    .when(new Condition.MissingOrBelow("reports", Value.of(share))));
        }
        if (ChronoUnit.DAYS.between(fresh.ref().day(), day) <= NEWS_DAYS) {
            writes.add(Write.Change.of(Keys.reporter(reporter))
                    .set("reporter", reporter.key())
                    .add(DAY + day, 1));
        }
        return writes;
    }

    private static LocalDate arrival(Provenance from) {
        return LocalDate.ofInstant(from.arrival(), ZoneOffset.UTC);
    }
}
