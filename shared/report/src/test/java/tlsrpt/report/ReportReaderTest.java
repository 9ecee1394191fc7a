package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.read;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A report as RFC 8460 has it. What senders make of its parts is told in the tests named after these.
class ReportReaderTest {

    @Test
    void readsEveryValueOfAReport() {
        var read = read(JSON);

        assertThat(read.quirks()).isEmpty();
        assertThat(read.report())
                .isEqualTo(new Report(
                        "Example Mail",
                        new DateRange(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-01T23:59:59Z")),
                        "tlsrpt@example.net",
                        "2026-03-01_example.com",
                        List.of(new PolicyResult(
                                new Policy(
                                        PolicyType.Registered.STS,
                                        List.of(
                                                "version: STSv1",
                                                "mode: enforce",
                                                "mx: *.example.com",
                                                "max_age: 604800"),
                                        "example.com",
                                        List.of("*.example.com")),
                                new Summary(40L, 3L),
                                List.of(
                                        new FailureDetail(
                                                ResultType.Registered.CERTIFICATE_EXPIRED,
                                                "192.0.2.1",
                                                "mx1.example.com",
                                                "mx1",
                                                "2001:db8::25",
                                                2L,
                                                "https://example.net/why",
                                                "X509_V_ERR_CERT_HAS_EXPIRED"),
                                        new FailureDetail(
                                                ResultType.Registered.STARTTLS_NOT_SUPPORTED,
                                                "192.0.2.2",
                                                null,
                                                null,
                                                "203.0.113.25",
                                                1L,
                                                null,
                                                null))))));
    }
}
