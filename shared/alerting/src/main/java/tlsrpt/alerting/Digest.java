package tlsrpt.alerting;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.CompleteDays;
import tlsrpt.health.SharedRule;
import tlsrpt.report.Trust;
import tlsrpt.store.AlertViews;
import tlsrpt.store.DomainDay;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.Page;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Sessions;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.Views;

/// What happened in one week, for all domains: [DigestText] and [DigestHtml] show it.
///
/// It has what counts: sessions that only new or anonymous reporters claim are left out.
///
/// @param monday the first day of the week
/// @param domains those that were reported in this week or the one before, by name
/// @param reporters who reported in this week, by name
/// @param open the incidents that were open at the end of the week, the worst first
/// @param changes the alerts of the week: what opened, got worse or recovered, the earliest first
/// @param isComplete whether no more reports of the week are to be expected
public record Digest(
        LocalDate monday,
        List<DomainWeeks> domains,
        List<String> reporters,
        List<Alert> open,
        List<Alert> changes,
        boolean isComplete) {

    private static final int DAYS = 7;
    private static final Comparator<Alert> WORST_FIRST = Comparator.comparing(Alert::severity)
            .reversed()
            .thenComparing(Alert::since)
            .thenComparing(Alert::domain);

    public Digest {
        domains = List.copyOf(domains);
        reporters = List.copyOf(reporters);
        open = List.copyOf(open);
        changes = List.copyOf(changes);
    }

    /// A domain in the week and the one before.
    ///
    /// @param days fourteen, the earliest first
    public record DomainWeeks(String domain, List<Sessions> days) {

        public DomainWeeks {
            days = List.copyOf(days);
        }

        public List<Sessions> week() {
            return days.subList(DAYS, 2 * DAYS);
        }

        public Sessions sum() {
            return Digest.sum(week());
        }

        public Sessions before() {
            return Digest.sum(days.subList(0, DAYS));
        }
    }

    /// Reads a week of all domains.
    ///
    /// @param now the end of the alerts that are included
    public static Digest of(Views views, AlertViews alerts, LocalDate monday, Instant now) {
        return of(views, alerts, monday, now, _ -> true);
    }

    /// Reads a week. It takes 14 queries per thousand domains, one per domain with reports, and one per month since.
    ///
    /// @param now until when alerts are looked at
    /// @param covered the domains that it covers; `*` stands for the collector as a whole
    public static Digest of(Views views, AlertViews alerts, LocalDate monday, Instant now, Predicate<String> covered) {
        var sunday = monday.plusDays(DAYS - 1);
        var domains = new ArrayList<DomainWeeks>();
        var reporters = new TreeSet<String>();
        for (var page = views.domains(null); ; page = views.domains(page.next())) {
            var known = page.items().stream()
                    .filter(domain -> covered.test(domain.domain()))
                    .toList();
            var days = views.recentDays(known, sunday);
            for (var domain : known) {
                if (days.containsKey(domain.domain())) {
                    domains.add(weeks(domain, days.get(domain.domain()), sunday));
                    reporters(views, domain.domain(), monday).forEach(reporters::add);
                }
            }
            if (page.next() == null) {
                break;
            }
        }
        domains.removeIf(weeks -> weeks.sum().plus(weeks.before()).reports() == 0);
        Predicate<Alert> isCovered = alert -> alert.domains().stream().anyMatch(covered);
        var messages = messages(alerts, monday, now).stream().filter(isCovered).toList();
        return new Digest(
                monday,
                domains,
                List.copyOf(reporters),
                open(alerts, messages, sunday, isCovered),
                changes(messages, monday),
                !CompleteDays.last(LocalDate.ofInstant(now, ZoneOffset.UTC)).isBefore(sunday));
    }

    /// The ISO 8601 week, such as `2026-W47`.
    public String week() {
        return String.format(
                Locale.ROOT,
                "%d-W%02d",
                monday.get(IsoFields.WEEK_BASED_YEAR),
                monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    public LocalDate sunday() {
        return monday.plusDays(DAYS - 1);
    }

    public Sessions sum() {
        return sum(domains.stream().map(DomainWeeks::sum).toList());
    }

    public Sessions before() {
        return sum(domains.stream().map(DomainWeeks::before).toList());
    }

    /// Returns the domains with sessions that were not secured, the most refused and then the most unprotected first.
    public List<DomainWeeks> troubled() {
        return domains.stream()
                .filter(weeks -> notSecured(weeks.sum()) > 0)
                .sorted(Comparator.comparingLong(
                                (DomainWeeks weeks) -> weeks.sum().protection().refused())
                        .thenComparingLong(weeks -> notSecured(weeks.sum()))
                        .reversed()
                        .thenComparing(DomainWeeks::domain))
                .toList();
    }

    /// Returns the domains that were reported the week before, and not in this one.
    public List<String> silent() {
        return domains.stream()
                .filter(weeks -> weeks.sum().reports() == 0)
                .map(DomainWeeks::domain)
                .toList();
    }

    static long notSecured(Sessions sessions) {
        return sessions.protection().total() - sessions.protection().secured();
    }

    private static Sessions sum(Collection<Sessions> sessions) {
        return sessions.stream().reduce(Sessions.NONE, Sessions::plus);
    }

    private static DomainWeeks weeks(KnownDomain known, List<DomainDay> reported, LocalDate sunday) {
        var byDay = new TreeMap<LocalDate, Sessions>();
        reported.forEach(day -> byDay.put(day.day(), counted(day.byTrust())));
        return new DomainWeeks(
                known.domain(),
                IntStream.range(0, 2 * DAYS)
                        .mapToObj(back -> byDay.getOrDefault(sunday.minusDays(2 * DAYS - 1 - back), Sessions.NONE))
                        .toList());
    }

    private static Sessions counted(Map<Trust, Sessions> byTrust) {
        return sum(byTrust.entrySet().stream()
                .filter(sessions -> sessions.getKey().counts())
                .map(Map.Entry::getValue)
                .toList());
    }

    private static List<String> reporters(Views views, String domain, LocalDate monday) {
        return Page.stream((@Nullable String cursor) ->
                        views.reporterDays(domain, monday, monday.plusDays(DAYS - 1), cursor))
                .filter(row -> row.trust().counts() && row.sessions().reports() > 0)
                .map(ReporterDay::submitter)
                .distinct()
                .toList();
    }

    private static List<Alert> messages(AlertViews alerts, LocalDate monday, Instant now) {
        var messages = new ArrayList<Alert>();
        var last = YearMonth.from(now.atZone(ZoneOffset.UTC));
        for (var month = YearMonth.from(monday); !month.isAfter(last); month = month.plusMonths(1)) {
            var named = month;
            Page.stream((@Nullable String cursor) -> alerts.messages(named, cursor))
                    .map(Digest::alert)
                    .forEach(messages::add);
        }
        messages.sort(Comparator.comparing(Alert::at));
        return messages;
    }

    private static List<Alert> changes(List<Alert> messages, LocalDate monday) {
        return messages.stream()
                .filter(alert -> alert.kind() != AlertKind.REMINDER)
                .filter(alert -> !day(alert).isBefore(monday) && day(alert).isBefore(monday.plusDays(DAYS)))
                .toList();
    }

    /// What is open now was open then, unless it is newer; so was what recovered since.
    ///
    /// @param messages those that are covered
    private static List<Alert> open(
            AlertViews alerts, List<Alert> messages, LocalDate sunday, Predicate<Alert> isCovered) {
        var open = new TreeMap<String, Alert>();
        messages.stream()
                .filter(alert ->
                        alert.kind() == AlertKind.RECOVERED && day(alert).isAfter(sunday))
                .forEach(alert -> open.put(alert.id(), alert));
        alerts.open().stream()
                .map(Digest::alert)
                .filter(isCovered)
                .collect(Collectors.groupingBy(Alert::id))
                .forEach((id, same) -> open.put(id, SharedRule.together(same)));
        return open.values().stream()
                .filter(alert -> !alert.since().isAfter(sunday))
                .sorted(WORST_FIRST)
                .toList();
    }

    private static Alert alert(StoredAlert stored) {
        return Alert.of(stored.json());
    }

    private static LocalDate day(Alert alert) {
        return alert.at().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
