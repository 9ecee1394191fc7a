package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.api.RawObjects;
import tlsrpt.gateway.Request;
import tlsrpt.health.Alert;
import tlsrpt.posture.Catalog;
import tlsrpt.posture.Catalog.Judged;
import tlsrpt.posture.Finding;
import tlsrpt.posture.State;
import tlsrpt.probe.PostureMemory;
import tlsrpt.report.Check;
import tlsrpt.report.Severity;
import tlsrpt.store.Ledger;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Bucket;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// What every case of the catalog of checks does to alerts and to the readiness of a domain.
class CheckEffectsTest {

    private static final Pattern UNMET = Pattern.compile("\\{\"asks\":\"([^\"]+)\",\"met\":false");
    /// Those that checks decide, but for the mode: the domain in perfect order enforces its policy already.
    private static final Set<String> CONDITIONS = Set.of(
            "Senders can use the policy.",
            "The patterns of the policy cover every MX host in DNS.",
            "The `id` changed with the policy.",
            "Every MX host offers STARTTLS with a certificate that senders accept.",
            "No certificate is about to expire.");
    private static final List<Judged> CASES = Catalog.judged().toList();

    private static final CurrentTable CURRENT = new CurrentTable();
    private static final Clock FIRST = Clock.fixed(CASES.getFirst().posture().at(), ZoneOffset.UTC);
    private static final Clock SECOND = Clock.offset(FIRST, Duration.ofHours(1));

    /// One for all cases, as the page that it serves takes time to load.
    private static final Api API =
            new Api(CURRENT, new RawObjects(new NoObject(), "bucket"), Access.OPEN, SECOND, false, "");

    private static final Map<Judged, Effects> EFFECTS =
            CASES.stream().collect(Collectors.toMap(one -> one, Effects::of));

    static Stream<Judged> cases() {
        return CASES.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void alertsOfWhatFailsWithTheSeverityThatTheCheckShows(Judged one) {
        var worst = one.posture()
                .of(one.check())
                .filter(finding -> finding.state() != State.UNSEEN)
                .map(Finding::severity)
                .filter(Objects::nonNull)
                .reduce(Severity::orAbove);

        var alerts = effects(one).alerts().stream()
                .filter(alert -> alert.family().equals(one.check().token()))
                .toList();

        if (worst.isEmpty()) {
            assertThat(alerts).isEmpty();
        } else {
            assertThat(alerts).singleElement().satisfies(alert -> {
                assertThat(alert.severity()).isEqualTo(worst.get());
                assertThat(alert.severity()).isLessThan(Severity.CRITICAL);
                assertThat(alert.subject()).contains(one.check().problem());
            });
        }
        if (one.state() == State.FAIL) {
            assertThat(worst).isPresent();
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void coversFor(Check check) {
        assertThat(cases().filter(one -> one.check() == check)).isNotEmpty();
    }

    /// The file has a line for each check, state and diagnosis, with the severities of its alerts, and the conditions
    /// of readiness that are not met because of it.
    @Test
    void haveTheEffectsThatTheFileLists() throws IOException {
        var effects = new TreeMap<String, TreeSet<String>>();
        for (var one : CASES) {
            one.posture()
                    .of(one.check())
                    .filter(finding -> finding.state() == one.state())
                    .forEach(finding -> {
                        var line = effects.computeIfAbsent(
                                "%02d %s %s%s"
                                        .formatted(
                                                List.of(Check.values()).indexOf(one.check()),
                                                one.check().token(),
                                                one.state().token(),
                                                finding.diagnosis() == null
                                                        ? ""
                                                        : " "
                                                                + finding.diagnosis()
                                                                        .token()),
                                _ -> new TreeSet<>());
                        line.add("alert "
                                + (finding.severity() == null
                                        ? "none"
                                        : finding.severity().token()));
                        effects(one).unmet().forEach(condition -> line.add("not ready: " + condition));
                    });
        }
        var found = effects.entrySet().stream()
                .map(line -> line.getKey().substring(3) + " | " + String.join(" | ", line.getValue()) + "\n")
                .collect(Collectors.joining());

        assertThat(found).isEqualTo(file());
    }

    private static String file() throws IOException {
        try (var in = Objects.requireNonNull(CheckEffectsTest.class.getResourceAsStream("effects.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        }
    }

    private static Effects effects(Judged one) {
        return Objects.requireNonNull(EFFECTS.get(one));
    }

    /// What two looks at a domain lead to, an hour apart.
    ///
    /// @param unmet conditions of readiness
    private record Effects(List<Alert> alerts, List<String> unmet) {

        static Effects of(Judged one) {
            var seen = PostureMemory.look(one.posture());
            var table = Tables.inMemory();
            CURRENT.table = table;
            var channel = new RecordingChannel(new ArrayList<>());
            // Long ago, so that it refutes nothing.
            new Ledger(table, FIRST, new Random(1))
                    .record(
                            reportFrom("google.com")
                                    .on(LocalDate.now(FIRST).minusDays(20))
                                    .sts(seen.domain(), "testing", 60)
                                    .recording(),
                            new Settings(List.of(seen.domain()), Retention.DEFAULT, false));
            for (var clock : List.of(FIRST, SECOND)) {
                var items = new PostureItems(table, clock);
                items.record(
                        items.latest(seen.domain()),
                        new PostureLook(
                                seen.domain(),
                                clock.instant(),
                                seen.notes(),
                                seen.lines(),
                                seen.policy(),
                                seen.passing()));
                new Alerter(table, channel, clock, new Random(1), false)
                        .judgeCheck(items.latest(seen.domain()).orElseThrow());
            }
            return new Effects(channel.alerts(), unmetConditions());
        }

        private static List<String> unmetConditions() {
            var answer = API.answer(new Request("GET", "/v1/domains/example.com", "", Map.of(), Map.of()));
            return UNMET.matcher(new String(answer.body(), StandardCharsets.UTF_8))
                    .results()
                    .map(match -> match.group(1))
                    .filter(CONDITIONS::contains)
                    .toList();
        }
    }

    private record RecordingChannel(List<Alert> alerts) implements Channel {

        @Override
        public void publish(Alert alert) {
            alerts.add(alert);
        }

        @Override
        public void chat(Alert alert) {}
    }

    /// The table of the case that is looked at.
    private static final class CurrentTable implements Table {

        private Table table = Tables.inMemory();

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
            return table.write(writes);
        }
    }

    private record NoObject() implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            throw new UncheckedIOException(new IOException("read only"));
        }

        @Override
        public Optional<StoredObject> open(String key) {
            return Optional.empty();
        }
    }
}
