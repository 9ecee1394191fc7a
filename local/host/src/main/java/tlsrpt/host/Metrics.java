package tlsrpt.host;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import tlsrpt.console.ChannelState;
import tlsrpt.console.ReceiverState;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.report.Severity;

/// What Prometheus reads: counters since the start, and gauges of the moment. No label has a value that others choose.
final class Metrics {

    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private enum Outcome {
        RECORDED,
        REPLACED,
        DUPLICATE,
        HELD,
        IGNORED,
        FAILED
    }

    /// The state of the collector at one moment.
    ///
    /// @param waiting objects that are still to be read
    /// @param openAlerts by severity
    /// @param freeBytes of the data folder's file system
    /// @param floorBytes below which nothing is accepted
    /// @param databaseBytes the size of the database's file
    record Moment(
            int waiting,
            Map<Severity, Long> openAlerts,
            List<ChannelState> channels,
            List<ReceiverState> ways,
            long freeBytes,
            long floorBytes,
            long databaseBytes) {

        Moment {
            openAlerts = Map.copyOf(openAlerts);
            channels = List.copyOf(channels);
            ways = List.copyOf(ways);
        }
    }

    private final Clock clock;
    private final Map<Outcome, AtomicLong> outcomes = counters(Outcome.class);
    private final Map<Severity, AtomicLong> alerts = counters(Severity.class);
    private final AtomicLong troubles = new AtomicLong();
    private final AtomicLong lastReport = new AtomicLong();

    Metrics(Clock clock) {
        this.clock = clock;
    }

    void happened(HostEvent event) {
        switch (event) {
            case HostEvent.Ingested ingested -> {
                var outcome = outcome(ingested.event());
                count(outcomes, outcome);
                if (outcome == Outcome.RECORDED) {
                    lastReport.set(clock.instant().getEpochSecond());
                }
            }
            case HostEvent.Alerted alerted -> count(alerts, alerted.alert().severity());
            case HostEvent.Trouble _ -> troubles.incrementAndGet();
            case HostEvent.Delivered _, HostEvent.ChannelFailed _, HostEvent.Deleted _, HostEvent.Checked _ -> {
                // The channels' states say more; deleting is ordinary.
            }
        }
    }

    private static <E extends Enum<E>> Map<E, AtomicLong> counters(Class<E> type) {
        var counters = new EnumMap<E, AtomicLong>(type);
        for (var one : type.getEnumConstants()) {
            counters.put(one, new AtomicLong());
        }
        return counters;
    }

    private static <E extends Enum<E>> void count(Map<E, AtomicLong> counters, E one) {
        counters.getOrDefault(one, new AtomicLong()).incrementAndGet();
    }

    private static <E extends Enum<E>> long counted(Map<E, AtomicLong> counters, E one) {
        return counters.getOrDefault(one, new AtomicLong()).get();
    }

    private static Outcome outcome(IngestEvent event) {
        return switch (event) {
            case IngestEvent.Recorded _ -> Outcome.RECORDED;
            case IngestEvent.Replaced _ -> Outcome.REPLACED;
            case IngestEvent.Duplicate _ -> Outcome.DUPLICATE;
            case IngestEvent.Held _ -> Outcome.HELD;
            case IngestEvent.Ignored _ -> Outcome.IGNORED;
            case IngestEvent.Failed _ -> Outcome.FAILED;
        };
    }

    /// Returns everything in the text format.
    byte[] text(Moment moment) {
        var open = new EnumMap<Severity, Long>(Severity.class);
        open.putAll(moment.openAlerts());
        var snapshots = new ArrayList<>(List.of(
                outcomes(),
                alerts(),
                counter("tlsrpt_errors", "Faults since the start; the log describes them.")
                        .dataPoint(count(Labels.EMPTY, troubles.get()))
                        .build(),
                gauge(
                        "tlsrpt_last_report_timestamp_seconds",
                        "Time of the last counted report; 0 if none since the start.",
                        lastReport.get()),
                gauge(
                        "tlsrpt_waiting_objects",
                        "Raw objects and reports that are still to be processed.",
                        moment.waiting()),
                gauge("tlsrpt_disk_free_bytes", "Free space of the data folder's file system.", moment.freeBytes()),
                gauge("tlsrpt_disk_floor_bytes", "Free space below which no report is accepted.", moment.floorBytes()),
                gauge("tlsrpt_database_bytes", "Size of the database file.", moment.databaseBytes())));
        var openAlerts = GaugeSnapshot.builder().name("tlsrpt_open_alerts").help("Open alerts, by severity.");
        for (var severity : Severity.values()) {
            openAlerts.dataPoint(point(Labels.of("severity", severity.token()), open.getOrDefault(severity, 0L)));
        }
        snapshots.add(openAlerts.build());
        if (!moment.channels().isEmpty()) {
            snapshots.addAll(channels(moment.channels()));
        }
        if (!moment.ways().isEmpty()) {
            var failing =
                    GaugeSnapshot.builder().name("tlsrpt_receiver_failing").help("1 if this receiver is failing.");
            moment.ways()
                    .forEach(way ->
                            failing.dataPoint(point(Labels.of("receiver", way.name()), way.problem() == null ? 0 : 1)));
            snapshots.add(failing.build());
            var expiry = GaugeSnapshot.builder()
                    .name("tlsrpt_certificate_expiry_timestamp_seconds")
                    .help("Expiry time of the certificate of a receiver.");
            for (var way : moment.ways()) {
                if (way.expires() != null) {
                    expiry.dataPoint(point(
                            Labels.of("receiver", way.name()), way.expires().getEpochSecond()));
                }
            }
            snapshots.add(expiry.build());
        }
        var out = new ByteArrayOutputStream();
        try {
            WRITER.write(out, new MetricSnapshots(snapshots));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private MetricSnapshot outcomes() {
        var counter = counter("tlsrpt_ingested", "Reports and objects since the start, by outcome.");
        for (var outcome : Outcome.values()) {
            var token = outcome.name().toLowerCase(Locale.ROOT);
            counter.dataPoint(count(Labels.of("outcome", token), counted(outcomes, outcome)));
        }
        return counter.build();
    }

    private MetricSnapshot alerts() {
        var counter = counter("tlsrpt_alerts", "Alerts since the start, by severity.");
        for (var severity : Severity.values()) {
            counter.dataPoint(count(Labels.of("severity", severity.token()), counted(alerts, severity)));
        }
        return counter.build();
    }

    private static List<MetricSnapshot> channels(List<ChannelState> channels) {
        return List.of(
                perChannel(
                        "tlsrpt_channel_waiting_alerts",
                        "Alerts that a channel has not accepted yet.",
                        channels,
                        ChannelState::waiting),
                perChannel(
                        "tlsrpt_channel_lost_alerts",
                        "Alerts of the last 30 days that were not delivered.",
                        channels,
                        ChannelState::lost),
                perChannel(
                        "tlsrpt_channel_failing",
                        "1 if the last attempt to send an alert failed.",
                        channels,
                        channel -> channel.problem() == null ? 0 : 1));
    }

    private static MetricSnapshot perChannel(
            String name, String help, List<ChannelState> channels, ToLongFunction<ChannelState> value) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        channels.forEach(
                channel -> gauge.dataPoint(point(Labels.of("channel", channel.name()), value.applyAsLong(channel))));
        return gauge.build();
    }

    private static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    private static CounterDataPointSnapshot count(Labels labels, long n) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) n)
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }
}
