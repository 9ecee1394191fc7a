package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each failure that sends no alert says why.
class NoAlertTest {

    private static final String BEFORE = "day 1-11: google ok 100 enforce\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BELOW_THRESHOLD | day 12: google ok 5200 failed 1 certificate-expired mx1 enforce",
                "ONE_MORE_DAY | day 12: google ok 100 failed 9 validation-failure mx1 enforce",
                "NOT_ESTABLISHED | day 12: example.net ok 100 failed 90 certificate-expired mx1 enforce",
                "LATE | day 12-24: microsoft ok 100 enforce\\nday 12: google arrives 25 ok 100 failed 90 certificate-expired mx1 enforce",
                "NOT_VERIFIED | day 12: google anonymous ok 100 failed 90 certificate-expired mx1 enforce",
                "MUTED | mute example.com * 20\\nday 12: google ok 100 failed 90 certificate-expired mx1 enforce",
            })
    void saysWhy(NoAlert.Why why, String failing) {
        var scenario = Scenario.of(BEFORE + failing.replace("\\n", "\n"));
        var quiet = new HashSet<NoAlert.Why>();
        var replay = new Replay(
                scenario.rules(),
                alert -> {
                    throw new AssertionError(alert.subject());
                },
                one -> quiet.add(one.why()));

        scenario.reports().forEach(replay::judge);

        assertThat(quiet).containsExactly(why);
    }
}
