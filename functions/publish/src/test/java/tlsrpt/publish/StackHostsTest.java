package tlsrpt.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.aws.ServiceRequests;
import tlsrpt.report.Trust;
import tlsrpt.store.Ledger;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PolicyItems.Change;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.sts.Command;
import tlsrpt.sts.CommandResult;
import tlsrpt.sts.HostedName;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.NextStep;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;
import tlsrpt.sts.Stage;
import tlsrpt.sts.StsRequest;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// Names, certificates and records of policies against an AWS that is stricter than any emulator. The look from outside
/// follows the records that the owner and the stack have published, as a sender would.
class StackHostsTest {

    private static final String DOMAIN = "example.com";
    private static final String ZONE = "sts.tlsrpt.example.net";
    private static final String TXT = "_mta-sts.example.com.sts.tlsrpt.example.net TXT";
    private static final Duration TICK = Duration.ofMinutes(5);

    /// Ends the function at a write, before or after it.
    private static final class Crash extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    private static final class CrashingTable implements Table {

        private final Table table = Tables.inMemory();
        private Random random = new Random(0);
        private double often;

        @Override
        public Optional<Item> get(Key key) {
            return table.get(key);
        }

        @Override
        public Found query(Range range, int limit) {
            return table.query(range, limit);
        }

        @Override
        public Written write(List<Write> writes) {
            if (random.nextDouble() < often) {
                throw new Crash();
            }
            var written = table.write(writes);
            if (random.nextDouble() < often) {
                throw new Crash();
            }
            return written;
        }
    }

    private final FakeAws aws = new FakeAws();
    private final CrashingTable table = new CrashingTable();
    private final PolicyItems items = new PolicyItems(table);
    private final Set<String> published = new HashSet<>();
    private final Map<String, @Nullable String> filesById = new HashMap<>();
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return aws.now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final StackHosts hosts;

    StackHostsTest() {
        var environment =
                Map.of("AWS_REGION", "eu-west-1", "AWS_ACCESS_KEY_ID", "publish", "AWS_SECRET_ACCESS_KEY", "secret");
        var patience = Duration.ZERO;
        hosts = new StackHosts(
                items,
                ZONE,
                new Certificates(ServiceRequests.inRegion("acm", environment, aws, patience), "tlsrpt"),
                new HostNames(ServiceRequests.inRegion("apigateway", environment, aws, patience), FakeAws.API),
                new Zone(ServiceRequests.global("route53", "us-east-1", environment, aws, patience), "Z123"),
                name -> items.name(domainOf(name)).stream()
                        .flatMap(stored -> stored.name().records().stream())
                        .filter(record -> record.name().equals(name) && published.contains(name))
                        .map(HostedName.Alias::target)
                        .toList(),
                () -> {},
                clock,
                _ -> {});
        aws.published = published::contains;
        aws.watch = (name, type, value) -> {
            if (type.equals("TXT")) {
                // An id is announced only while its file can be read through the public name.
                var domain = name.substring("_mta-sts.".length(), name.length() - ZONE.length() - 1);
                assertThat(file(domain)).as(value).isEqualTo(filesById.get(value));
            }
        };
    }

    private static String domainOf(String name) {
        return name.substring(name.indexOf("example"));
    }

    private void add(String domain) {
        var policy = HostedPolicy.prepared(domain, List.of("mx1." + domain), look(domain), aws.now);
        remember(policy);
        items.write(Optional.empty(), policy, Change.of(policy, aws.now, "add", "me", ""));
        hosts.ensure(policy);
    }

    private void remember(HostedPolicy policy) {
        filesById.put(
                "\"v=STSv1; id=" + policy.revision().id() + ";\"",
                policy.revision().text());
    }

    private void command(Command command) {
        var stored = items.get(DOMAIN);
        if (stored.orElseThrow().policy().after(look(DOMAIN)).after(command, aws.now)
                instanceof CommandResult.Changed changed) {
            remember(changed.policy());
            items.write(stored, changed.policy(), null);
        }
    }

    private void publishAll(String domain) {
        items.name(domain).orElseThrow().name().records().forEach(record -> published.add(record.name()));
    }

