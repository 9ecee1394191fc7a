package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.CompleteDays;
import tlsrpt.policies.OpenAlerts;
import tlsrpt.policies.TrustPolicy;
import tlsrpt.store.AlertViews;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureSummary;
import tlsrpt.store.Sessions;
import tlsrpt.store.Views;

/// `/v1/domains`: every domain with its state, the last seven complete days and the seven before.
final class DomainsView {

    private static final Columns<DomainSummary> COLUMNS = new Columns<DomainSummary>()
            .text("domain", DomainSummary::domain)
            .text("state", standing -> standing.state().token())
            .text("policy", DomainsView::policy)
            .text("first", standing -> standing.known().first())
            .text("last", DomainSummary::last)
            .number("reports", standing -> standing.week().reports())
            .number("secured", standing -> standing.week().protection().secured())
            .number("unprotected", standing -> standing.week().protection().unprotected())
            .number("refused", standing -> standing.week().protection().refused())
            .number("unknown", standing -> standing.week().protection().unknown())
            .number("failed", standing -> standing.week().headline().failed())
            .number("securedBefore", standing -> standing.before().protection().secured())
            .number(
                    "unprotectedBefore",
                    standing -> standing.before().protection().unprotected())
            .number("refusedBefore", standing -> standing.before().protection().refused())
            .number("unknownBefore", standing -> standing.before().protection().unknown())
            .number("failedBefore", standing -> standing.before().headline().failed())
            .number("reportsBefore", standing -> standing.before().reports())
            .number("anonymousReports", standing -> standing.leftOut().reports())
            .text("checked", standing -> checked(standing, PostureSummary::at))
            .text("checkState", standing -> checked(standing, PostureSummary::state))
            .text("check", standing -> checked(standing, PostureSummary::title))
            .number("checksFailing", standing -> count(standing, PostureSummary::failing))
            .number("checksWarning", standing -> count(standing, PostureSummary::warning))
            .number("checksUnseen", standing -> count(standing, PostureSummary::unseen));

    private final Views views;
    private final AlertViews alerts;
    private final PostureItems postures;
    private final FixedAlerts fixed;
    private final TrustPolicy believed;
    private final Supplier<List<Fault>> faults;

    DomainsView(
            Views views,
            AlertViews alerts,
            PostureItems postures,
            FixedAlerts fixed,
            TrustPolicy believed,
            Supplier<List<Fault>> faults) {
        this.postures = postures;
        this.fixed = fixed;
        this.faults = faults;
        this.views = views;
        this.alerts = alerts;
        this.believed = believed;
    }

    Answer list(Query query) {
        var today = query.today();
        var last = CompleteDays.last(today);
        var page = views.domains(query.cursor());
        var days = views.recentDays(page.items(), last);
        var open = new OpenAlerts(alerts.open());
        var checked = checked(page.items());
        var standings = page.items().stream()
                .map(known -> new DomainSummary(
                        known,
                        days.getOrDefault(known.domain(), List.of()),
                        open,
                        believed,
                        today,
                        checked.get(known.domain())))
                .toList();
        if (query.wantsCsv()) {
            return Answer.csv("domains-" + today, COLUMNS.csv(standings));
        }
        var looksFixed = fixed.of(standings.stream()
                .filter(standing -> standing.checked() != null)
                .flatMap(standing -> standing.alerts().stream())
                .distinct()
                .toList());
        var subscribers = alerts.subscribers();
        return Answer.json(json -> {
            json.writeStringField("today", today.toString());
            json.writeStringField("from", last.minusDays(13).toString());
            json.writeStringField("to", last.toString());
            var week = CompleteDays.latest(DomainSummary.WEEK, today);
            span(json, "week", week);
            span(json, "before", week.before());
            AlertsView.subscribers(json, subscribers);
            Fault.list(json, faults.get());
            json.writeArrayFieldStart("domains");
            for (var standing : standings) {
                json.writeStartObject();
                COLUMNS.write(json, standing);
                json.writeArrayFieldStart("days");
                for (var sessions : standing.fortnight()) {
                    day(json, sessions);
                }
                json.writeEndArray();
                AlertsView.list(json, "alerts", standing.alerts());
                FixedAlerts.write(json, looksFixed, standing.alerts());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("next", page.next());
        });
    }

    private Map<String, PostureSummary> checked(List<KnownDomain> neighbors) {
        return neighbors.isEmpty()
                ? Map.of()
                : postures.summaries(
                        neighbors.getFirst().domain(), neighbors.getLast().domain());
    }

    private static @Nullable Object checked(DomainSummary standing, Function<PostureSummary, @Nullable Object> part) {
        return standing.checked() == null ? null : part.apply(standing.checked());
    }

    private static long count(DomainSummary standing, ToLongFunction<PostureSummary> part) {
        return standing.checked() == null ? 0 : part.applyAsLong(standing.checked());
    }

    /// A day of which no report counts is `null`, not zero.
    static void day(JsonGenerator json, Sessions sessions) throws IOException {
        if (sessions.reports() == 0) {
            json.writeNull();
            return;
        }
        var protection = sessions.protection();
        long[] numbers = {
            protection.secured(),
            protection.unprotected(),
            protection.refused(),
            protection.unknown(),
            sessions.headline().failed()
        };
        json.writeArray(numbers, 0, numbers.length);
    }

    static void span(JsonGenerator json, String name, CompleteDays days) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("from", days.first().toString());
        json.writeStringField("to", days.last().toString());
        json.writeEndObject();
    }

    static String policy(DomainSummary standing) {
        return standing.known().policies().stream().map(PolicyKind::token).collect(Collectors.joining(" "));
    }
}
