package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;
import tlsrpt.probe.Prober;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;

@Timeout(120)
class CheckEndpointTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Rig rig;
    private Collector collector;
    private Prober prober;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        rig = new Rig();
        collector = Collector.open(DataFolder.lock(folder).orElseThrow(), 0, Access.OPEN, _ -> {});
        collector.count(List.of(Rig.DOMAIN), false);
        var vicinity = new LookOptions(
                List.of(rig.dns.address()),
                rig.dns.anchors(),
                AddressRule.PUBLIC_AND_PRIVATE,
                rig.ports(),
                rig.patient,
                "client.test",
                null,
                Clock.systemUTC());
        var results = new ProbeResults(
                collector, new Announcer(new PrintWriter(Writer.nullWriter()), false, Clock.systemUTC()));
        prober = new Prober(collector.table(), vicinity, rig.ca::roots, Clock.systemUTC(), results);
    }

    @AfterEach
    void stop() throws IOException {
        collector.close();
        rig.close();
    }

    @Test
    void looksAtAListedDomainWhenThePageAsks() throws Exception {
        assertThat(post(prober, Rig.DOMAIN, true)).isEqualTo(200);

        assertThat(new PostureItems(collector.table(), Clock.systemUTC()).latest(Rig.DOMAIN))
                .isPresent();
    }

    @Test
    void refusesPagesOfOtherHosts() throws Exception {
        assertThat(post(prober, Rig.DOMAIN, false)).isEqualTo(403);
        assertThat(rig.smtp.connections()).isZero();
    }

    @Test
    void looksAtNoDomainThatIsNotListed() throws Exception {
        assertThat(post(prober, "mx1." + Rig.DOMAIN, true)).isEqualTo(404);
        assertThat(rig.smtp.connections()).isZero();
    }

    @Test
    void saysThatNothingIsCheckedOnRequest() throws Exception {
        assertThat(post(null, Rig.DOMAIN, true)).isEqualTo(405);
    }

    @Test
    void alertsAtTheNextStartIfAKillCameBetweenTheLookAndItsAlert() throws Exception {
        var items = new PostureItems(collector.table(), Clock.systemUTC());
        var fault = new PostureLine("sts-id", "fail", null, null, "medium", null, "id 1", "old", null, null, null);
        for (int hoursAgo : List.of(2, 0)) {
            var at = Instant.now().minus(Duration.ofHours(hoursAgo));
            items.record(items.latest(Rig.DOMAIN), new PostureLook(Rig.DOMAIN, at, List.of(), List.of(fault), null));
        }
        assertThat(collector.alerts(false)).contains("No alert is open");

        try (var _ = ProbeLoop.started(prober, collector::checked, _ -> {})) {
            while (!collector.alerts(false).contains("policy changed but its id did not")) {
                Thread.sleep(20);
            }
        }
    }

    private int post(@Nullable Prober checking, String domain, boolean fromThePage)
            throws IOException, InterruptedException {
        try (var host = new HttpHost(ListenAddress.loopback(0), List.of(), collector, "secret", null, checking, null)) {
            host.start();
            var request = HttpRequest.newBuilder(URI.create(host.uri() + "/v1/domains/" + domain + "/posture"))
                    .POST(BodyPublishers.noBody());
            if (fromThePage) {
                request.header(CheckEndpoint.HEADER, "now");
            }
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
