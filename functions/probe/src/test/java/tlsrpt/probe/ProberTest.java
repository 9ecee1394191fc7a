package tlsrpt.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Type;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.posture.CauseCheck;
import tlsrpt.posture.Posture;
import tlsrpt.posture.State;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.Listener;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;
import tlsrpt.probe.Prober.Answered;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis.Known;
import tlsrpt.report.PolicyType;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.store.AlertViews;
import tlsrpt.store.PostureChange;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredPosture;
import tlsrpt.testkit.MutableClock;

/// Looks at a domain on this machine, and what is remembered of them.
@Timeout(120)
class ProberTest {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final MutableClock clock = new MutableClock(Instant.now());
    private final Database database = Database.inMemory(Schema.ITEMS);
    private final PostureItems items = new PostureItems(database.table(), clock);
    private final List<Alert> alerts = new CopyOnWriteArrayList<>();
    private final List<Posture> postures = new CopyOnWriteArrayList<>();
    private Rig rig;
    private Prober prober;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        rig = new Rig();
        prober = prober(AddressRule.PUBLIC_AND_PRIVATE);
        list(Rig.DOMAIN);
    }

    @AfterEach
    void stop() throws IOException {
        database.close();
        rig.close();
    }

    private Prober prober(AddressRule rule) {
        return prober(rule, null);
    }

    /// @param noSmtp why port 25 is left out, as in AWS
    private Prober prober(AddressRule rule, @Nullable String noSmtp) {
        var vicinity = new LookOptions(
                List.of(rig.dns.address()),
                rig.dns.anchors(),
                rule,
                rig.ports(),
                rig.patient,
                "client.test",
                noSmtp,
                clock);
        return new Prober(database.table(), vicinity, rig.ca::roots, clock, listener);
    }

    private final Prober.Listener listener = new Prober.Listener() {
        @Override
        public void checked(Posture posture, StoredPosture remembered, int changes) {
            events.add("checked " + posture.domain() + ", " + changes + " changes");
            postures.add(posture);
            alert(remembered);
        }

        @Override
        public void failed(String domain, String problem) {
            events.add("failed " + domain + ": " + problem);
        }
    };

    private void alert(StoredPosture posture) {
        var channel = new Channel() {
            @Override
            public void publish(Alert alert) {
                alerts.add(alert);
            }

            @Override
            public void chat(Alert alert) {}
        };
        new Alerter(database.table(), channel, clock, new Random(clock.instant().toEpochMilli()), true)
                .judgeCheck(posture);
    }

    private void list(String... domains) {
        new Settings(List.of(domains), Retention.DEFAULT, false).write(database.table());
    }

    @Test
    void remembersALookAtAListedDomain() {
        prober.lookAtWhatIsDue(Instant.MAX);

        var latest = items.latest(Rig.DOMAIN).orElseThrow();
        assertThat(latest.look().lines()).extracting(PostureLine::check).contains("tlsrpt-record", "mx-chain");
        assertThat(latest.look().lines()).extracting(PostureLine::state).doesNotContain("fail", "unseen");
        assertThat(latest.look().policy()).isNotNull();
        assertThat(events).containsExactly("checked example.test, 0 changes");
    }

    @Test
    void looksAtNoDomainForTheStar() {
        list("*");

        assertThat(prober.due()).isEmpty();
        assertThat(prober.now(Rig.DOMAIN)).isEqualTo(Answered.NOT_LISTED);
    }

    @Test
    void looksAgainOnlyWhenItIsDue() {
        prober.lookAtWhatIsDue(Instant.MAX);

        assertThat(prober.due()).isEmpty();
        assertThat(prober(AddressRule.PUBLIC).due()).as("after a restart").isEmpty();

        clock.pass(Duration.ofHours(26));

        assertThat(prober.due()).containsExactly(Rig.DOMAIN);
    }

    @Test
    void recordsWhatChangedSinceTheLookBefore() {
        prober.lookAtWhatIsDue(Instant.MAX);
        rig.dns.replace("_smtp._tls." + Rig.DOMAIN, Type.TXT, "");
        clock.pass(Duration.ofMinutes(2));

        assertThat(prober.now(Rig.DOMAIN)).isEqualTo(Answered.DONE);

        assertThat(items.changes(Rig.DOMAIN, 10))
                .filteredOn(change -> change.check().equals("tlsrpt-record"))
                .extracting(PostureChange::from, PostureChange::to)
                .containsExactly(tuple("pass", "fail"));
        assertThat(prober.due()).isEmpty();
        clock.pass(Duration.ofHours(1));
        assertThat(prober.due()).as("an hour after a change").containsExactly(Rig.DOMAIN);
    }

    @Test
    void alertsWhenTwoChecksSeeAFaultAndWhenTwoSeeItGone() {
        prober.lookAtWhatIsDue(Instant.MAX);
        rig.dns.replace("_smtp._tls." + Rig.DOMAIN, Type.TXT, "");
        lookAfter(Duration.ofHours(26));
        assertThat(alerts).as("after one look").isEmpty();

        lookAfter(Duration.ofHours(1));
        lookAfter(Duration.ofHours(26));

        assertThat(alerts)
                .extracting(Alert::kind, Alert::subject)
                .containsExactly(tuple(AlertKind.CHECK_FAILED, Rig.DOMAIN + ": TLSRPT record is unusable"));

        rig.dns.replace("_smtp._tls." + Rig.DOMAIN, Type.TXT, """
                _smtp._tls.example.test. 3600 IN TXT "v=TLSRPTv1; rua=mailto:reports@example.net"
                """);
        lookAfter(Duration.ofHours(26));
        assertThat(alerts).hasSize(1);
        lookAfter(Duration.ofHours(1));

        assertThat(alerts).extracting(Alert::kind).containsExactly(AlertKind.CHECK_FAILED, AlertKind.RECOVERED);
        assertThat(new AlertViews(database.table(), clock).open()).isEmpty();
    }

    @Test
    void changesNothingAboutMailServersWhereOneLookCannotContactThem() {
        rig.dns.replace(
                "_25._tcp.mx1." + Rig.DOMAIN,
                Type.TLSA,
                "_25._tcp.mx1.example.test. 3600 IN TLSA 3 1 1 " + "0".repeat(64) + "\n");
        lookAfter(Duration.ZERO);
        lookAfter(Duration.ofHours(1));
        assertThat(alerts).extracting(Alert::family).containsExactly("tlsa-match");

        prober = prober(AddressRule.PUBLIC_AND_PRIVATE, "AWS Lambda functions cannot connect to port 25");
        lookAfter(Duration.ofHours(26));
        lookAfter(Duration.ofHours(26));

        assertThat(alerts).hasSize(1);
        assertThat(new AlertViews(database.table(), clock).open()).hasSize(1);
    }

    private void lookAfter(Duration time) {
        clock.pass(time);
        prober.lookAtWhatIsDue(Instant.MAX);
    }

    @Test
    void refutesFromMemoryWhatTheLookRefuted() {
        prober.lookAtWhatIsDue(Instant.MAX);
        rig.dns.replace("_mta-sts." + Rig.DOMAIN, Type.TXT, "");
        lookAfter(Duration.ofHours(26));

        assertThat(refuted(postures.getFirst())).contains(Known.CERTIFICATE_EXPIRED, Known.STS_POLICY_FETCH_ERROR);
        assertThat(refuted(postures.getLast()))
                .contains(Known.CERTIFICATE_EXPIRED)
                .doesNotContain(Known.STS_POLICY_FETCH_ERROR, Known.MX_NOT_IN_POLICY);
    }

    /// What the memory of a look refutes, after it was compared with what the look itself did.
    private static List<Known> refuted(Posture posture) {
        var refuted = new ArrayList<Known>();
        for (var known : Known.values()) {
            for (var policy : List.of(PolicyType.Registered.STS, PolicyType.Registered.TLSA)) {
                boolean gone = CauseCheck.of(posture, known, policy, null, null).verdict() == CauseCheck.Verdict.GONE;
                boolean refutes =
                        PostureMemory.look(posture).refutes(known, policy == PolicyType.Registered.TLSA, null);
                assertThat(refutes).as("%s under %s", known, policy).isEqualTo(gone);
                if (refutes && policy == PolicyType.Registered.STS) {
                    refuted.add(known);
                }
            }
        }
        return refuted;
    }

    @Test
    void looksOnRequestOnlyOnceAMinute() {
        assertThat(prober.now(Rig.DOMAIN)).isEqualTo(Answered.DONE);
        assertThat(prober.now(Rig.DOMAIN)).isEqualTo(Answered.TOO_SOON);
    }

    @Test
    void contactsNoPrivateAddressInProduction() {
        var shipped =
                Prober.ofTheInternet(database.table(), List.of(rig.dns.address()), null, List.of(), clock, listener);

        shipped.lookAtWhatIsDue(Instant.MAX);

        assertThat(items.latest(Rig.DOMAIN).orElseThrow().look().lines())
                .filteredOn(line ->
                        line.check().equals("sts-host-reach") || line.check().equals("mx-reach"))
                .isNotEmpty()
                .allMatch(line -> line.seen().contains("not a public address"));
    }

    @Test
    void findsAPolicyThatChangedUnderItsId() {
        prober.lookAtWhatIsDue(Instant.MAX);
        rig.serve("version: STSv1\nmode: testing\nmx: mx1.example.test\nmax_age: 604800\n");
        lookAfter(Duration.ofHours(26));
        lookAfter(Duration.ofHours(1));

        assertThat(items.changes(Rig.DOMAIN, 10))
                .filteredOn(change -> change.check().equals("policy"))
                .extracting(PostureChange::seen)
                .containsExactly("id 1 unchanged");
        assertThat(postures.getLast().state(Check.STS_ID)).contains(State.FAIL);
        lookAfter(Duration.ofHours(1));
        assertThat(alerts).extracting(Alert::family).containsExactly("sts-id");
    }

    @Test
    void looksEverySixHoursWhileACertificateEndsWithinDays() {
        rig.leaf(Duration.ofDays(2), Duration.ofDays(4));
        prober.lookAtWhatIsDue(Instant.MAX);
        lookAfter(Duration.ofHours(1));
        assertThat(events).hasSize(2);

        lookAfter(Duration.ofHours(5));
        assertThat(events).hasSize(2);
        lookAfter(Duration.ofHours(1));
        assertThat(events).hasSize(3);
    }

    @Test
    void leavesABusyServerAloneUntilTomorrowUnlessTheOperatorAsks() {
        rig.smtp.conduct(Listener.script("421 too busy\r\n"));
        prober.lookAtWhatIsDue(Instant.MAX);
        lookAfter(Duration.ofHours(1));
        assertThat(rig.smtp.connections()).isOne();

        clock.pass(Duration.ofMinutes(2));
        assertThat(prober.now(Rig.DOMAIN)).isEqualTo(Answered.DONE);
        assertThat(rig.smtp.connections()).isEqualTo(2);

        lookAfter(Duration.ofHours(26));
        assertThat(rig.smtp.connections()).isEqualTo(3);
        assertThat(alerts).isEmpty();
    }

    @Test
    void writesNothingAfterItIsClosed() {
        prober.close();

        prober.lookAtWhatIsDue(Instant.MAX);

        assertThat(items.latest(Rig.DOMAIN)).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void beginsNoLookAfterItsTime() {
        prober.lookAtWhatIsDue(clock.instant());

        assertThat(items.latest(Rig.DOMAIN)).isEmpty();
        assertThat(prober.due()).containsExactly(Rig.DOMAIN);
    }

    @Test
    void spreadsDailyLooksOverTheDay() {
        var last = Instant.parse("2026-06-01T08:00:00Z");
        for (var domain : List.of("example.com", "example.net", "example.org")) {
            var next = Prober.next(domain, last, false);

            assertThat(next).isBetween(last.plus(Duration.ofHours(1)), last.plus(Duration.ofHours(25)));
            assertThat(Prober.next(domain, next, false)).isEqualTo(next.plus(Duration.ofDays(1)));
        }
        assertThat(List.of("example.com", "example.net", "example.org"))
                .extracting(domain -> LocalTime.ofInstant(Prober.next(domain, last, false), ZoneOffset.UTC))
                .doesNotHaveDuplicates();
    }
}
