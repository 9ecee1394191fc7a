package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.console.ChannelState;
import tlsrpt.console.ReceiverState;
import tlsrpt.health.Alert;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.report.Severity;

class MetricsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T11:00:00Z");
    private static final Metrics.Moment MOMENT = new Metrics.Moment(
            3,
            Map.of(Severity.HIGH, 2L),
            List.of(new ChannelState("ops \"1\"\n", "email", 4, 1, null, "down")),
            List.of(
                    new ReceiverState("imap a@b/INBOX", "mail", 7, NOW, null, "down"),
                    new ReceiverState("https", "report", 7, NOW, Instant.EPOCH.plusSeconds(90), null)),
            500,
            200,
            4096);
    /// Spec: <https://prometheus.io/docs/instrumenting/exposition_formats/>
    private static final Pattern LINE = Pattern.compile("# HELP [a-z_]+ [^\n]+|# TYPE [a-z_]+ (counter|gauge)"
            + "|[a-z_]+(\\{[a-z]+=\"([^\"\\\\\n]|\\\\[\\\\\"n])*\"})? [0-9.E]+");

    private final Metrics metrics = new Metrics(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void countsWhatHappens() {
        metrics.happened(new HostEvent.Ingested(new IngestEvent.Ignored("key", "why")));
        metrics.happened(new HostEvent.Ingested(new IngestEvent.Ignored("key", "why")));
        metrics.happened(new HostEvent.Alerted(Alert.test(NOW)));
        metrics.happened(new HostEvent.Trouble("disk"));

        assertThat(lines())
                .contains(
                        "tlsrpt_ingested_total{outcome=\"ignored\"} 2.0",
                        "tlsrpt_ingested_total{outcome=\"recorded\"} 0.0",
                        "tlsrpt_alerts_total{severity=\"notice\"} 1.0",
                        "tlsrpt_errors_total 1.0");
    }

    @Test
    void showsTheMoment() {
        assertThat(lines())
                .contains(
                        "tlsrpt_waiting_objects 3.0",
                        "tlsrpt_open_alerts{severity=\"high\"} 2.0",
                        "tlsrpt_open_alerts{severity=\"critical\"} 0.0",
                        "tlsrpt_disk_free_bytes 500.0",
                        "tlsrpt_database_bytes 4096.0",
                        "tlsrpt_channel_waiting_alerts{channel=\"ops \\\"1\\\"\\n\"} 4.0",
                        "tlsrpt_channel_failing{channel=\"ops \\\"1\\\"\\n\"} 1.0",
                        "tlsrpt_receiver_failing{receiver=\"imap a@b/INBOX\"} 1.0",
                        "tlsrpt_certificate_expiry_timestamp_seconds{receiver=\"https\"} 90.0");
    }

    @Test
    void hasTheFormatOfPrometheus() {
        assertThat(lines()).allMatch(line -> LINE.matcher(line).matches());
    }

    @Test
    void exposesExactlyWhatTheManualLists() throws IOException {
        var manual = Files.readString(Path.of("../../docs/one-machine.md"));
        var documented = Pattern.compile("`(tlsrpt_[a-z_]+)(?:\\{[a-z]+})?`")
                .matcher(manual)
                .results();

        assertThat(documented.map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(lines().stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.replaceAll("[{ ].*", ""))
                        .distinct()
                        .toList());
    }

    @Test
    void answersOnThePortOfTheHost(@TempDir Path folder) throws Exception {
        var data = DataFolder.lock(folder).orElseThrow();
        try (var collector = Collector.open(data, 0, Access.OPEN, _ -> {});
                var http = new HttpHost(ListenAddress.loopback(0), List.of(), collector, "secret", null, null, null)) {
            http.start();
            var answer = get(http.uri().resolve("/metrics"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
            assertThat(answer.body()).contains("tlsrpt_disk_floor_bytes 0.0");
            assertThat(get(http.uri().resolve("/v1/health")).statusCode()).isEqualTo(200);
        }
    }

    private List<String> lines() {
        return new String(metrics.text(MOMENT), StandardCharsets.UTF_8).lines().toList();
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }
}
