package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// Reads reports for the tests, at noon of the day after theirs.
final class Reads {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);

    /// One policy with two failure details, written out to be changed by the tests.
    static final String JSON = """
            {
              "organization-name": "Example Mail",
              "date-range": {"start-datetime": "2026-03-01T00:00:00Z", "end-datetime": "2026-03-01T23:59:59Z"},
              "contact-info": "tlsrpt@example.net",
              "report-id": "2026-03-01_example.com",
              "policies": [{
                "policy": {
                  "policy-type": "sts",
                  "policy-string": ["version: STSv1", "mode: enforce", "mx: *.example.com", "max_age: 604800"],
                  "policy-domain": "example.com",
                  "mx-host": ["*.example.com"]
                },
                "summary": {"total-successful-session-count": 40, "total-failure-session-count": 3},
                "failure-details": [{
                  "result-type": "certificate-expired",
                  "sending-mta-ip": "192.0.2.1",
                  "receiving-mx-hostname": "mx1.example.com",
                  "receiving-mx-helo": "mx1",
                  "receiving-ip": "2001:db8::25",
                  "failed-session-count": 2,
                  "additional-information": "https://example.net/why",
                  "failure-reason-code": "X509_V_ERR_CERT_HAS_EXPIRED"
                }, {
                  "result-type": "starttls-not-supported",
                  "sending-mta-ip": "192.0.2.2",
                  "receiving-ip": "203.0.113.25",
                  "failed-session-count": 1
                }]
              }]
            }""";

    private Reads() {}

    /// A report whose one policy has these members.
    static String aReportWith(String members) {
        return """
                {"organization-name":"Example","date-range":
                {"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},
                "contact-info":"a@example.net","report-id":"1","policies":[{%s}]}""".formatted(members);
    }

    static Reading.Read read(String json) {
        return only(json.getBytes(StandardCharsets.UTF_8));
    }

    static Reading.Read only(byte[] document) {
        var readings = new ReportReader(CLOCK).read(document);
        assertThat(readings).hasSize(1);
        return (Reading.Read) readings.getFirst();
    }

    static Reading.Refused refused(String json) {
        var readings = readings(json);
        assertThat(readings).hasSize(1);
        return (Reading.Refused) readings.getFirst();
    }

    static List<Reading> readings(String json) {
        return new ReportReader(CLOCK).read(json.getBytes(StandardCharsets.UTF_8));
    }
}
