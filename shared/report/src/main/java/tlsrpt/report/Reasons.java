package tlsrpt.report;

import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_CHAIN_INCOMPLETE;
import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_EXPIRED;
import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_HOST_MISMATCH;
import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_NOT_TRUSTED;
import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_NOT_YET_VALID;
import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_REVOKED;
import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_SELF_SIGNED;
import static tlsrpt.report.Diagnosis.Known.CERTIFICATE_WEAK;
import static tlsrpt.report.Diagnosis.Known.HANDSHAKE_CLOSED;
import static tlsrpt.report.Diagnosis.Known.HANDSHAKE_TIMED_OUT;
import static tlsrpt.report.Diagnosis.Known.MX_NOT_IN_POLICY;
import static tlsrpt.report.Diagnosis.Known.NOT_TLS;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_DNS;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_NOT_FOUND;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_REDIRECTED;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_REFUSED;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_SERVER_ERROR;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_TIMED_OUT;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_TLS;
import static tlsrpt.report.Diagnosis.Known.STS_POLICY_UNREACHABLE;
import static tlsrpt.report.Diagnosis.Known.STS_RECORD_INVALID;
import static tlsrpt.report.Diagnosis.Known.STS_WEBPKI_EXPIRED;
import static tlsrpt.report.Diagnosis.Known.STS_WEBPKI_HOST_MISMATCH;
import static tlsrpt.report.Diagnosis.Known.STS_WEBPKI_INVALID;
import static tlsrpt.report.Diagnosis.Known.STS_WEBPKI_NOT_TRUSTED;
import static tlsrpt.report.Diagnosis.Known.TLSA_INVALID;
import static tlsrpt.report.Diagnosis.Known.TLSA_MISMATCH;
import static tlsrpt.report.Diagnosis.Known.TLS_ALERT;
import static tlsrpt.report.Diagnosis.Known.TLS_MISMATCH;
import static tlsrpt.report.Diagnosis.Known.VALIDATION_FAILURE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Maps senders' failure-reason-codes to diagnoses. To add one, add its words to a line here: lower case, with one
/// space for each separator. An earlier line wins over a later one.
///
/// A code that is not listed keeps the diagnosis of its result type; nothing here guesses.
final class Reasons {

