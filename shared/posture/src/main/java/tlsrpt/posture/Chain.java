package tlsrpt.posture;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A certificate chain as a server sent it, judged the way a sender under MTA-STS does.
///
/// One handshake shows every fault: the path is built at a date on which all of it is valid, and dates, name and
/// strength are judged apart. Missing intermediates are not downloaded, since mail servers do not do that either.
///
/// @param path from the leaf towards the root, without the root
/// @param unneeded how many certificates the server sent without need, such as the root
record Chain(List<X509Certificate> path, Set<Fault> faults, int unneeded) {

    enum Fault {
        /// A certificate is missing between the leaf and a public CA.
        INCOMPLETE,
        SELF_SIGNED,
        /// It ends in a CA that is not public.
        NOT_TRUSTED,
        EXPIRED,
        NOT_YET_VALID,
        WEAK
    }

    private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final int DNS_NAME = 2;
    private static final int WEAKEST_RSA = 2048;
    private static final int WEAKEST_EC = 256;

    Chain {
        path = List.copyOf(path);
        faults = Set.copyOf(faults);
    }

    static Chain of(List<X509Certificate> sent, Set<TrustAnchor> roots, Instant now) {
        var faults = EnumSet.noneOf(Fault.class);
        var trusted = build(sent, roots, now);
        var path = trusted.isEmpty() ? walk(sent) : trusted;
        if (trusted.isEmpty()) {
            faults.add(whyUntrusted(path));
        }
        for (var certificate : path) {
            if (certificate.getNotAfter().toInstant().isBefore(now)) {
                faults.add(Fault.EXPIRED);
            }
            if (certificate.getNotBefore().toInstant().isAfter(now)) {
                faults.add(Fault.NOT_YET_VALID);
            }
            if (isWeak(certificate)) {
                faults.add(Fault.WEAK);
            }
        }
        return new Chain(
                path,
                faults,
                sent.size() - (int) sent.stream().filter(path::contains).count());
    }

    private static List<X509Certificate> build(List<X509Certificate> sent, Set<TrustAnchor> roots, Instant now) {
        if (roots.isEmpty()) {
            return List.of();
        }
        var dates = new ArrayList<Instant>();
        dates.add(now);
        sent.stream().map(one -> one.getNotBefore().toInstant().plusSeconds(1)).forEach(dates::add);
        sent.stream().map(one -> one.getNotAfter().toInstant().minusSeconds(1)).forEach(dates::add);
        for (var date : dates) {
            try {
                var target = new X509CertSelector();
                target.setCertificate(sent.getFirst());
                var parameters = new PKIXBuilderParameters(roots, target);
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(fewOfEachKey(sent))));
                parameters.setRevocationEnabled(false);
                parameters.setDate(Date.from(date));
                var result = (PKIXCertPathBuilderResult)
                        CertPathBuilder.getInstance("PKIX").build(parameters);
                return result.getCertPath().getCertificates().stream()
                        .map(X509Certificate.class::cast)
                        .toList();
            } catch (GeneralSecurityException e) {
                // No path on this date; there may be one on another.
            }
        }
        return List.of();
    }

    /// At most two certificates of one name and key, as for a CA that another one signed too.
    ///
    /// Many of them would all sign each other, and the search for a path would try every order.
    private static Set<X509Certificate> fewOfEachKey(List<X509Certificate> sent) {
        var few = new HashSet<X509Certificate>();
        for (var certificate : sent) {
            long same = few.stream()
                    .filter(other -> other.getSubjectX500Principal().equals(certificate.getSubjectX500Principal())
                            && other.getPublicKey().equals(certificate.getPublicKey()))
                    .count();
            if (same < 2) {
                few.add(certificate);
            }
        }
        return few;
    }

    /// From the leaf from issuer to issuer, as far as what was sent goes.
    private static List<X509Certificate> walk(List<X509Certificate> sent) {
        var path = new ArrayList<X509Certificate>();
        var next = sent.getFirst();
        while (next != null && path.size() < sent.size()) {
            path.add(next);
            var last = next;
            next = isSelfSigned(last)
                    ? null
                    : sent.stream()
                            .filter(one -> !path.contains(one) && isSignedBy(last, one))
                            .findFirst()
                            .orElse(null);
        }
        return path;
    }

    private static Fault whyUntrusted(List<X509Certificate> path) {
        var last = path.getLast();
        if (isSelfSigned(last)) {
            return Fault.SELF_SIGNED;
        }
        // Public CAs say in each certificate where the issuer's can be downloaded, private ones hardly ever do.
        return last.getExtensionValue(AUTHORITY_INFORMATION_ACCESS) != null ? Fault.INCOMPLETE : Fault.NOT_TRUSTED;
    }

    static boolean isSelfSigned(X509Certificate certificate) {
        return isSignedBy(certificate, certificate);
    }

    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// What is too weak about a certificate: its key or, unless it signed itself, the signature on it.
    static boolean isWeak(X509Certificate certificate) {
        boolean weakKey = switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() < WEAKEST_RSA;
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength() < WEAKEST_EC;
            default -> false;
        };
        var algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean weakSignature =
                algorithm.startsWith("SHA1") || algorithm.startsWith("MD5") || algorithm.startsWith("MD2");
        return weakKey || (weakSignature && !isSelfSigned(certificate));
    }

    /// Whether a certificate is for this host: by its DNS names alone, an asterisk for one whole label.
    ///
    /// Spec: RFC 9525 §6.3
    static boolean isFor(X509Certificate certificate, String host) {
        int dot = host.indexOf('.');
        return names(certificate).stream()
                .anyMatch(name -> name.equals(host)
                        || (name.startsWith("*.")
                                && dot > 0
                                && name.substring(1).equals(host.substring(dot))));
    }

    /// The DNS names of a certificate, lower-case.
    static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.getFirst()))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /// A certificate in one line, as evidence.
    static String describe(X509Certificate certificate) {
        return "subject " + certificate.getSubjectX500Principal().getName() + ", issuer "
                + certificate.getIssuerX500Principal().getName() + ", serial "
                + certificate.getSerialNumber().toString(16) + ", valid "
                + day(certificate.getNotBefore()) + " to " + day(certificate.getNotAfter());
    }

    /// The last minute of a certificate in words.
    static String end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().toString().substring(0, 16).replace('T', ' ') + " UTC";
    }

    /// The key of a certificate, such as `RSA 2048`.
    static String key(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECPublicKey ec -> "EC " + ec.getParams().getOrder().bitLength();
            default -> certificate.getPublicKey().getAlgorithm();
        };
    }

    static String namesInWords(X509Certificate certificate) {
        var names = names(certificate);
        return names.isEmpty()
                ? "no DNS name"
                : names.stream().limit(5).collect(Collectors.joining(", ")) + (names.size() > 5 ? ", ..." : "");
    }

    private static String day(Date date) {
        return date.toInstant().toString().substring(0, 10);
    }
}
