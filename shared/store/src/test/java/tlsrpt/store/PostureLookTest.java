package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Diagnosis.Known;

/// Which reported causes a remembered look refutes.
class PostureLookTest {

    private static final String MX = "mx1.example.com";

    @Test
    void refutesACauseWhoseDecidingChecksAllPass() {
        assertThat(certificate("pass").refutes(Known.CERTIFICATE_EXPIRED, false, MX))
                .isTrue();
        assertThat(certificate("note").refutes(Known.CERTIFICATE_EXPIRED, false, MX))
                .isTrue();
    }

    @Test
    void refutesNothingWhileACheckFailsOrWasNotMade() {
        for (var state : List.of("fail", "warn", "unseen")) {
            assertThat(certificate(state).refutes(Known.CERTIFICATE_EXPIRED, false, MX))
                    .as(state)
                    .isFalse();
        }
        assertThat(look(line("mx-reach", "pass", MX)).refutes(Known.CERTIFICATE_EXPIRED, false, MX))
                .as("only reached")
                .isFalse();
    }

    @Test
    void refutesACauseAtAHostThatIsNoMxHostAnyMore() {
        var others = line("mx-records", "pass", null);

        assertThat(look(others).refutes(Known.CERTIFICATE_EXPIRED, false, MX)).isTrue();
        assertThat(look(others, line("mx-chain", "fail", MX)).refutes(Known.CERTIFICATE_EXPIRED, false, MX))
                .isFalse();
        assertThat(look(line("mx-records", "unseen", null)).refutes(Known.CERTIFICATE_EXPIRED, false, MX))
                .isFalse();
    }

    @Test
    void takesNoHostForGoneWhereLinesWereLeftOut() {
        var lines = new ArrayList<PostureLine>();
        lines.add(line("mx-records", "pass", null));
        while (lines.size() < PostureLook.MOST_LINES) {
            lines.add(line("mx-chain", "fail", "mx" + lines.size() + ".example.net"));
        }

        assertThat(look(lines.toArray(PostureLine[]::new)).refutes(Known.CERTIFICATE_EXPIRED, false, MX))
                .isFalse();
    }

    @Test
    void refutesNoCauseThatComesAndGoes() {
        assertThat(certificate("pass").refutes(Known.CERTIFICATE_REVOKED, false, MX))
                .isFalse();
    }

    private static PostureLook certificate(String chain) {
        return look(Stream.of("mx-reach", "mx-chain", "mx-name", "mx-strength")
                .map(check -> line(check, check.equals("mx-chain") ? chain : "pass", MX))
                .toArray(PostureLine[]::new));
    }

    private static PostureLook look(PostureLine... lines) {
        return new PostureLook("example.com", Instant.EPOCH, List.of(), List.of(lines), null);
    }

    private static PostureLine line(String check, String state, @Nullable String host) {
        return new PostureLine(check, state, host, null, null, null, "seen", "", null, null, null);
    }
}
