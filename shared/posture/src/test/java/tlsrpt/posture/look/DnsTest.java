package tlsrpt.posture.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Single questions to a real name server.
class DnsTest {

    private NameServer server;
    private Dns dns;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        server = new NameServer();
        dns = new Dns(List.of(server.address()), Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void joinsTheStringsOfOneTextAndKeepsTextsApart() throws IOException {
        server.zone("""
                t.test. 60 IN TXT "v=TLSRPTv1; " "rua=mailto:a@example.com"
                t.test. 60 IN TXT "v=TLSRPTv1; rua=mailto:b@example.com"
                """);

        assertThat(dns.texts("t.test"))
                .containsExactlyInAnyOrder(
                        "v=TLSRPTv1; rua=mailto:a@example.com", "v=TLSRPTv1; rua=mailto:b@example.com");
    }

    @Test
    void namesThePreferredMxHostFirst() throws IOException {
        server.zone("t.test. 60 IN MX 20 mx2.test.\nt.test. 60 IN MX 10 mx1.test.\n");

        assertThat(dns.mxHosts("t.test")).containsExactly("mx1.test", "mx2.test");
    }

    @Test
    void namesWhereAliasesLeadAlsoIfNothingIsThere() throws IOException {
        server.zone("a.test. 60 IN CNAME b.test.\nb.test. 60 IN CNAME c.test.\n");

        assertThat(dns.aliases("a.test")).containsExactly("b.test", "c.test");
        assertThat(dns.aliases("d.test")).isEmpty();
    }

    @Test
    void findsNothingWhereThereIsNoRecord() throws IOException {
        assertThat(dns.texts("t.test")).isEmpty();
    }

    @Test
    void tellsNoAnswerFromNoRecord() {
        server.failFor("t.test");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> dns.texts("t.test"))
                .withMessageContaining("SERVFAIL");
    }
}
