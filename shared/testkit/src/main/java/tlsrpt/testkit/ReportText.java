package tlsrpt.testkit;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The text of a TLS report as a well-behaved sender writes it, put together step by step.
///
/// ```java
/// aReport().from("google.com").sts("example.com", "enforce", 100).failed("certificate-expired", "mx1.example.com", 3)
/// ```
public final class ReportText {

    private String submitter = "google.com";
    private LocalDate day = LocalDate.of(2026, 3, 1);
    private @Nullable String id;
    private final List<Entry> entries = new ArrayList<>();

    private ReportText() {}

    public static ReportText aReport() {
        return new ReportText();
    }

    /// The reporter, by the domain of its contact address.
    public ReportText from(String submitter) {
        this.submitter = submitter;
        return this;
    }

    public ReportText on(LocalDate day) {
        this.day = day;
        return this;
    }

    public ReportText id(String id) {
        this.id = id;
        return this;
    }

    /// An MTA-STS policy of the mode under which this many sessions succeeded.
    public ReportText sts(String domain, String mode, long ok) {
        return entry(new Entry(
                "sts",
                "[\"version: STSv1\",\"mode: %s\",\"mx: *.%s\",\"max_age: 604800\"]".formatted(mode, domain),
                domain,
                "[\"*.%s\"]".formatted(domain),
                ok));
    }

    /// A DANE policy; the policy-domain is the recipient domain or the MX host, as senders differ.
    public ReportText tlsa(String policyDomain, long ok) {
        return entry(new Entry("tlsa", "[\"3 1 1 " + "0F".repeat(32) + "\"]", policyDomain, null, ok));
    }

    public ReportText noPolicyFound(String domain, long ok) {
        return entry(new Entry("no-policy-found", null, domain, null, ok));
    }

    /// Sessions that failed under the policy named last.
    public ReportText failed(String resultType, @Nullable String mx, long sessions) {
        return failed(resultType, mx, null, sessions);
    }

    public ReportText failed(String resultType, @Nullable String mx, @Nullable String reasonCode, long sessions) {
        var entry = entries.getLast();
        entry.failed += sessions;
        entry.details.add("""
                {"result-type":"%s",%s%s"sending-mta-ip":"192.0.2.1","receiving-ip":"203.0.113.25",\
                "failed-session-count":%d}""".formatted(
                        resultType,
                        mx == null ? "" : "\"receiving-mx-hostname\":\"" + mx + "\",",
                        reasonCode == null ? "" : "\"failure-reason-code\":\"" + reasonCode + "\",",
                        sessions));
        return this;
    }

    public String json() {
        var policies = String.join(",", entries.stream().map(Entry::json).toList());
        return """
                {"organization-name":"%s","date-range":{"start-datetime":"%sT00:00:00Z","end-datetime":"%sT23:59:59Z"},\
                "contact-info":"tlsrpt@%s","report-id":"%s","policies":[%s]}""".formatted(
                        submitter, day, day, submitter, id != null ? id : day + "T00:00:00Z+" + submitter, policies);
    }

    public byte[] bytes() {
        return json().getBytes(StandardCharsets.UTF_8);
    }

    private ReportText entry(Entry entry) {
        entries.add(entry);
        return this;
    }

    private static final class Entry {

        private final String type;
        private final @Nullable String policyString;
        private final String domain;
        private final @Nullable String mxHost;
        private final long ok;
        private final List<String> details = new ArrayList<>();
        private long failed;

        Entry(String type, @Nullable String policyString, String domain, @Nullable String mxHost, long ok) {
            this.type = type;
            this.policyString = policyString;
            this.domain = domain;
            this.mxHost = mxHost;
            this.ok = ok;
        }

        String json() {
            return "{\"policy\":{\"policy-type\":\"%s\",%s\"policy-domain\":\"%s\"%s},"
                            .formatted(
                                    type,
                                    policyString == null ? "" : "\"policy-string\":" + policyString + ",",
                                    domain,
                                    mxHost == null ? "" : ",\"mx-host\":" + mxHost)
                    + "\"summary\":{\"total-successful-session-count\":%d,\"total-failure-session-count\":%d}%s}"
                            .formatted(
                                    ok,
                                    failed,
                                    details.isEmpty()
                                            ? ""
                                            : ",\"failure-details\":[" + String.join(",", details) + "]");
        }
    }
}
