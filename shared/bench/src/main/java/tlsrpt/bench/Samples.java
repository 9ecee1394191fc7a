package tlsrpt.bench;

import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.charset.StandardCharsets;
import tlsrpt.testkit.DkimSigner;

/// What is read: an ordinary report in each of its wrappings, and as large a one as there may be.
final class Samples {

    private Samples() {}

    /// 1.3 kB, the size of the RFC's example.
    static byte[] json() {
        return ordinary().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] zipped() {
        return gzip(json());
    }

    /// 1.5 kB.
    static byte[] mail() {
        return aMail().report(ordinary()).bytes();
    }

    static byte[] storedMail() {
        return aMail().report(ordinary()).storedBySes("google.com").bytes();
    }

    /// Signed with RSA and 2,048 bits, as the large providers sign.
    static byte[] signedMail() {
        return DkimSigner.GOOGLE.sign(mail());
    }

    /// 3.2 MB, 20,000 details.
    static byte[] large() {
        var report = aReport().from("google.com").sts("example.com", "enforce", 1);
        for (int i = 0; i < 20_000; i++) {
            report.failed("certificate-expired", "mx" + i % 40 + ".example.com", i % 100);
        }
        return report.json().getBytes(StandardCharsets.UTF_8);
    }

    private static String ordinary() {
        return aReport()
                .from("google.com")
                .sts("example.com", "enforce", 5326)
                .failed("certificate-expired", "mx1.example.com", 100)
                .failed("starttls-not-supported", "mx2.example.com", 200)
                .failed("certificate-host-mismatch", "mx4.example.com", 12)
                .failed("validation-failure", "mx3.example.com", "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED", 3)
                .json();
    }
}
