package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules by what they make of incidents, which `scenarios.txt` tells: reports, then `=>`, then all that is sent.
class ScenariosTest {

    /// One of them.
    record Told(String name, String reports, List<String> alerts) {

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void sendsWhatTheScenarioSays(Told told) {
        var alerts = Scenario.of(told.reports()).alerts();

        assertThat(alerts.stream().map(Scenario::told)).containsExactlyElementsOf(told.alerts());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void makesNothingOfWhatItJudgedBefore(Told told) {
        var scenario = Scenario.of(told.reports());
        var twice = new ArrayList<Observation>();
        scenario.reports().forEach(report -> twice.addAll(List.of(report, report)));

        assertThat(scenario.alerts(twice)).isEqualTo(scenario.alerts());
    }

    /// As the watch does daily with the reports of three days.
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void makesNothingOfWhatTheWatchJudgesAgain(Told told) {
        var scenario = Scenario.of(told.reports());
        var again = new ArrayList<Observation>();
        for (var report : scenario.reports()) {
            var day = report.arrival().truncatedTo(ChronoUnit.DAYS);
            boolean first = again.isEmpty() || again.getLast().arrival().isBefore(day);
            if (first) {
                scenario.reports().stream()
                        .filter(one ->
                                one.arrival().isBefore(day) && one.arrival().isAfter(day.minus(3, ChronoUnit.DAYS)))
                        .forEach(again::add);
            }
            again.add(report);
        }

        assertThat(scenario.alerts(again).stream().map(Scenario::told))
                .containsExactlyElementsOf(
                        scenario.alerts().stream().map(Scenario::told).toList());
    }

    @Test
    void areAtLeastForty() {
        assertThat(scenarios()).hasSizeGreaterThanOrEqualTo(40);
    }

    static List<Told> scenarios() {
        try (var in = Objects.requireNonNull(ScenariosTest.class.getResourceAsStream("scenarios.txt"))) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^== "))
                    .skip(1)
                    .map(ScenariosTest::scenario)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Told scenario(String text) {
        var name = text.substring(0, text.indexOf('\n')).strip();
        var parts = text.substring(text.indexOf('\n')).split("(?m)^=>", -1);
        return new Told(
                name,
                lines(parts[0]).reduce("", (a, b) -> a + b + "\n"),
                lines(parts[1]).toList());
    }

    private static Stream<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }
}
