package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static tlsrpt.report.PolicyType.Registered.NO_POLICY_FOUND;
import static tlsrpt.report.PolicyType.Registered.STS;
import static tlsrpt.report.PolicyType.Registered.TLSA;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisTest {

    private static final Policy ENFORCE = new Policy(
            STS,
            List.of(
                    "version: STSv1",
                    "mode: enforce",
                    "mx: mx1.example.com",
                    "mx: *.mail.example.com",
                    "max_age: 604800"),
            "example.com",
            List.of());
    private static final Policy DANE = new Policy(TLSA, List.of("3 1 1 00"), "mx1.example.com", List.of());

    @ParameterizedTest
    @EnumSource(ResultType.Registered.class)
    void isTheResultTypeItselfWhereNothingMoreIsKnown(ResultType.Registered type) {
        for (var reason : new @Nullable String[] {null, "", " ", "foo", "TLS_ERROR", "???"}) {
            assertThat(diagnose(ENFORCE, type.token(), "mx1.example.com", reason))
                    .isEqualTo(type.token());
            assertThat(diagnose(DANE, type.token(), null, reason)).isEqualTo(type.token());
        }
    }

    @Test
    void keepsAForeignResultTypeAsItCame() {
        assertThat(diagnose(ENFORCE, "Other", "mx9.example.net", "X509_V_ERR_CERT_HAS_EXPIRED"))
                .isEqualTo("Other");
    }

    @Test
    void callsAMissingResultTypeUnknown() {
        assertThat(diagnose(ENFORCE, null, "mx9.example.net", "404")).isEqualTo("unknown");
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # Microsoft
            validation-failure        | MX_HOSTS_MISMATCH                             | mx-not-in-policy
            certificate-host-mismatch | MX_HOSTS_MISMATCH                             | mx-not-in-policy
            validation-failure        | VALIDATION_FAILURE                            | validation-failure
            # Stalwart
            validation-failure        | MX not authorized by policy.                  | mx-not-in-policy
            validation-failure        | invalid peer certificate: Expired             | certificate-expired
            validation-failure        | invalid peer certificate: UnknownIssuer       | certificate-not-trusted
            validation-failure        | invalid peer certificate: NotValidForName     | certificate-host-mismatch
            validation-failure        | received fatal alert: HandshakeFailure        | tls-mismatch
            validation-failure        | received fatal alert: InternalError           | tls-alert
            # mox
            validation-failure        | mtasts-policy-mx-mismatch                     | mx-not-in-policy
            validation-failure        | tls-remote-alert-40-handshake-failure         | tls-mismatch
            validation-failure        | tls-remote-alert-70-protocol-version-not-supported | tls-mismatch
            validation-failure        | tls-remote-alert-71-insufficient-security-level | tls-mismatch
            validation-failure        | tls-remote-alert-80-internal-error            | tls-alert
            validation-failure        | tls-remote-alert-45-expired-certificate       | tls-alert
            validation-failure        | tls-remote-alert-112-unrecognized-name        | tls-alert
            validation-failure        | tls-remote-error                              | tls-alert
            validation-failure        | tls-local-alert-42-bad-certificate            | certificate-not-trusted
            validation-failure        | tls-local-alert-44-revoked-certificate        | certificate-revoked
            validation-failure        | tls-local-alert-45-expired-certificate        | certificate-expired
            validation-failure        | tls-local-alert-47-illegal-parameter          | tls-alert
            validation-failure        | tls-record-header-error                       | not-tls
            validation-failure        | io-timeout-during-handshake                   | handshake-timed-out
            validation-failure        | connection-closed-during-handshake            | handshake-closed
            certificate-not-trusted   | not-authorized-to-sign                        | certificate-not-trusted
            # Mail.ru and others that pass Go's errors on
            validation-failure        | x509: certificate signed by unknown authority | certificate-not-trusted
            validation-failure        | x509: certificate is valid for a.example.net, not mx1.example.com | certificate-host-mismatch
            validation-failure        | x509: certificate has expired or is not yet valid: current time 2026-03-01T00:00:00Z is after 2026-02-01T00:00:00Z | certificate-expired
            certificate-expired       | x509: certificate has expired or is not yet valid | certificate-expired
            validation-failure        | remote error: tls: handshake failure          | tls-mismatch
            validation-failure        | remote error: tls: bad certificate            | tls-alert
            validation-failure        | read tcp 192.0.2.1:40123->203.0.113.5:25: i/o timeout | handshake-timed-out
            validation-failure        | EOF                                           | handshake-closed
            validation-failure        | tls: first record does not look like a TLS handshake | not-tls
            # OpenSSL's codes and texts
            validation-failure        | X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED         | certificate-not-trusted
            validation-failure        | X509_V_ERR_CERT_HAS_EXPIRED                   | certificate-expired
            validation-failure        | X509_V_ERR_CERT_NOT_YET_VALID                 | certificate-not-yet-valid
            validation-failure        | X509_V_ERR_HOSTNAME_MISMATCH                  | certificate-host-mismatch
            validation-failure        | X509_V_ERR_OUT_OF_MEM                         | validation-failure
            certificate-not-trusted   | X509_V_ERR_OUT_OF_MEM                         | certificate-not-trusted
            certificate-not-trusted   | X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT        | certificate-self-signed
            certificate-not-trusted   | X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN          | certificate-self-signed
            certificate-not-trusted   | X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY  | certificate-chain-incomplete
            certificate-not-trusted   | X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE    | certificate-chain-incomplete
            certificate-not-trusted   | X509_V_ERR_CERT_REVOKED                       | certificate-revoked
            certificate-not-trusted   | X509_V_ERR_EE_KEY_TOO_SMALL                   | certificate-weak
            certificate-not-trusted   | X509_V_ERR_CA_MD_TOO_WEAK                     | certificate-weak
            certificate-not-trusted   | X509_V_ERR_INVALID_CA                         | certificate-not-trusted
            certificate-not-trusted   | self-signed certificate                       | certificate-self-signed
            certificate-not-trusted   | self signed certificate in certificate chain  | certificate-self-signed
            certificate-not-trusted   | unable to get local issuer certificate        | certificate-chain-incomplete
            certificate-not-trusted   | unable to verify the first certificate        | certificate-chain-incomplete
            certificate-not-trusted   | Certificate has expired                       | certificate-expired
            certificate-not-trusted   | EE certificate key too weak                   | certificate-weak
            certificate-not-trusted   | CRL has expired                               | certificate-not-trusted
            certificate-expired       | certificate is not yet valid                  | certificate-not-yet-valid
            validation-failure        | error:0A00010B:SSL routines::wrong version number | not-tls
            validation-failure        | error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40 | tls-mismatch
            validation-failure        | error:0A00042E:SSL routines::tlsv1 alert protocol version | tls-mismatch
            validation-failure        | error:0A000415:SSL routines::sslv3 alert certificate expired | tls-alert
            validation-failure        | error:0A000126:SSL routines::unexpected eof while reading | handshake-closed
            validation-failure        | error:0A000086:SSL routines::certificate verify failed | certificate-not-trusted
            # Momentum
            validation-failure        | 4.7.5 [internal] SSL certificate subject does not match host | certificate-host-mismatch
            # Where the result type leaves no room
            starttls-not-supported    | connection timed out                          | starttls-not-supported
            certificate-host-mismatch | X509_V_ERR_CERT_HAS_EXPIRED                   | certificate-host-mismatch
            certificate-expired       | X509_V_ERR_CERT_REVOKED                       | certificate-expired
            certificate-not-trusted   | io-timeout-during-handshake                   | certificate-not-trusted
            dane-required             | dane-no-match                                 | dane-required
            dnssec-invalid            | timeout                                       | dnssec-invalid
            """)
    void readsWhatSendersSayOfASession(String resultType, String reason, String diagnosis) {
        assertThat(diagnose(ENFORCE, resultType, "mx1.example.com", reason)).isEqualTo(diagnosis);
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # Mail.ru
            sts-policy-fetch-error | bad https response code: 404                       | sts-policy-not-found
            sts-policy-fetch-error | bad https response code: 500                       | sts-policy-server-error
            sts-policy-fetch-error | bad https response code: 418                       | sts-policy-fetch-error
            # Go
            sts-policy-fetch-error | Get "https://mta-sts.example.com/.well-known/mta-sts.txt": dial tcp: lookup mta-sts.example.com on 192.0.2.53:53: no such host | sts-policy-dns
            sts-policy-fetch-error | dial tcp: lookup mta-sts.example.com on 192.0.2.53:53: read udp: i/o timeout | sts-policy-dns
            sts-policy-fetch-error | dial tcp 203.0.113.5:443: connect: connection refused | sts-policy-unreachable
            sts-policy-fetch-error | dial tcp [2001:db8::404]:443: connect: no route to host | sts-policy-unreachable
            sts-policy-fetch-error | context deadline exceeded (Client.Timeout exceeded while awaiting headers) | sts-policy-timed-out
            sts-policy-fetch-error | net/http: TLS handshake timeout                     | sts-policy-timed-out
            sts-policy-fetch-error | remote error: tls: unrecognized name                | sts-policy-tls
            sts-policy-fetch-error | tls: failed to verify certificate: x509: certificate is valid for www.example.net, not mta-sts.example.com | sts-webpki-host-mismatch
            sts-policy-fetch-error | x509: certificate has expired or is not yet valid   | sts-webpki-expired
            sts-policy-fetch-error | x509: certificate signed by unknown authority       | sts-webpki-not-trusted
            # mox
            sts-policy-fetch-error | no-policy-served                                    | sts-policy-not-found
            sts-policy-fetch-error | no-policy-served+fallback-to-cached-policy          | sts-policy-not-found
            sts-policy-fetch-error | cannot-fetch-policy                                 | sts-policy-fetch-error
            sts-policy-fetch-error | dns-lookup                                          | sts-policy-dns
            sts-policy-fetch-error | dns-extended-error-6-dnssec-bogus                   | sts-policy-dns
            sts-policy-fetch-error | multiple-mta-sts-records                            | sts-record-invalid
            sts-policy-fetch-error | record-syntax-error                                 | sts-record-invalid
            sts-policy-invalid     | policy-syntax-error                                 | sts-policy-invalid
            sts-policy-invalid     | 404                                                 | sts-policy-invalid
            sts-webpki-invalid     | certificate-expired                                 | sts-webpki-expired
            sts-webpki-invalid     | certificate-host-mismatch                           | sts-webpki-host-mismatch
            sts-webpki-invalid     | certificate-not-trusted+too-many-intermediates      | sts-webpki-not-trusted
            sts-webpki-invalid     | X509_V_ERR_CERT_NOT_YET_VALID                       | sts-webpki-invalid
            sts-webpki-invalid     | io-timeout-during-handshake                         | sts-webpki-invalid
            # HTTP clients
            sts-policy-fetch-error | HTTP status client error (403 Forbidden) for url (https://mta-sts.example.com/) | sts-policy-refused
            sts-policy-fetch-error | HTTP status 429                                     | sts-policy-refused
            sts-policy-fetch-error | HTTP/1.1 301 Moved Permanently                      | sts-policy-redirected
            sts-policy-fetch-error | redirect not allowed for MTA-STS policies           | sts-policy-redirected
            sts-policy-fetch-error | status=308                                          | sts-policy-redirected
            sts-policy-fetch-error | The requested URL returned error: 410               | sts-policy-not-found
            sts-policy-fetch-error | 404                                                 | sts-policy-not-found
            sts-policy-fetch-error | 503 Service Unavailable                             | sts-policy-server-error
            sts-policy-fetch-error | HTTP 522                                            | sts-policy-server-error
            sts-policy-fetch-error | SSL certificate problem: unable to get local issuer certificate | sts-webpki-not-trusted
            sts-policy-fetch-error | Could not resolve host: mta-sts.example.com         | sts-policy-dns
            sts-policy-fetch-error | MX_HOSTS_MISMATCH                                   | sts-policy-fetch-error
            # Names and numbers that are part of a name or an address say nothing
            sts-policy-fetch-error | cannot reach https://mta-sts.timeout.example/404    | sts-policy-fetch-error
            sts-policy-fetch-error | cannot reach mta-sts.no.such.host.example           | sts-policy-fetch-error
            sts-policy-fetch-error | .404.                                               | sts-policy-not-found
            sts-policy-fetch-error | gave up (timeout.)                                  | sts-policy-timed-out
            sts-policy-fetch-error | gave up ...timeout                                  | sts-policy-timed-out
            sts-policy-fetch-error | a.status 404                                        | sts-policy-fetch-error
            sts-policy-fetch-error | status 1.404                                        | sts-policy-fetch-error
            sts-policy-fetch-error | gave up on port 500                                 | sts-policy-fetch-error
            """)
    void readsWhatSendersSayOfAFetch(String resultType, String reason, String diagnosis) {
        assertThat(diagnose(ENFORCE, resultType, null, reason)).isEqualTo(diagnosis);
    }

    @ParameterizedTest(name = "{0}: {1} is {2} under DANE, {3} elsewhere")
    @CsvSource(delimiter = '|', textBlock = """
            validation-failure      | dane-no-match                   | tlsa-mismatch | validation-failure
            validation-failure      | dane-no-match+errors            | tlsa-mismatch | validation-failure
            validation-failure      | No matching certificates found. | tlsa-mismatch | validation-failure
            tlsa-invalid            | no matching DANE TLSA records   | tlsa-mismatch | tlsa-mismatch
            tlsa-invalid            | Invalid TLSA record.            | tlsa-invalid  | tlsa-invalid
            certificate-not-trusted | X509_V_ERR_DANE_NO_MATCH        | tlsa-mismatch | certificate-not-trusted
            validation-failure      | mtasts-policy-mx-mismatch       | validation-failure | mx-not-in-policy
            validation-failure      | X509_V_ERR_CERT_HAS_EXPIRED     | certificate-expired | certificate-expired
            """)
    void readsWhatSendersSayOfDane(String resultType, String reason, String dane, String sts) {
        assertThat(diagnose(DANE, resultType, "mx1.example.com", reason)).isEqualTo(dane);
        assertThat(diagnose(ENFORCE, resultType, "mx1.example.com", reason)).isEqualTo(sts);
    }

    @Test
    void findsAnMxThatThePolicyLeavesOut() {
        assertThat(diagnose(ENFORCE, "validation-failure", "mx2.example.com", null))
                .isEqualTo("mx-not-in-policy");
        assertThat(diagnose(ENFORCE, "certificate-host-mismatch", "mx2.example.com", null))
                .isEqualTo("mx-not-in-policy");
        assertThat(diagnose(ENFORCE, "validation-failure", "MX2.Example.COM.", "VALIDATION_FAILURE"))
                .isEqualTo("mx-not-in-policy");
        assertThat(diagnose(ENFORCE, "validation-failure", "a.b.mail.example.com", ""))
                .isEqualTo("mx-not-in-policy");
    }

    @Test
    void leavesAnMxThatThePolicyCovers() {
        assertThat(diagnose(ENFORCE, "certificate-host-mismatch", "MX1.example.com.", null))
                .isEqualTo("certificate-host-mismatch");
        assertThat(diagnose(ENFORCE, "validation-failure", "in.mail.example.com", null))
                .isEqualTo("validation-failure");
    }

    @Test
    void prefersWhatTheSenderSaysToAMissingMx() {
        assertThat(diagnose(ENFORCE, "validation-failure", "mx2.example.com", "tls-record-header-error"))
                .isEqualTo("not-tls");
    }

    @Test
    void judgesNoMxWithoutNameOrPatternsOrMtaSts() {
        var bare = new Policy(STS, List.of("mode: enforce"), "example.com", List.of());
        var blank = new Policy(STS, List.of("mode: enforce"), "example.com", List.of(" "));
        var none = new Policy(NO_POLICY_FOUND, List.of(), "example.com", List.of("mx1.example.com"));
        var untyped = new Policy(null, List.of(), "example.com", List.of("mx1.example.com"));

        assertThat(diagnose(ENFORCE, "validation-failure", null, null)).isEqualTo("validation-failure");
        assertThat(diagnose(ENFORCE, "validation-failure", "", null)).isEqualTo("validation-failure");
        assertThat(diagnose(ENFORCE, "validation-failure", "203.0.113.5", null)).isEqualTo("validation-failure");
        for (var policy : List.of(bare, blank, none, untyped, DANE)) {
            assertThat(diagnose(policy, "validation-failure", "mx2.example.com", null))
                    .isEqualTo("validation-failure");
        }
    }

    @Test
    void judgesNoMxByMorePatternsThanAPolicyHas() {
        var many = new Policy(STS, List.of(), "example.com", Collections.nCopies(201, "mx1.example.com"));
        var long_ = new Policy(STS, Collections.nCopies(201, "mx: mx1.example.com"), "example.com", List.of());
        var enough = new Policy(STS, List.of(), "example.com", Collections.nCopies(200, "mx1.example.com"));

        assertThat(diagnose(many, "validation-failure", "mx2.example.com", null))
                .isEqualTo("validation-failure");
        assertThat(diagnose(long_, "validation-failure", "mx2.example.com", null))
                .isEqualTo("validation-failure");
        assertThat(diagnose(enough, "validation-failure", "mx2.example.com", null))
                .isEqualTo("mx-not-in-policy");
    }

    @Test
    void readsHostileReasonsInNoTime() {
        var hostile = List.of(
                "a".repeat(1_000_000),
                "x".repeat(500) + " 404 timeout certificate expired",
                "status ".repeat(200_000),
                "connection ".repeat(200_000),
                "^ ".repeat(500_000),
                ".".repeat(1_000_000),
                "\u0000\u202e\ud800 ' OR 1=1 <script>",
                " ".repeat(2_000) + "404");

        assertTimeoutPreemptively(Duration.ofSeconds(1), () -> {
            for (var reason : hostile) {
                assertThat(diagnose(ENFORCE, "sts-policy-fetch-error", null, reason))
                        .isEqualTo("sts-policy-fetch-error");
                assertThat(diagnose(ENFORCE, "validation-failure", null, reason))
                        .isEqualTo("validation-failure");
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Diagnosis.Known.class)
    void isFoundAgainByItsToken(Diagnosis.Known known) {
        assertThat(known.token())
                .matches("[a-z]+(-[a-z]+)*")
                .isEqualTo(known.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(Diagnosis.of(known.token())).isEqualTo(known);
    }

    @Test
    void keepsATokenThatItDoesNotKnow() {
        assertThat(Diagnosis.of("from-the-future")).isEqualTo(new Diagnosis.Unknown("from-the-future"));
    }

    @Test
    void lastsUntilMendedOrPassesByItself() {
        assertThat(tokens(Diagnosis.Known::lasting))
                .containsExactlyInAnyOrder(
                        "certificate-expired",
                        "certificate-not-yet-valid",
                        "certificate-host-mismatch",
                        "certificate-not-trusted",
                        "certificate-self-signed",
                        "certificate-chain-incomplete",
                        "certificate-revoked",
                        "certificate-weak",
                        "mx-not-in-policy",
                        "tlsa-invalid",
                        "tlsa-mismatch");
        assertThat(tokens(Diagnosis.Known::isTransient))
                .containsExactlyInAnyOrder("handshake-timed-out", "handshake-closed");

        var unknown = new Diagnosis.Unknown("Other");
        assertThat(unknown.lasting()).isFalse();
        assertThat(unknown.isTransient()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            certificate-expired    | certificate      | dane
            certificate-weak       | certificate      | dane
            validation-failure     | negotiation      | dane
            tls-mismatch           | negotiation      | negotiation
            handshake-closed       | negotiation      | negotiation
            starttls-not-supported | starttls         | starttls
            mx-not-in-policy       | mx-not-in-policy | mx-not-in-policy
            sts-policy-not-found   | mta-sts-policy   | mta-sts-policy
            tlsa-mismatch          | dane             | dane
            dnssec-invalid         | dane             | dane
            Other                  | negotiation      | dane
            """)
    void belongsToAFamily(String token, String family, String underDane) {
        var diagnosis = Diagnosis.of(token);

        assertThat(diagnosis.family(STS).token()).isEqualTo(family);
        assertThat(diagnosis.family(null).token()).isEqualTo(family);
        assertThat(diagnosis.family(TLSA).token()).isEqualTo(underDane);
    }

    /// Whether mail was refused is judged by this.
    @ParameterizedTest
    @EnumSource(ResultType.Registered.class)
    void isAboutThePolicyForTheResultTypesOfThePolicyAndNoOther(ResultType.Registered type) {
        boolean ofPolicy = type.token().startsWith("sts-");
        var reasons = Stream.of(
                "404", "no-policy-served", "timeout", "x509 certificate", "certificate expired", "alert", "dns-lookup");

        assertThat(reasons.map(reason -> diagnosis(ENFORCE, type.token(), "mx9.example.net", reason)))
                .allMatch(found -> (found.family(null) == Family.MTA_STS_POLICY) == ofPolicy);
    }

    private static Set<String> tokens(Predicate<Diagnosis.Known> which) {
        return Stream.of(Diagnosis.Known.values())
                .filter(which)
                .map(Diagnosis.Known::token)
                .collect(Collectors.toSet());
    }

    private static String diagnose(
            Policy policy, @Nullable String resultType, @Nullable String mx, @Nullable String reason) {
        return diagnosis(policy, resultType, mx, reason).token();
    }

    private static Diagnosis diagnosis(
            Policy policy, @Nullable String resultType, @Nullable String mx, @Nullable String reason) {
        var type = resultType == null ? null : ResultType.of(resultType);
        return Diagnosis.of(policy, new FailureDetail(type, null, mx, null, null, 1L, null, reason));
    }
}
