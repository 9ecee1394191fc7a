package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The one line that everybody reads.
class SubjectTest {

    @Test
    void saysWhatBrokeWhereAndWhoCannotDeliver() {
        assertThat(subject("google", "certificate-expired mx1"))
                .isEqualTo("example.com: certificate expired (mx1.example.com); Google cannot deliver");
    }

    @Test
    void leavesOutWhoBeforeWhatBroke() {
        assertThat(subject("relay.mail.university.example.net", "certificate-expired mx1.backup.example.net"))
                .isEqualTo("example.com: certificate expired (mx1.backup.example.net); a sender cannot deliver");
    }

    @Test
    void leavesOutThatThereIsASender() {
        assertThat(subject("google", "certificate-host-mismatch mx1-eu-west-backup.example.com"))
                .isEqualTo(
                        "example.com: certificate for another host name (mx1-eu-west-backup.example.com); no delivery");
    }

    @Test
    void dropsTheMxHostLast() {
        assertThat(subject("google", "certificate-expired mx1.of-a-host-in-the-second-data-centre.hosting.example.net"))
                .isEqualTo("example.com: certificate expired; no delivery");
    }

    @Test
    void saysWhoFindsNoPolicy() {
        var scenario = Scenario.of("day 1-8: google,yahoo ok 40 enforce\nday 9: google,yahoo ok 40 nopolicy");

        assertThat(scenario.alerts().getFirst().subject())
                .isEqualTo("example.com: MTA-STS or DANE policy no longer found by Google and Yahoo");
    }

    private static String subject(String reporter, String failure) {
        var scenario = Scenario.of("day 1-8: " + reporter + " ok 40 enforce\nday 9: " + reporter + " ok 0 failed 40 "
                + failure + " enforce");
        return scenario.alerts().getFirst().subject();
    }
}