    /// What a sender gets; `null` if the name leads nowhere.
    private @Nullable String file(String domain) {
        var host = "mta-sts." + domain;
        boolean leads = published.contains(host)
                && FakeAws.targetOf(host).equals(aws.records.get(host + "." + ZONE + " CNAME"))
                && aws.serves(host);
        return leads ? items.file(domain).orElse(null) : null;
    }

    private PolicyObservation look(String domain) {
        var file = file(domain);
        var record = aws.records.get("_mta-sts." + domain + "." + ZONE + " TXT");
        return new PolicyObservation(
                aws.now,
                file == null ? new FileSeen.Faulty("cannot be read") : new FileSeen.Served(file, List.of()),
                record == null || !published.contains("_mta-sts." + domain)
                        ? new RecordSeen.Absent()
                        : new RecordSeen.Id(record.replaceAll(".*id=(\\w+);.*", "$1"), Duration.ofHours(1)),
                new MxSeen(List.of("mx1." + domain), Duration.ofHours(1)));
    }

    /// One call by the schedule, five minutes later.
    private void tick(String domain) {
        aws.now = aws.now.plus(TICK);
        var stored = items.get(domain).orElse(null);
        if (stored == null) {
            return;
        }
        var policy = stored.policy().after(look(domain));
        items.write(Optional.of(stored), policy, null);
        hosts.ensure(policy);
        if (policy.isOver(aws.now) && hosts.remove(domain)) {
            items.forget(stored(domain), Change.of(policy, aws.now, "gone", "the collector", ""));
        }
    }

    private PolicyItems.Stored stored(String domain) {
        return items.get(domain).orElseThrow();
    }

    private Map<String, String> mappings() {
        return Objects.requireNonNull(aws.names.get("mta-sts.example.com")).mappings();
    }

    private HostedName name() {
        return items.name(DOMAIN).orElseThrow().name();
    }

    @Test
    void namesAllThreeRecordsAtOnce() {
        add(DOMAIN);

        assertThat(name().unseen()).isEqualTo("""
                        mta-sts.example.com. 3600 IN CNAME mta-sts.example.com.sts.tlsrpt.example.net.
                        _mta-sts.example.com. 3600 IN CNAME _mta-sts.example.com.sts.tlsrpt.example.net.
                        _proof.mta-sts.example.com. 3600 IN CNAME _v.acm-validations.aws.""");
        assertThat(name().waits()).startsWith("its certificate");
        assertThat(aws.records).isEmpty();
    }

    @Test
    void goesToTestingByItselfOnceTheRecordsArePublished() {
        add(DOMAIN);
        publishAll(DOMAIN);
        tick(DOMAIN);
        assertThat(name().isServing()).isTrue();
        assertThat(name().unseen()).isEmpty();
        assertThat(aws.records).containsKey("mta-sts.example.com.sts.tlsrpt.example.net CNAME");
        tick(DOMAIN);
        tick(DOMAIN);

        var policy = stored(DOMAIN).policy();
        assertThat(policy.stage()).isEqualTo(Stage.TESTING);
        assertThat(aws.records.get(TXT)).contains(policy.revision().id());
    }

    /// A policy at rest costs no request.
    @Test
    void asksNothingOfAwsWhileAllIsInStep() {
        testing();
        int before = aws.requests;
        tick(DOMAIN);

        assertThat(aws.requests).isEqualTo(before);
    }

    private void testing() {
        add(DOMAIN);
        publishAll(DOMAIN);
        for (int i = 0; i < 4; i++) {
            tick(DOMAIN);
        }
    }

    @Test
    void announcesAChangeOnlyAfterItsFileWasReadBack() {
        testing();
        var before = aws.records.get(TXT);
        command(new Command.ChangeMx(List.of("mx2.example.com"), List.of()));
        assertThat(aws.records.get(TXT)).isEqualTo(before);
        tick(DOMAIN);

        assertThat(aws.records.get(TXT))
                .isNotEqualTo(before)
                .contains(stored(DOMAIN).policy().revision().id());
    }

    @Test
    void repairsWhatSomeoneChangedByHand() {
        testing();
        mappings().clear();
        tick(DOMAIN);
        assertThat(aws.serves("mta-sts.example.com")).isTrue();

        aws.records.remove(TXT);
        tick(DOMAIN);
        assertThat(aws.records).containsKey(TXT);
    }