    /// Of a mail session. Sources: OpenSSL's X509_V_ERR codes and texts, Go's crypto packages (Mail.ru, mox), rustls
    /// (Stalwart), TLS alerts (RFC 8446 §6), Microsoft's codes.
    private static final Phrases SESSION = new Phrases()
            // The sender's own trouble says nothing about the receiver.
            .say(VALIDATION_FAILURE, "x509 v err out of mem", "x509 v err invalid call", "x509 v err store lookup")
            .say(VALIDATION_FAILURE, "x509 v err unspecified", "x509 v err application verification")
            .say(MX_NOT_IN_POLICY, "mx hosts mismatch", "mx not authorized by policy", "mtasts policy mx mismatch")
            .say(TLSA_MISMATCH, "dane no match", "no matching dane tlsa records", "no matching certificates found")
            .say(TLSA_INVALID, "invalid tlsa record")
            // "Local" is what the sender says of our certificate; what a remote end says of the sender's is an alert.
            .say(CERTIFICATE_NOT_TRUSTED, "local alert 42", "local alert 43", "local alert 46", "local alert 48")
            .say(CERTIFICATE_REVOKED, "local alert 44")
            .say(CERTIFICATE_EXPIRED, "local alert 45")
            .say(TLS_MISMATCH, "alert 40", "alert number 40", "alert handshake failure", "alert handshakefailure")
            .say(TLS_MISMATCH, "alert 70", "alert number 70", "alert protocol version", "alert protocolversion")
            .say(TLS_MISMATCH, "alert 71", "alert number 71", "alert insufficient security")
            .say(
                    TLS_MISMATCH,
                    "remote error tls handshake failure",
                    "protocol version not supported",
                    "unsupported protocol")
            .say(TLS_MISMATCH, "no shared cipher", "no protocols available", "no ciphers available", "dh key too small")
            .say(TLS_ALERT, "alert", "remote error tls", "local error tls", "tls remote error", "unrecognized name")
            .say(NOT_TLS, "tls record header error", "first record does not look like a tls handshake")
            .say(NOT_TLS, "wrong version number", "packet length too long", "invalidcontenttype")
            // Go does not say which of the two; the end comes more often.
            .say(CERTIFICATE_EXPIRED, "certificate has expired or is not yet valid")
            .say(CERTIFICATE_NOT_YET_VALID, "cert not yet valid", "certificate not yet valid")
            .say(CERTIFICATE_NOT_YET_VALID, "certificate is not yet valid", "certificate notvalidyet")
            .say(CERTIFICATE_EXPIRED, "cert has expired", "certificate has expired", "certificate expired")
            .say(
                    CERTIFICATE_EXPIRED,
                    "expired certificate",
                    "peer certificate expired",
                    "certificateexpired",
                    "certexpired")
            .say(CERTIFICATE_HOST_MISMATCH, "hostname mismatch", "ip address mismatch", "certificate host mismatch")
            .say(CERTIFICATE_HOST_MISMATCH, "certificate is valid for", "certificate is not valid for any names")
            .say(CERTIFICATE_HOST_MISMATCH, "certificate subject does not match", "certificate not valid for name")
            .say(CERTIFICATE_HOST_MISMATCH, "no alternative certificate subject name matches", "subjectmismatch")
            .say(CERTIFICATE_HOST_MISMATCH, "certificate notvalidforname", "certnotvalidforname")
            .say(CERTIFICATE_SELF_SIGNED, "self signed cert", "self signed certificate", "untrustedroot")
            .say(CERTIFICATE_CHAIN_INCOMPLETE, "unable to get issuer cert", "unable to get issuer certificate")
            .say(CERTIFICATE_CHAIN_INCOMPLETE, "unable to get local issuer certificate")
            .say(
                    CERTIFICATE_CHAIN_INCOMPLETE,
                    "unable to verify leaf signature",
                    "unable to verify the first certificate")
            .say(CERTIFICATE_REVOKED, "cert revoked", "certificate revoked", "certificate has been revoked")
            .say(CERTIFICATE_WEAK, "ee key too small", "ca key too small", "ca md too weak", "insecure algorithm")
            .say(CERTIFICATE_WEAK, "certificate key too weak", "ca signature digest algorithm too weak")
            .say(CERTIFICATE_NOT_TRUSTED, "certificate signed by unknown authority", "certificate not trusted")
            .say(CERTIFICATE_NOT_TRUSTED, "certificate verify failed", "failed to verify certificate")
            .say(CERTIFICATE_NOT_TRUSTED, "unsuitable certificate purpose", "invalid ca certificate")
            .say(CERTIFICATE_NOT_TRUSTED, "invalid peer certificate", "x509 v err", "x509 certificate")
            .say(HANDSHAKE_TIMED_OUT, "timeout", "timed out", "deadline exceeded")
            .say(HANDSHAKE_CLOSED, "connection closed", "connection reset", "unexpected eof", "eof", "broken pipe")
            .say(HANDSHAKE_CLOSED, "lost connection", "use of closed network connection", "closed pipe");

    /// Of the attempt to fetch an MTA-STS policy.
    private static final Phrases FETCH = new Phrases()
            .say(STS_POLICY_NOT_FOUND, status(404, 410))
            .say(STS_POLICY_NOT_FOUND, "404 not found", "410 gone", "no policy served")
            .say(STS_POLICY_REFUSED, status(401, 403, 429, 451))
            .say(STS_POLICY_REFUSED, "401 unauthorized", "403 forbidden", "429 too many requests")
            .say(STS_POLICY_REDIRECTED, status(301, 302, 303, 307, 308))
            .say(STS_POLICY_REDIRECTED, "301 moved", "302 found", "redirect", "redirects", "redirected")
            .say(STS_POLICY_SERVER_ERROR, status(500, 501, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527))
            .say(STS_POLICY_SERVER_ERROR, "500 internal server error", "502 bad gateway", "503 service unavailable")
            .say(STS_RECORD_INVALID, "multiple mta sts records", "record syntax error", "no mta sts dns txt record")
            .say(STS_POLICY_DNS, "dial tcp lookup", "no such host", "server misbehaving", "nxdomain", "servfail")
            .say(STS_POLICY_DNS, "dns lookup", "dns error", "dns extended error", "could not resolve host")
            .say(STS_POLICY_DNS, "failure in name resolution", "name or service not known", "host not found")
            .say(STS_POLICY_UNREACHABLE, "connection refused", "connection reset", "no route to host")
            .say(STS_POLICY_UNREACHABLE, "network is unreachable", "host is unreachable", "tcp connect error")
            .say(STS_POLICY_TIMED_OUT, "timeout", "timed out", "deadline exceeded")
            .say(STS_POLICY_TLS, "remote error tls", "tls handshake", "ssl handshake", "handshake failure", "alert")
            .say(STS_POLICY_TLS, "ssl connect error", "protocol version not supported", "unsupported protocol");

