package tlsrpt.posture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostureTest {

    @Test
    void namesWhatEndsNextRatherThanWhatHasEnded() {
        assertThat(ExampleDomain.withAnExpiredCertificate()
                        .nextToEnd()
                        .orElseThrow()
                        .until())
                .isEqualTo(Instant.parse("2027-02-06T12:00:00Z"));
    }

    @Test
    void writesTheEndOfACertificateAsPeopleDo() {
        assertThat(ExampleDomain.withAnExpiredCertificate().findings())
                .extracting(Finding::seen)
                .anyMatch(seen -> seen.startsWith("expires on 2027-02-06 12:00 UTC: "))
                .anyMatch(seen -> seen.startsWith("expired on 2026-11-17 12:00 UTC: "));
    }
}
