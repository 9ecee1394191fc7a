package tlsrpt.api;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.CompleteDays;
import tlsrpt.health.DomainState;
import tlsrpt.health.DomainState.Asked;
import tlsrpt.health.DomainState.ShownFailure;
import tlsrpt.policies.OpenAlerts;
import tlsrpt.policies.TrustPolicy;
import tlsrpt.store.DomainDay;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.PostureSummary;
import tlsrpt.store.Sessions;
import tlsrpt.store.StoredAlert;

/// A domain in the overview: what is known of it, and its last fourteen complete days.
///
/// @param days those on which it was reported, earliest first
/// @param checked the latest check; `null` where none was made
record DomainSummary(
        KnownDomain known,
        List<DomainDay> days,
        OpenAlerts open,
        TrustPolicy believed,
        LocalDate today,
        @Nullable PostureSummary checked) {

    static final int WEEK = 7;

    DomainSummary {
        believed = believed.beside(days.stream()
                .flatMap(day -> day.byTrust().entrySet().stream()
                        .filter(sessions -> sessions.getValue().reports() > 0)
                        .map(Map.Entry::getKey)));
    }

    String domain() {
        return known.domain();
    }

    Sessions week() {
        return sum(CompleteDays.latest(WEEK, today), CountedSessions::of);
    }

    Sessions before() {
        return sum(CompleteDays.latest(WEEK, today).before(), CountedSessions::of);
    }

    /// The sessions of untrusted reports.
    Sessions leftOut() {
        return sum(CompleteDays.latest(WEEK, today), CountedSessions::leftOut);
    }

    /// Day by day, earliest first; a day without a report is there too.
    List<Sessions> fortnight() {
        var span = CompleteDays.latest(2 * WEEK, today);
        return span.first()
                .datesUntil(span.last().plusDays(1))
                .map(day -> days.stream()
                        .filter(reported -> reported.day().equals(day))
                        .findFirst()
                        .map(CountedSessions::of)
                        .orElse(Sessions.NONE))
                .toList();
    }

    /// The latest report day: the register's report, whose policy is shown, may be older.
    @Nullable
    LocalDate last() {
        return Stream.concat(reported().map(DomainDay::day), Stream.ofNullable(known.last()))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    DomainState state() {
        return DomainState.of(new DomainState.Facts(today, last(), reportDays(), asked(), trouble()));
    }

    /// The complete days with reports that may decide.
    private Stream<DomainDay> reported() {
        var span = CompleteDays.latest(2 * WEEK, today);
        return days.stream()
                .filter(day -> span.contains(day.day()) && believed.of(day).reports() > 0);
    }

    List<StoredAlert> alerts() {
        return open.of(domain());
    }

    /// What the open alerts say; beside them what was refused on the two latest complete days with reports, since rules
    /// wait until they are sure, and the latest day may be that of another reporter.
    private ShownFailure trouble() {
        var week = CompleteDays.latest(WEEK, today);
        var refused = reported()
                .filter(day -> week.contains(day.day()))
                .sorted(Comparator.comparing(DomainDay::day).reversed())
                .limit(2)
                .map(day -> believed.of(day).protection())
                .map(latest -> ShownFailure.of(latest.refused(), latest.total()));
        return Stream.concat(Stream.of(open.trouble(domain(), believed.established())), refused)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private int reportDays() {
        var first = known.first();
        if (first != null && first.isBefore(CompleteDays.latest(2 * WEEK, today).first())) {
            return Integer.MAX_VALUE;
        }
        return (int) Stream.concat(days.stream().map(DomainDay::day), Stream.of(known.first(), known.last()))
                .filter(day -> day != null)
                .distinct()
                .count();
    }

    /// As the policies of the latest report say, but for a week in which most sessions were under none that protects:
    /// no state contradicts the numbers beside it.
    private Asked asked() {
        var week = sum(CompleteDays.latest(WEEK, today), believed::of).protection();
        if (2 * week.unprotected() > week.total()) {
            return Asked.NOTHING;
        }
        var asked = Asked.NOTHING;
        for (var policy : known.policies()) {
            switch (policy) {
                case TLSA, STS_ENFORCE -> {
                    return Asked.TO_INSIST;
                }
                // Without a mode, the report still says that a policy was met.
                case STS_TESTING, STS_UNKNOWN -> asked = Asked.TO_TEST;
                case STS_NONE, NO_POLICY_FOUND, OTHER -> {}
            }
        }
        return asked;
    }

    private Sessions sum(CompleteDays span, Function<DomainDay, Sessions> part) {
        return days.stream().filter(day -> span.contains(day.day())).map(part).reduce(Sessions.NONE, Sessions::plus);
    }
}
