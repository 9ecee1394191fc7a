package tlsrpt.policies;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Reading;
import tlsrpt.report.ReportReader;
import tlsrpt.store.PolicyForm;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.PostureLook.Served;
import tlsrpt.store.ReportRef;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Views;

/// An MTA-STS or DANE policy as reporters wrote it down.
///
/// @param seen the latest day of it
public record ReportedPolicy(Policy policy, LocalDate seen, Set<String> reporters) {

    private static final int MOST = 6;
    private static final int LINES = 60;
    private static final int LINE_CHARS = 300;

    public List<String> mxPatterns() {
        return policy.mxPatterns();
    }

    /// Whether it is the MTA-STS policy that a check saw the policy host serve; `null` where none did.
    public @Nullable Boolean isServed(@Nullable Served served) {
        if (served == null || policy.type() != PolicyType.Registered.STS) {
            return null;
        }
        return policy.form().equals(Optional.of(served.form()));
    }

    /// Writes it as a JSON object.
    ///
    /// @param served what the policy host serves; `null` where that is not known
    public void write(JsonGenerator json, @Nullable Served served) throws IOException {
        var type = policy.type();
        json.writeStartObject();
        json.writeStringField("type", type == null ? null : type.token());
        json.writeStringField("mode", policy.mode().map(mode -> mode.token()).orElse(null));
        json.writeStringField("seen", seen.toString());
        json.writeFieldName("served");
        var live = isServed(served);
        if (live == null) {
            json.writeNull();
        } else {
            json.writeBoolean(live);
        }
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

    /// Finds them: which were seen says every row, what they read says a report of each.
    public static final class Reports {

        private static final String DANE = "tlsa";
        private static final String MODE_NOT_TOLD = "sts/unknown";

        private final Views views;
        private final ReportReader reader;

        public Reports(Views views, Clock clock) {
            this.views = views;
            this.reader = new ReportReader(clock);
        }

        /// The latest first, MTA-STS before DANE. It reads a few reports, however many rows there are.
        public List<ReportedPolicy> of(List<ReporterDay> rows) {
            var byName = new LinkedHashMap<String, List<ReportedPolicy>>();
            int reads = 0;
            for (var row : rows.reversed()) {
                var names = names(row);
                if (row.example() != null && reads < MOST && !byName.keySet().containsAll(names)) {
                    reads++;
                    var found = read(row.example(), row.day());
                    names.stream()
                            .filter(found::containsKey)
                            .forEach(name -> byName.putIfAbsent(name, found.getOrDefault(name, List.of())));
                }
                names.forEach(name ->
                        byName.getOrDefault(name, List.of()).forEach(policy -> policy.reporters.add(row.submitter())));
            }
            return byName.values().stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(policy -> policy.policy.type() != PolicyType.Registered.STS))
                    .limit(MOST)
                    .toList();
        }

        private static Set<String> names(ReporterDay row) {
            var names = row.forms().stream().map(PolicyForm::toString).collect(Collectors.toSet());
            if (row.byPolicy().containsKey(PolicyKind.TLSA)) {
                names.add(DANE);
            }
            if (row.byPolicy().containsKey(PolicyKind.STS_UNKNOWN)) {
                names.add(MODE_NOT_TOLD);
            }
            return names;
        }

        private static String name(Policy policy) {
            return PolicyForm.of(policy)
                    .map(PolicyForm::toString)
                    .orElse(policy.type() == PolicyType.Registered.TLSA ? DANE : MODE_NOT_TOLD);
        }

        private Map<String, List<ReportedPolicy>> read(ReportRef ref, LocalDate day) {
            var found = new HashMap<String, List<ReportedPolicy>>();
            var said = views.example(ref).map(report -> report.body().json()).orElse(null);
            if (said == null) {
                return found;
            }
            for (var reading : reader.read(said.getBytes(StandardCharsets.UTF_8))) {
                if (reading instanceof Reading.Read read) {
                    read.report().policies().stream()
                            .map(PolicyResult::policy)
                            .filter(policy -> policy.type() == PolicyType.Registered.STS
                                    || policy.type() == PolicyType.Registered.TLSA)
                            .filter(policy -> !policy.policyString().isEmpty())
                            .distinct()
                            .forEach(policy -> found.computeIfAbsent(name(policy), _ -> new ArrayList<>())
                                    .add(new ReportedPolicy(policy, day, new TreeSet<>())));
                }
            }
            return found;
        }
    }
}
