package tlsrpt.posture.look;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tlsrpt.posture.CheckContext;
import tlsrpt.posture.Facts;
import tlsrpt.posture.Posture;
import tlsrpt.posture.PostureEvaluator;
import tlsrpt.posture.TestCa;
import tlsrpt.posture.Tlsa;

/// A domain in perfect order on this machine: signed zone, policy host, mail server with TLSA.
public final class Rig implements AutoCloseable {

    public static final String DOMAIN = "example.test";
    static final String POLICY = "version: STSv1\nmode: enforce\nmx: mx1.example.test\nmax_age: 604800\n";

    public final TestCa ca = new TestCa(Instant.now());
    final TestCa.Issued leaf = ca.issue(TestCa.leaf("mx1.example.test", "mta-sts.example.test"));
    final javax.net.ssl.SSLContext tls = Listener.context(List.of(leaf.certificate(), ca.intermediate()), leaf.key());
    public final NameServer dns = new NameServer();
    public final Listener https = new Listener(Listener.https(tls, Listener.ok(POLICY)));
    public final Listener smtp = new Listener(Listener.smtp(tls));

    public Rig() throws IOException, GeneralSecurityException {
        dns.zone("""
                example.test. 3600 IN MX 10 mx1.example.test.
                example.test. 3600 IN NS ns1.example.test.
                ns1.example.test. 3600 IN A 127.0.0.1
                _smtp._tls.example.test. 3600 IN TXT "v=TLSRPTv1; " "rua=mailto:reports@example.net"
                _mta-sts.example.test. 3600 IN TXT "v=STSv1; id=1;"
                mta-sts.example.test. 3600 IN A 127.0.0.1
                mx1.example.test. 3600 IN A 127.0.0.1
                _smtp._tls.mx1.example.test. 3600 IN TXT "v=TLSRPTv1; rua=mailto:reports@example.net"
                _25._tcp.mx1.example.test. 3600 IN TLSA %s
                """.formatted(tlsa()));
    }

    /// Has the policy host serve another policy.
    public void serve(String policy) {
        https.conduct(Listener.https(tls, Listener.ok(policy)));
    }

    /// Has the mail server serve a certificate of this age, with the same key.
    public void leaf(Duration age, Duration left) {
        var other = ca.issue(TestCa.leaf("mx1.example.test").aged(age, left));
        smtp.conduct(Listener.smtp(Listener.context(List.of(other.certificate(), ca.intermediate()), other.key())));
    }

    String tlsa() {
        return tlsa(leaf);
    }

    static String tlsa(TestCa.Issued issued) {
        try {
            var digest = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(issued.certificate().getPublicKey().getEncoded());
            return new Tlsa(3, 1, 1, java.util.HexFormat.of().formatHex(digest)).toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Less than a second for conversations that production leaves after a minute.
    public Bounds bounds = new Bounds(
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofMillis(400),
            Duration.ofMillis(1500),
            Duration.ofMillis(800),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20));

    /// For tests in which nothing is slow on purpose: a busy machine alone must not exceed these.
    public final Bounds patient = new Bounds(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));

    LookOptions vicinity(AddressRule rule) {
        return vicinity(rule, Clock.systemUTC());
    }

    LookOptions vicinity(AddressRule rule, Clock clock) {
        return new LookOptions(
                List.of(dns.address()), dns.anchors(), rule, ports(), bounds, "client.test", null, clock);
    }

    public LookOptions.Ports ports() {
        return new LookOptions.Ports(dns.port(), smtp.port(), https.port());
    }

    Facts look() {
        return new Look(vicinity(AddressRule.PUBLIC_AND_PRIVATE)).at(DOMAIN);
    }

    Posture posture() {
        return judge(look());
    }

    Posture judge(Facts facts) {
        return PostureEvaluator.evaluate(facts, CheckContext.of(ca.roots(), List.of("mailto:reports@example.net")));
    }

    @Override
    public void close() throws IOException {
        dns.close();
        https.close();
        smtp.close();
    }
}