    private Reasons() {}

    /// The diagnosis of a result type with a reason; the text is read only where the result type leaves room.
    static Diagnosis.Known refine(
            ResultType.Registered type, @Nullable PolicyType policyType, @Nullable String reason) {
        var plain = Diagnosis.Known.of(type);
        if (reason == null || reason.isBlank()) {
            return plain;
        }
        boolean sts = policyType == PolicyType.Registered.STS;
        boolean dane = policyType == PolicyType.Registered.TLSA;
        return switch (type) {
            case STARTTLS_NOT_SUPPORTED, DNSSEC_INVALID, DANE_REQUIRED, STS_POLICY_INVALID -> plain;
            case CERTIFICATE_HOST_MISMATCH ->
                session(reason, known -> sts && known == MX_NOT_IN_POLICY).orElse(plain);
            case CERTIFICATE_EXPIRED ->
                session(reason, known -> known == CERTIFICATE_EXPIRED || known == CERTIFICATE_NOT_YET_VALID)
                        .orElse(plain);
            case CERTIFICATE_NOT_TRUSTED ->
                session(reason, known -> isOfCertificate(known) || (dane && isOfTlsa(known)))
                        .orElse(plain);
            case VALIDATION_FAILURE ->
                session(reason, known -> (sts || known != MX_NOT_IN_POLICY) && (dane || !isOfTlsa(known)))
                        .orElse(plain);
            case TLSA_INVALID -> session(reason, Reasons::isOfTlsa).orElse(plain);
            case STS_POLICY_FETCH_ERROR ->
                policyHostCertificate(reason)
                        .or(() -> FETCH.find(Phrases.words(reason), _ -> true))
                        .orElse(plain);
            case STS_WEBPKI_INVALID -> policyHostCertificate(reason).orElse(plain);
        };
    }

    private static Optional<Diagnosis.Known> session(String reason, Predicate<Diagnosis.Known> admissible) {
        return SESSION.find(Phrases.words(reason), admissible);
    }

    /// The same phrases, about the certificate of the policy host.
    private static Optional<Diagnosis.Known> policyHostCertificate(String reason) {
        return session(reason, Reasons::isOfCertificate).map(known -> switch (known) {
            case CERTIFICATE_EXPIRED -> STS_WEBPKI_EXPIRED;
            case CERTIFICATE_HOST_MISMATCH -> STS_WEBPKI_HOST_MISMATCH;
            case CERTIFICATE_NOT_YET_VALID -> STS_WEBPKI_INVALID;
            default -> STS_WEBPKI_NOT_TRUSTED;
        });
    }

    private static boolean isOfCertificate(Diagnosis.Known known) {
        return known.family(null) == Family.CERTIFICATE;
    }

    private static boolean isOfTlsa(Diagnosis.Known known) {
        return known == TLSA_INVALID || known == TLSA_MISMATCH;
    }

    /// A bare number may be a port or part of an address, so it counts only behind a word that introduces it, or
    /// where the text begins with it.
    private static String[] status(int... codes) {
        List<String> texts = new ArrayList<>();
        for (int code : codes) {
            for (var before : List.of(Phrases.START, "status", "code", "http", "error", "response")) {
                texts.add(before + " " + code);
            }
        }
        return texts.toArray(String[]::new);
    }
}
