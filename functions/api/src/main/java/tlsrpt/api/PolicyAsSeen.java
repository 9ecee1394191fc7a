package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tlsrpt.health.Evidence;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Reading;
import tlsrpt.report.ReportReader;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;

/// An MTA-STS or DANE policy as reporters wrote it down.
///
/// @param seen the latest day of it
record PolicyAsSeen(Policy policy, LocalDate seen, Set<String> reporters) {

    private static final int MOST = 6;
    private static final int LINES = 60;
    private static final int LINE_CHARS = 300;

    List<String> mxPatterns() {
        return policy.mxPatterns();
    }

    void write(JsonGenerator json) throws IOException {
        var type = policy.type();
        json.writeStartObject();
        json.writeStringField("type", type == null ? null : type.token());
        json.writeStringField("mode", policy.mode().map(mode -> mode.token()).orElse(null));
        json.writeStringField("seen", seen.toString());
        texts(json, "lines", policy.policyString());
        texts(json, "mx", policy.mxPatterns());
        texts(json, "reporters", List.copyOf(reporters));
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (var text : texts.subList(0, Math.min(LINES, texts.size()))) {
            json.writeString(text.length() <= LINE_CHARS ? text : text.substring(0, LINE_CHARS) + "…");
        }
        json.writeEndArray();
    }

    /// Finds them in the newest reports.
    static final class Reports {

        private final Views views;
        private final ReportReader reader;

        Reports(Views views, Clock clock) {
            this.views = views;
            this.reader = new ReportReader(clock);
        }

        /// Those of one form are one. The latest first, MTA-STS before DANE.
        List<PolicyAsSeen> latest(String domain, LocalDate today) {
            var byForm = new LinkedHashMap<String, PolicyAsSeen>();
            for (var report :
                    views.reports(domain, Evidence.first(today), today, null).items()) {
                if (Counted.counts(report.trust())) {
                    add(byForm, report);
                }
            }
            var policies = new ArrayList<>(byForm.values());
            policies.removeIf(policy -> policy.policy.type() != PolicyType.Registered.STS
                    && policy.policy.type() != PolicyType.Registered.TLSA);
            policies.sort((one, two) -> Boolean.compare(
                    two.policy.type() == PolicyType.Registered.STS, one.policy.type() == PolicyType.Registered.STS));
            return policies.subList(0, Math.min(MOST, policies.size()));
        }

        private void add(Map<String, PolicyAsSeen> byForm, StoredReport stored) {
            var said = stored.json();
            if (said == null) {
                return;
            }
            for (var reading : reader.read(said.getBytes(StandardCharsets.UTF_8))) {
                if (reading instanceof Reading.Read read) {
                    for (var entry : read.report().policies()) {
                        var policy = entry.policy();
                        var form = policy.form().orElse(String.join("\n", policy.policyString()));
                        if (!policy.policyString().isEmpty()) {
                            byForm.computeIfAbsent(
                                            policy.type() + " " + form,
                                            _ -> new PolicyAsSeen(
                                                    policy, stored.ref().day(), new TreeSet<>()))
                                    .reporters
                                    .add(stored.submitter());
                        }
                    }
                }
            }
        }
    }
}