    @Test
    void requestsAnotherCertificateWhenOneWasNotValidatedInTime() {
        add(DOMAIN);
        var proof = name().proof();
        aws.certificates.values().forEach(certificate -> certificate.refused = true);
        tick(DOMAIN);
        assertThat(name().waits())
                .startsWith("its certificate, which ACM did not issue")
                .endsWith("2026-12-01T06:00:00Z");

        aws.now = aws.now.plus(Duration.ofDays(1));
        tick(DOMAIN);

        assertThat(aws.certificates)
                .hasSize(1)
                .allSatisfy((_, certificate) -> assertThat(certificate.refused).isFalse());
        assertThat(name().proof()).isEqualTo(proof);
    }

    /// As when the record that proves the domain was gone for too long, so that ACM could not renew it.
    private void loseTheCertificate() {
        Objects.requireNonNull(aws.certificates.get(name().certificate())).refused = true;
        aws.now = aws.now.plus(Duration.ofDays(1));
    }

    @Test
    void deletesAReplacedCertificateOnceAnotherOneIsInUse() {
        testing();
        var old = name().certificate();
        loseTheCertificate();
        tick(DOMAIN);
        assertThat(aws.serves("mta-sts.example.com")).isTrue();
        assertThat(aws.certificates).as("in use until minutes ago").hasSize(2).containsKey(old);
        assertThat(hosts.pending()).containsExactly(DOMAIN);

        tick(DOMAIN);
        tick(DOMAIN);
        assertThat(aws.certificates).hasSize(1).doesNotContainKey(old);
        assertThat(hosts.pending()).isEmpty();
    }

    @Test
    void deletesAReplacedCertificateTogetherWithThePolicy() {
        testing();
        loseTheCertificate();
        tick(DOMAIN);
        leave();

        assertNothingIsLeft();
    }

    /// Anyone can send mail to a stack. Its alerts and its dashboard do not trust unsigned reports either.
    @Test
    void takesNoEvidenceFromUnsignedMail() {
        testing();
        new Ledger(table, clock, new Random(1))
                .record(
                        reportFrom("google.com")
                                .trusted(Trust.UNSIGNED)
                                .on(LocalDate.ofInstant(aws.now, ZoneOffset.UTC).minusDays(2))
                                .sts(DOMAIN, "testing", 60)
                                .recording(),
                        new Settings(List.of(DOMAIN), Retention.DEFAULT, true));

        var desk = PublishFunction.desk(table, clock, hosts);
        var status = new StsRequest(StsRequest.Action.STATUS, DOMAIN, Set.of(), List.of(), List.of());
        assertThat(desk.answer(status, "me").text())
                .contains("No trusted report shows the policy in testing mode yet.");
    }

    @Test
    void leavesACustomDomainNameAloneThatItDidNotMake() {
        add(DOMAIN);
        publishAll(DOMAIN);
        aws.names.put("mta-sts.example.com", new FakeAws.Name("arn:other", new TreeMap<>(Map.of("m", "other"))));
        tick(DOMAIN);

        assertThat(name().waits()).contains("which exists and was not made by this stack");
        hosts.remove(DOMAIN);
        assertThat(mappings()).containsValue("other");
    }

    /// The other host still serves it, so nothing is under way but the name.
    @Test
    void looksOftenAtAnAdoptedPolicyUntilItsNameLeadsHere() {
        var text = "version: STSv1\nmode: enforce\nmx: mx1.example.com\nmax_age: 604800\n";
        var id = new RecordSeen.Id("1", Duration.ofHours(1));
        filesById.put("\"v=STSv1; id=1;\"", null);
        var policy = HostedPolicy.adopted(DOMAIN, text, id, look(DOMAIN));
        items.write(Optional.empty(), policy, null);
        hosts.ensure(policy);

        assertThat(policy.isPending()).isFalse();
        assertThat(hosts.pending()).containsExactly(DOMAIN);
        assertThat(NextStep.of(policy, name(), new NextStep.Prospect(List.of(), false, false), aws.now)
                        .record())
                .contains("mta-sts.example.com. 3600 IN CNAME");
        filesById.put("\"v=STSv1; id=1;\"", text);
        publishAll(DOMAIN);
        tick(DOMAIN);
        assertThat(hosts.pending()).isEmpty();
    }

