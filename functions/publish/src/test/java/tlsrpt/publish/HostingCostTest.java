package tlsrpt.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Type;
import tlsrpt.hosting.HostedPolicies;
import tlsrpt.hosting.PolicyHosts;
import tlsrpt.hosting.PolicyObserver;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.store.MeteredTable;
import tlsrpt.store.PolicyItems;
import tlsrpt.sts.HostedName;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;
import tlsrpt.testkit.MutableClock;

/// What hosted policies cost on AWS in a month in which nothing changes, by what they ask of the table. `docs/cost.md`
/// gives the same figures.
@Timeout(60)
class HostingCostTest {

    private static final double WRITE_UNIT = 0.625 / 1_000_000;
    private static final double READ_UNIT = 0.125 / 1_000_000;
    private static final double GB_SECOND = 0.0000133334;
    private static final double INVOCATION = 0.20 / 1_000_000;
    private static final double HTTP_REQUEST = 1.00 / 1_000_000;
    private static final double DNS_QUERY = 0.40 / 1_000_000;
    private static final double ZONE = 0.50;

    private static final int DAYS = 30;
    private static final int STARTS = 12 * 24 * DAYS;
    private static final int CHECKS = 24 * DAYS;

    /// Assumed, at 1 GB.
    private static final double SECONDS_OF_A_START = 0.5;

    private static final double SECONDS_OF_A_CHECK = 2;
    private static final double SECONDS_OF_A_FETCH = 0.05;
    private static final int FETCHES = 100 * DAYS;
    private static final int QUERIES = 1000 * DAYS;

    private static final String ZONE_NAME = "sts.tlsrpt.example.net";

    private final MutableClock clock = new MutableClock(Instant.now());

