package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.CompleteDays;
import tlsrpt.health.Evidence;
import tlsrpt.health.LivePolicy;
import tlsrpt.health.Readiness;
import tlsrpt.policies.Evidences;
import tlsrpt.policies.OpenAlerts;
import tlsrpt.policies.ReportedPolicy;
import tlsrpt.policies.TrustPolicy;
import tlsrpt.store.AlertViews;
import tlsrpt.store.DomainDay;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLook;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Sessions;
import tlsrpt.store.StoredPosture;
import tlsrpt.store.Views;

/// `/v1/domains/{domain}`: its state, its last two weeks, the policy as senders see it, and whether it can be enforced.
final class DomainView {

    private static final int WEEK = 7;

    private final Views views;
    private final AlertViews alerts;
    private final TrustPolicy believed;
    private final ReportedPolicy.Reports reports;
    private final PostureItems postures;
    private final Clock clock;

    DomainView(Views views, AlertViews alerts, TrustPolicy believed, PostureItems postures, Clock clock) {
        this.views = views;
        this.alerts = alerts;
        this.believed = believed;
        this.postures = postures;
        this.clock = clock;
        this.reports = new ReportedPolicy.Reports(views, clock);
    }

    Answer one(Query query) {
        var domain = query.domain();
        var known = views.domain(domain)
                .orElseThrow(() -> new Problem(404, "No report of this domain has been counted yet."));
        var today = query.today();
        var first = Evidence.first(today);
        var rows = Rows.reporters(views, domain, first, today, CountedSessions::counts);
        var believed = this.believed.beside(rows.stream().map(ReporterDay::trust));
        var believedRows = rows.stream().filter(row -> believed.is(row.trust())).toList();
        var failures = Rows.failures(views, domain, first, today, believed::is);
        var seen = reports.of(believedRows);
        var open = new OpenAlerts(alerts.open());
        var standing = new DomainSummary(known, days(domain, rows), open, believed, today, null);
        var latest = postures.latest(domain);
        var live = CurrentPolicyEvidence.of(latest, clock.instant());
        var served = live.isEmpty()
                ? null
                : latest.map(StoredPosture::look).map(PostureLook::policy).orElse(null);
        var readiness = Readiness.of(Evidences.of(today, believedRows, failures, seen))
                .and(live.map(LivePolicy::conditions).orElse(List.of()));
        return Answer.json(json -> {
            json.writeStringField("today", today.toString());
            json.writeStringField("domain", domain);
            json.writeStringField("state", standing.state().token());
            json.writeStringField("policy", DomainsView.policy(standing));
            day(json, "first", known.first());
            day(json, "last", standing.last());
            span(json, "week", CompleteDays.latest(WEEK, today), rows);
            span(json, "before", CompleteDays.latest(WEEK, today).before(), rows);
            json.writeObjectFieldStart("arriving");
            numbers(json, sum(rows, row -> row.day().isAfter(CompleteDays.last(today))));
            json.writeEndObject();
            json.writeArrayFieldStart("policies");
            for (var policy : seen) {
                policy.write(json, served);
            }
            json.writeEndArray();
            AlertsView.list(json, "alerts", standing.alerts());
            json.writeObjectFieldStart("readiness");
            readiness(json, readiness);
            json.writeBooleanField(
                    "mxSeen", live.filter(LivePolicy::seesMxHosts).isPresent());
            json.writeEndObject();
        });
    }

    private static List<DomainDay> days(String domain, List<ReporterDay> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        ReporterDay::day, Collectors.toMap(ReporterDay::trust, ReporterDay::sessions, Sessions::plus)))
                .entrySet()
                .stream()
                .map(day -> new DomainDay(domain, day.getKey(), day.getValue()))
                .toList();
    }

    /// Numbers of some days, with and without the reporters that only ever send failures.
    private static void span(JsonGenerator json, String name, CompleteDays span, List<ReporterDay> rows)
            throws IOException {
        var onlyFailures = ReportersView.lines(rows).stream()
                .filter(ReportersView.Line::onlyFailures)
                .map(ReportersView.Line::reporter)
                .collect(Collectors.toSet());
        json.writeObjectFieldStart(name);
        json.writeStringField("from", span.first().toString());
        json.writeStringField("to", span.last().toString());
        numbers(json, sum(rows, row -> span.contains(row.day())));
        json.writeObjectFieldStart("rated");
        numbers(json, sum(rows, row -> span.contains(row.day()) && !onlyFailures.contains(row.submitter())));
        json.writeEndObject();
        json.writeArrayFieldStart("onlyFailures");
        for (var reporter : onlyFailures.stream().sorted().toList()) {
            json.writeString(reporter);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static Sessions sum(List<ReporterDay> rows, Predicate<ReporterDay> wanted) {
        return rows.stream().filter(wanted).map(ReporterDay::sessions).reduce(Sessions.NONE, Sessions::plus);
    }

    private static void numbers(JsonGenerator json, Sessions sessions) throws IOException {
        json.writeNumberField("reports", sessions.reports());
        json.writeNumberField("secured", sessions.protection().secured());
        json.writeNumberField("unprotected", sessions.protection().unprotected());
        json.writeNumberField("refused", sessions.protection().refused());
        json.writeNumberField("unknown", sessions.protection().unknown());
    }

    static void readiness(JsonGenerator json, Readiness readiness) throws IOException {
        json.writeStringField("verdict", readiness.verdict().token());
        json.writeStringField("words", readiness.verdict().words());
        day(json, "earliest", readiness.earliest());
        json.writeArrayFieldStart("conditions");
        for (var condition : readiness.conditions()) {
            json.writeStartObject();
            json.writeStringField("asks", condition.asks());
            json.writeBooleanField("met", condition.met());
            json.writeStringField("found", condition.found());
            day(json, "earliest", condition.earliest());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("steps");
        for (var step : readiness.steps()) {
            json.writeString(step);
        }
        json.writeEndArray();
    }

    private static void day(JsonGenerator json, String name, @Nullable LocalDate day) throws IOException {
        json.writeStringField(name, day == null ? null : day.toString());
    }
}