    @Test
    void createsOneNameAfterAnotherAsFastAsApiGatewayLets() {
        var domains = List.of("example.com", "example.net", "example.org");
        domains.forEach(this::add);
        domains.forEach(this::publishAll);
        domains.forEach(domain -> {
            aws.now = aws.now.minus(TICK).plusSeconds(1);
            tick(domain);
        });
        assertThat(aws.names).hasSize(1);
        assertThat(items.name("example.net").orElseThrow().name().waits())
                .isEqualTo("API Gateway, which creates one custom domain name in 30 seconds");
        domains.forEach(this::tick);

        assertThat(aws.names).hasSize(3);
    }

    @Test
    void tellsTheOperatorWhatAwsRefuses() {
        add(DOMAIN);
        publishAll(DOMAIN);
        aws.lost = _ -> true;
        tick(DOMAIN);
        assertThat(name().waits()).isEqualTo("AWS: acm did not answer: the connection ended");

        aws.lost = _ -> false;
        tick(DOMAIN);
        assertThat(name().isServing()).isTrue();
    }

    @Test
    void leavesNothingBehind() {
        testing();
        leave();

        assertThat(items.get(DOMAIN)).isEmpty();
        assertNothingIsLeft();
    }

    private void leave() {
        command(new Command.Leave());
        for (int i = 0; i < 200 && stored(DOMAIN).policy().stage() != Stage.REMOVING; i++) {
            aws.now = aws.now.plus(Duration.ofHours(1));
            survive(() -> tick(DOMAIN));
            survive(() -> command(new Command.Remove()));
        }
        for (int i = 0; i < 400 && items.get(DOMAIN).isPresent(); i++) {
            aws.now = aws.now.plus(Duration.ofMinutes(10));
            survive(() -> tick(DOMAIN));
        }
    }

    private void assertNothingIsLeft() {
        assertThat(aws.records).isEmpty();
        assertThat(aws.names).isEmpty();
        assertThat(aws.certificates).isEmpty();
        assertThat(items.name(DOMAIN)).isEmpty();
    }

    private static void survive(Runnable step) {
        try {
            step.run();
        } catch (Crash _) {
            // The next call goes on.
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("sts.crashes", 5));
    }

    /// Crashes at any write and lost answers of any request, from the first step to the last.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aCrashBetweenAnyTwoStepsLeadsToTheSameEnd(long seed) {
        var random = new Random(seed);
        table.random = random;
        table.often = 0.15;
        aws.lost = _ -> random.nextDouble() < 0.15;
        while (items.get(DOMAIN).isEmpty()) {
            survive(() -> add(DOMAIN));
        }
        for (int i = 0; i < 300 && (i < 60 || stored(DOMAIN).policy().stage() == Stage.PREPARING); i++) {
            survive(() -> tick(DOMAIN));
            if (i > 5) {
                items.name(DOMAIN).ifPresent(_ -> publishAll(DOMAIN));
            }
        }
        var policy = stored(DOMAIN).policy();
        assertThat(policy.stage()).isEqualTo(Stage.TESTING);
        assertThat(aws.records.get(TXT)).contains(policy.revision().id());
        assertThat(aws.certificates).hasSize(1);
        assertThat(aws.names).hasSize(1);

        survive(() -> command(new Command.ChangeMx(List.of("mx2.example.com"), List.of())));
        for (int i = 0; i < 40; i++) {
            survive(() -> tick(DOMAIN));
        }
        assertThat(aws.records.get(TXT))
                .contains(stored(DOMAIN).policy().revision().id());

        loseTheCertificate();
        for (int i = 0; i < 40; i++) {
            survive(() -> tick(DOMAIN));
        }
        assertThat(aws.serves("mta-sts.example.com")).isTrue();
        assertThat(aws.certificates).hasSize(1);

        while (stored(DOMAIN).policy().stage() != Stage.LEAVING) {
            survive(() -> command(new Command.Leave()));
        }
        leave();
        assertThat(items.get(DOMAIN)).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void refusesADomainWhoseNamesDnsCannotHold() {
        var label = "a".repeat(63);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> hosts.check(label + "." + label + "." + label + ".mail-of-a-subsidiary.example.com"))
                .withMessageContaining("is too long to be hosted");
    }
}
