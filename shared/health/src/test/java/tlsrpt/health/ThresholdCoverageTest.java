package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Without any one of the numbers in the rules, some scenario would tell of other alerts.
///
/// What is not a number in a rule is held by mutations: `make mutate-rules`.
class ThresholdCoverageTest {

    private static final long ALWAYS = 1;

    /// Of what no report brings: `UnreadRuleTest` and `AlerterTest` have these.
    private static final Set<Threshold> ELSEWHERE =
            EnumSet.of(Threshold.UNREAD_ITEMS, Threshold.UNREAD_ON_DAYS, Threshold.MAILS_AN_HOUR);

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("switchedOff")
    void noRuleIsOffWithoutAScenarioThatDiffers(Threshold threshold, long number) {
        assertThat(scenarios()).anyMatch(told -> differs(told, threshold, number));
    }

    static Stream<Arguments> switchedOff() {
        return Arrays.stream(Threshold.values())
                .filter(threshold -> !ELSEWHERE.contains(threshold))
                .flatMap(threshold -> Stream.of(ALWAYS, threshold.most())
                        .filter(number -> number != threshold.usual())
                        .map(number -> Arguments.of(threshold, number)));
    }

    private static boolean differs(ScenariosTest.Told told, Threshold threshold, long number) {
        return !Scenario.of(told.reports()).alerts(threshold, number).stream()
                .map(Scenario::told)
                .toList()
                .equals(told.alerts());
    }

    private static List<ScenariosTest.Told> scenarios() {
        return ScenariosTest.scenarios();
    }
}
