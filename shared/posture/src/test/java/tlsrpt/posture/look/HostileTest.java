package tlsrpt.posture.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Type;
import tlsrpt.posture.Finding;
import tlsrpt.posture.PolicyLook;
import tlsrpt.posture.SmtpLook;
import tlsrpt.posture.State;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;

/// Servers that misbehave on purpose. Each look must end, and say what it met.
@Timeout(60)
class HostileTest {

    private Rig rig;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        rig = new Rig();
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    private PolicyLook policy(Listener.Conduct conduct) {
        rig.https.conduct(conduct);
        return rig.look().policyHost().looks().getFirst();
    }

    private PolicyLook policy(String answer) {
        return policy(Listener.https(rig.tls, answer));
    }

    private SmtpLook mail(Listener.Conduct conduct) {
        rig.smtp.conduct(conduct);
        return rig.look().mailHosts().getFirst().looks().getFirst();
    }

    private static void forever(Socket socket, String text, Duration pause) throws IOException {
        while (true) {
            Listener.write(socket, text);
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    @Test
    void stopsAtAnEndlessPolicy() {
        var look = policy(socket -> {
            var secured = Listener.secure(socket, rig.tls);
            Listener.request(secured);
            Listener.write(secured, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
            forever(secured, "mx: a.example.com\n".repeat(100), Duration.ZERO);
        });

        assertThat(look.outcome()).isEqualTo(PolicyLook.Outcome.TOO_LONG);
    }

    @Test
    void stopsAtAnEndlessChunkedPolicy() {
        var look = policy(socket -> {
            var secured = Listener.secure(socket, rig.tls);
            Listener.request(secured);
            Listener.write(secured, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            forever(secured, "400\r\n" + "x".repeat(1024) + "\r\n", Duration.ZERO);
        });

        assertThat(look.outcome()).isEqualTo(PolicyLook.Outcome.TOO_LONG);
    }

    @Test
    void stopsAtEndlessHeaders() {
        var look = policy(socket -> {
            var secured = Listener.secure(socket, rig.tls);
            Listener.request(secured);
            Listener.write(secured, "HTTP/1.1 200 OK\r\n");
            forever(secured, "X-A: " + "b".repeat(500) + "\r\n", Duration.ZERO);
        });

        assertThat(look.outcome()).isEqualTo(PolicyLook.Outcome.TOO_LONG);
    }

    @Test
    void stopsAtEndlessInterimAnswers() {
        var look = policy(socket -> {
            var secured = Listener.secure(socket, rig.tls);
            Listener.request(secured);
            forever(secured, "HTTP/1.1 103 Early Hints\r\n\r\n", Duration.ZERO);
        });

        assertThat(look.outcome()).isEqualTo(PolicyLook.Outcome.TOO_LONG);
    }

    @Test
    void stopsAtAPolicyThatDrips() {
        var look = policy(socket -> {
            var secured = Listener.secure(socket, rig.tls);
            Listener.request(secured);
            Listener.write(secured, "HTTP/1.1 200 OK\r\n\r\n");
            forever(secured, "m", Duration.ofMillis(50));
        });

        assertThat(look.outcome()).isEqualTo(PolicyLook.Outcome.TIMED_OUT);
    }

    @Test
    void stopsAtATlsHandshakeThatNeverComes() {
        var look = policy(socket -> {
            while (socket.getInputStream().read() >= 0) {
                // and nothing in return
            }
        });

        assertThat(look.outcome()).isEqualTo(PolicyLook.Outcome.TIMED_OUT);
    }

    @Test
    void followsNoRedirect() {
        var look = policy("HTTP/1.1 302 Found\r\nLocation: https://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");

        assertThat(look.status()).isEqualTo(302);
        assertThat(look.location()).isEqualTo("https://169.254.169.254/");
        assertThat(rig.https.connections()).isEqualTo(1);
    }

    @Test
    void stopsAtALengthOfManyGigabytes() {
        assertThat(policy("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx")
                        .outcome())
                .isEqualTo(PolicyLook.Outcome.TOO_LONG);
    }

    @Test
    void noticesAPolicyThatIsCutShort() {
        assertThat(policy("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nversion: STSv1")
                        .outcome())
                .isEqualTo(PolicyLook.Outcome.CUT_SHORT);
    }

    @Test
    void readsAChunkedPolicy() {
        var look = policy(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nversi\r\n2;x=y\r\non\r\n0\r\n\r\n");

        assertThat(look.body()).isEqualTo("version");
    }

    @Test
    void takesNothingForHttpThatIsNot() {
        assertThat(policy("220 mail.example.com ESMTP\r\n\r\n").outcome()).isEqualTo(PolicyLook.Outcome.NOT_HTTP);
    }

    @Test
    void bringsOnlyPrintableTextFromAStatusLine() {
        rig.https.conduct(Listener.https(rig.tls, "HTTP/1.1 404 \u001b[31mred\r\n\r\n"));

        assertThat(rig.posture().of(Check.STS_FETCH).map(Finding::seen)).containsExactly("HTTP/1.1 404 ?[31mred");
    }

    @Test
    void waitsForASlowGreetingAndNoLonger() {
        assertThat(mail(socket -> Listener.line(socket.getInputStream())).outcome())
                .isEqualTo(SmtpLook.Outcome.TIMED_OUT);
    }

    @Test
    void stopsAtAGreetingThatDrips() {
        assertThat(mail(socket -> forever(socket, "2", Duration.ofMillis(50))).outcome())
                .isEqualTo(SmtpLook.Outcome.TIMED_OUT);
    }

    @Test
    void stopsAtAGreetingWithoutEnd() {
        assertThat(mail(socket -> forever(socket, "220-welcome\r\n", Duration.ZERO))
                        .seen())
                .contains("more than 100 lines");
    }

    @Test
    void stopsAtALineWithoutEnd() {
        assertThat(mail(socket -> forever(socket, "2".repeat(1000), Duration.ZERO))
                        .seen())
                .contains("more than 1000 bytes");
    }

    @Test
    void failsNothingOn421() {
        rig.smtp.conduct(Listener.script("421 too busy\r\n"));
        var posture = rig.posture();

        assertThat(posture.state(Check.MX_REACH)).contains(State.UNSEEN);
        assertThat(posture.state(Check.MX_STARTTLS)).contains(State.UNSEEN);
        assertThat(posture.state(Check.TLSA_MATCH)).contains(State.UNSEEN);
    }

    @Test
    void failsNothingWhenTheServerClosesAtOnce() {
        assertThat(mail(Socket::close).outcome()).isEqualTo(SmtpLook.Outcome.NO_GREETING);
    }

    @Test
    void failsNothingWhenItsNameIsRefused() {
        assertThat(mail(Listener.script("220 hi\r\n", "550 bad HELO\r\n")).outcome())
                .isEqualTo(SmtpLook.Outcome.NO_GREETING);
    }

    @Test
    void seesThatStarttlsIsNotOffered() {
        assertThat(mail(Listener.script("220 hi\r\n", "250-x\r\n250 SIZE\r\n")).outcome())
                .isEqualTo(SmtpLook.Outcome.NO_STARTTLS);
    }

    @Test
    void seesThatEhloIsUnknown() {
        assertThat(mail(Listener.script("220 hi\r\n", "502 what?\r\n")).outcome())
                .isEqualTo(SmtpLook.Outcome.NO_STARTTLS);
    }

    @Test
    void seesThatStarttlsIsRefused() {
        assertThat(mail(Listener.script("220 hi\r\n", "250-x\r\n250 STARTTLS\r\n", "454 later\r\n"))
                        .seen())
                .isEqualTo("STARTTLS: 454 later");
    }

    @Test
    void seesThatNoTlsFollows() {
        rig.smtp.conduct(socket -> {
            Listener.script("220 hi\r\n", "250-x\r\n250 STARTTLS\r\n", "220 go\r\n")
                    .serve(socket);
            Listener.write(socket, "500 syntax error, command unrecognized\r\n".repeat(20));
            Listener.line(socket.getInputStream());
        });

        assertThat(rig.posture().of(Check.MX_STARTTLS).map(Finding::diagnosis))
                .containsExactly(Diagnosis.Known.NOT_TLS);
    }

    @Test
    void seesThatOnlyAnOldTlsIsSpoken() {
        rig.smtp.conduct(socket -> {
            Listener.script("220 hi\r\n", "250-x\r\n250 STARTTLS\r\n").serve(socket);
            Listener.write(socket, "220 go\r\n");
            socket.getInputStream().read(new byte[100]);
            // A fatal alert of TLS 1.0: protocol_version.
            Listener.write(socket, "\u0015\u0003\u0001\u0000\u0002\u0002F");
            Listener.line(socket.getInputStream());
        });

        assertThat(rig.posture().of(Check.MX_TLS).map(Finding::diagnosis))
                .containsExactly(Diagnosis.Known.TLS_MISMATCH);
    }

    @Test
    void countsARefusedConnectionOnlyTheSecondTime() throws IOException {
        rig.smtp.close();

        assertThat(rig.posture().state(Check.MX_REACH)).contains(State.FAIL);
    }

    @Test
    void contactsNoAddressThatOnlyASecondAnswerGives() {
        // The first answer is refused by the rule, and nothing asks for the name again to connect.
        rig.dns.replace("mta-sts.example.test", Type.A, "mta-sts.example.test. 0 IN A 169.254.169.254");
        int questions = rig.dns.questions();
        var look = rig.look().policyHost().looks().getFirst();

        assertThat(look.outcome()).isEqualTo(PolicyLook.Outcome.NOT_PUBLIC);
        assertThat(rig.dns.questions()).isGreaterThan(questions);
        assertThat(rig.https.connections()).isZero();
    }

    @Test
    void cutsATextOf64KiB() {
        var text = new StringBuilder("_smtp._tls.example.test. 60 IN TXT \"v=TLSRPTv1; rua=\"");
        for (int i = 0; i < 240; i++) {
            text.append(" \"").append("x".repeat(250)).append('"');
        }
        rig.dns.replace("_smtp._tls.example.test", Type.TXT, text.toString());

        var finding = rig.posture().of(Check.TLSRPT_RECORD).findFirst().orElseThrow();
        assertThat(finding.state()).isEqualTo(State.FAIL);
        assertThat(finding.seen().length()).isLessThanOrEqualTo(303);
    }
}