    /// @param starts zone and schedule, of which each call reads all policies
    private record Month(int domains, double starts, double checks, double fetches, double queries) {

        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | $%.2f | $%.2f | $%.2f | $%.2f | $%.2f |",
                    domains == 1 ? "One domain" : domains + " domains",
                    starts,
                    checks,
                    fetches,
                    queries,
                    starts + checks + fetches + queries);
        }
    }

    @Test
    void isWhatTheDocumentationSays() throws IOException, GeneralSecurityException {
        var said = Files.readString(Path.of("../../docs/cost.md")).replaceAll("\\s+", " ");
        var check = check();
        double fetch = HTTP_REQUEST + INVOCATION + SECONDS_OF_A_FETCH * GB_SECOND + readsOfAFetch() * READ_UNIT;

        var expected = new ArrayList<String>();
        expected.add(String.format(
                Locale.ROOT, "| A check of a policy | %.1f | %d |", check.readUnits(), check.writeUnits()));
        expected.add(String.format(Locale.ROOT, "| A fetch by a sender | %.1f | 0 |", readsOfAFetch()));
        expected.add(String.format(
                Locale.ROOT, "| A start, with 50 policies of which none is due | %.1f | 0 |", readsAtRest(50)));
        for (int domains : List.of(1, 50)) {
            double start = INVOCATION + SECONDS_OF_A_START * GB_SECOND + readsAtRest(domains) * READ_UNIT;
            var month = new Month(
                    domains,
                    ZONE + STARTS * start,
                    domains
                            * CHECKS
                            * (check.readUnits() * READ_UNIT
                                    + check.writeUnits() * WRITE_UNIT
                                    + SECONDS_OF_A_CHECK * GB_SECOND),
                    domains * FETCHES * fetch,
                    domains * QUERIES * DNS_QUERY);
            expected.add(month.row());
        }
        assertThat(said).contains(expected);
    }

    private HostedPolicies desk(MeteredTable table) {
        var items = new PolicyItems(table);
        // As StackHosts does where nothing is to be done; StackHostsTest shows that it then asks nothing of AWS.
        return PublishFunction.desk(table, clock, new PolicyHosts() {
            @Override
            public void check(String domain) {
                // any
            }

            @Override
            public void ensure(HostedPolicy policy) {
                assertThat(items.name(policy.domain())).isPresent();
            }

            @Override
            public Set<String> pending() {
                assertThat(items.names()).isNotEmpty();
                return Set.of();
            }

            @Override
            public boolean remove(String domain) {
                throw new AssertionError(domain);
            }
        });
    }

    /// A policy that DNS and the web show as it is, and its name.
    private HostedPolicy host(MeteredTable table, String domain) {
        var seen = new MxSeen(List.of("mx1." + domain), Duration.ofHours(1));
        var nothing = new PolicyObservation(clock.instant(), new FileSeen.Faulty("404"), new RecordSeen.Absent(), seen);
        var prepared = HostedPolicy.prepared(domain, seen.hosts(), nothing, clock.instant());
        var revision = prepared.revision();
        var policy = prepared.after(new PolicyObservation(
                clock.instant(),
                new FileSeen.Served(revision.text(), List.of()),
                new RecordSeen.Id(revision.id(), Duration.ofHours(1)),
                seen));
        var items = new PolicyItems(table);
        items.write(Optional.empty(), policy, null);
        var name = HostedName.of(domain, ZONE_NAME, clock.instant())
                .requested("arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012")
                .provedBy(new HostedName.Alias("_3f9c.mta-sts." + domain, "_77ab.acm-validations.aws"))
                .leadingTo("d-1234567890.execute-api.eu-west-1.amazonaws.com")
                .serving();
        items.write(Optional.empty(), name.seeing(Set.copyOf(name.records())));
        return policy;
    }

    private MeteredTable.Cost check() throws IOException, GeneralSecurityException {
        try (var database = Database.inMemory(Schema.ITEMS);
                var rig = new Rig()) {
            var table = new MeteredTable(database.table());
            var policy = host(table, Rig.DOMAIN);
            rig.serve(policy.revision().text());
            rig.dns.replace(
                    "_mta-sts." + Rig.DOMAIN, Type.TXT, policy.revision().record(Rig.DOMAIN));
            var desk = desk(table);
            desk.lookBy(new PolicyObserver(
                    new LookOptions(
                            List.of(rig.dns.address()),
                            rig.dns.anchors(),
                            AddressRule.PUBLIC_AND_PRIVATE,
                            rig.ports(),
                            rig.patient,
                            "client.test",
                            "not needed",
                            clock),
                    rig.ca::roots));
            clock.pass(Duration.ofHours(1));
            desk.lookAtWhatIsDue();
            clock.pass(Duration.ofMinutes(5));
            table.take();
            desk.lookAtWhatIsDue();
            var rest = table.take();
            assertThat(rest.writes()).isZero();
            clock.pass(Duration.ofMinutes(55));
            desk.lookAtWhatIsDue();
            var cost = table.take();
            assertThat(new PolicyItems(table)
                            .get(Rig.DOMAIN)
                            .orElseThrow()
                            .policy()
                            .seen()
                            .faults())
                    .isEmpty();
            return new MeteredTable.Cost(
                    cost.reads() - rest.reads(), cost.readUnits() - rest.readUnits(), cost.writes(), cost.writeUnits());
        }
    }

    /// What a call of the schedule reads when no policy is due.
    private double readsAtRest(int domains) throws IOException {
        try (var database = Database.inMemory(Schema.ITEMS)) {
            var table = new MeteredTable(database.table());
            IntStream.range(0, domains).forEach(n -> host(table, "domain" + n + ".example.com"));
            var desk = desk(table);
            desk.lookBy(PolicyObserver.ofTheInternet(List.of(), clock));
            table.take();
            desk.lookAtWhatIsDue();
            return table.take().readUnits();
        }
    }

    private double readsOfAFetch() throws IOException {
        try (var database = Database.inMemory(Schema.ITEMS)) {
            var table = new MeteredTable(database.table());
            host(table, Rig.DOMAIN);
            table.take();
            assertThat(new PolicyItems(table).file(Rig.DOMAIN)).isPresent();
            return table.take().readUnits();
        }
    }
}
