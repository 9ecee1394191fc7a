package tlsrpt.api;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tlsrpt.gateway.Request;
import tlsrpt.policies.PolicyEvidence;
import tlsrpt.policies.TrustPolicy;
import tlsrpt.store.Acknowledgments;
import tlsrpt.store.AlertViews;
import tlsrpt.store.AuditLog;
import tlsrpt.store.BadCursorException;
import tlsrpt.store.DamagedItemException;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.KnownReporters;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PostureItems;
import tlsrpt.store.Views;
import tlsrpt.table.Table;

/// Answers requests: which path shows what.
public final class Api {

    private final List<Route> routes;
    private final Access access;
    private final Clock clock;

    /// @param unsignedCounts whether unsigned mail is trusted like mail of a known reporter, as it may be where only
    ///     the operator's own mail server can bring any
    /// @param record what a domain publishes to have reports sent here; empty where that is not known
    public Api(Table table, RawObjects objects, Access access, Clock clock, boolean unsignedCounts, String record) {
        this(table, objects, access, clock, unsignedCounts, record, _ -> false, List::of);
    }

    /// @param checkable whether this collector can check a domain on request
    /// @param faults what does not work in the collector at the moment
    public Api(
            Table table,
            RawObjects objects,
            Access access,
            Clock clock,
            boolean unsignedCounts,
            String record,
            Predicate<String> checkable,
            Supplier<List<Fault>> faults) {
        this.access = access;
        this.clock = clock;
        var views = new Views(table, clock);
        var open = new AlertViews(table, clock);
        var postures = new PostureItems(table, clock);
        var fixed = new FixedAlerts(postures, clock);
        var responses = new Responses(table, new Acknowledgments(table, clock));
        var alerts = new AlertsView(open, fixed, responses);
        var reports = new ReportsView(views, objects, clock);
        var known = new KnownReporters(table, clock);
        var believed = new TrustPolicy(unsignedCounts);
        var page = new PageFiles(access.signIn(), record);
        routes = List.of(
                Route.open("/", _ -> page.index()),
                Route.open("/assets/{}/{}", page::asset),
                Route.open("/v1/health", _ -> Answer.json(json -> json.writeStringField("status", "ok"))),
                Route.data(
                        "/v1/domains",
                        new DomainsView(views, open, postures, fixed, believed, faults)::list,
                        "cursor",
                        "format"),
                Route.data("/v1/domains/{}", new DomainView(views, open, believed, postures, clock)::one),
                Route.data("/v1/domains/{}/days", new DaysView(views)::list, "from", "to", "trust", "by", "format"),
                Route.data("/v1/domains/{}/reporters", new ReportersView(views)::list, "from", "to", "trust", "format"),
                Route.data("/v1/domains/{}/failures", new FailuresView(views)::list, "from", "to", "trust", "format"),
                Route.data(
                        "/v1/domains/{}/reports",
                        reports::list,
                        "from",
                        "to",
                        "trust",
                        "reporter",
                        "failing",
                        "cursor",
                        "format"),
                Route.data("/v1/domains/{}/reports/{}", reports::one),
                Route.data("/v1/domains/{}/reports/{}/raw", reports::raw),
                Route.data("/v1/domains/{}/alerts", alerts::ofDomain),
                Route.data("/v1/domains/{}/posture", new PostureView(postures, checkable)::one),
                Route.data("/v1/fleet", query -> new FleetView(views).one(query), "from", "to", "format"),
                // Made when they are asked for, as a function that starts would load their classes first.
                Route.data("/v1/hosts", query -> new HostsView(views, clock).list(query), "from", "to", "format"),
                Route.data("/v1/hosts/{}", query -> new HostsView(views, clock).one(query), "from", "to"),
                Route.data(
                        "/v1/addresses/{}",
                        query -> new HostsView(views, clock).address(query),
                        "from",
                        "to",
                        "format"),
                Route.data("/v1/sts", _ -> hosted(table, unsignedCounts).all()),
                Route.data(
                        "/v1/domains/{}/sts",
                        query -> hosted(table, unsignedCounts).one(query)),
                Route.data("/v1/causes", new CausesView(open)::list, "format"),
                Route.data("/v1/alerts", alerts::all, "month", "cursor", "format"),
                Route.data("/v1/reporters", new KnownReportersView(known)::list, "cursor", "format"),
                Route.data("/v1/reporters/{}", query -> new ReporterView(views, known).one(query), "cursor", "format"),
                Route.data("/v1/actions", new ActionsView(new AuditLog(table, clock))::list, "cursor", "format"),
                Route.data("/v1/held", new HeldView(new HeldObjects(table, clock))::list, "cursor", "format"));
    }

    private StsView hosted(Table table, boolean unsignedCounts) {
        return new StsView(new PolicyItems(table), new PolicyEvidence(table, clock, unsignedCounts), clock);
    }

    /// A path, and what it shows.
    ///
    /// @param open whether it may be seen without signing in
    private record Route(Pattern path, boolean open, Function<Query, Answer> view, Set<String> parameters) {

        private static Route open(String path, Function<Query, Answer> view) {
            return new Route(pattern(path), true, view, Set.of());
        }

        private static Route data(String path, Function<Query, Answer> view, String... parameters) {
            return new Route(pattern(path), false, view, Set.of(parameters));
        }

        private static Pattern pattern(String path) {
            return Pattern.compile(path.replace("{}", "([^/]{1,300})"));
        }
    }

    /// Answers a request.
    public Answer answer(Request request) {
        try {
            return answerOrProblem(request).unlessKnown(request);
        } catch (Problem problem) {
            return problem.answer();
        } catch (DamagedItemException e) {
            return new Problem(500, String.valueOf(e.getMessage())).answer();
        } catch (BadCursorException e) {
            return new Problem(400, "The cursor does not belong to this list; start again without one.").answer();
        }
    }

    private Answer answerOrProblem(Request request) {
        for (var route : routes) {
            var match = route.path.matcher(request.path());
            if (match.matches()) {
                if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
                    return new Problem(405, "Use GET.").answer().with("allow", "GET, HEAD");
                }
                if (!route.open && !access.allows(request)) {
                    throw new Problem(403, "You are signed in, but this account has no access.");
                }
                var parts = new ArrayList<String>();
                for (int group = 1; group <= match.groupCount(); group++) {
                    parts.add(match.group(group));
                }
                // The page's own address may carry what the issuer adds when it sends people back.
                var query = route.open ? "" : request.query();
                return route.view.apply(Query.of(parts, query, route.parameters, LocalDate.now(clock)));
            }
        }
        throw new Problem(404, "Not found. Data starts at /v1/domains, the dashboard is at /.");
    }
}
