package tlsrpt.store;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Headline;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;

/// What one reporter says of one domain and day.
///
/// @param byPolicy sessions as each entry has them; they add up to the headline unless some were counted under two
/// @param forms in which the MTA-STS policy was seen
/// @param example the report of it that was recorded last, for the policy's text; it may have been forgotten since
public record ReporterDay(
        LocalDate day,
        Trust trust,
        String submitter,
        Sessions sessions,
        Map<PolicyKind, Headline> byPolicy,
        Set<PolicyForm> forms,
        @Nullable ReportRef example) {

    public ReporterDay {
        byPolicy = Map.copyOf(byPolicy);
        forms = Set.copyOf(forms);
    }

    /// Whether the reporter counted the same sessions under two policies.
    public boolean underTwoPolicies() {
        return byPolicy.values().stream().mapToLong(Headline::total).sum()
                > sessions.headline().total();
    }

    static ReporterDay of(String domain, Item item) {
        var parts = item.key().sk().split("#", -1);
        var day = LocalDate.parse(parts[1]);
        var example = item.textOrNull("example");
        var byPolicy = new EnumMap<PolicyKind, Headline>(PolicyKind.class);
        for (var policy : PolicyKind.values()) {
            var counts = new Headline(item.number(Counter.OK.of(policy)), item.number(Counter.FAILED.of(policy)));
            if (counts.total() > 0) {
                byPolicy.put(policy, counts);
            }
        }
        return new ReporterDay(
                day,
                Trust.valueOf(parts[2]),
                parts[3],
                Sessions.of(counter -> item.number(counter.token())),
                byPolicy,
                item.values().keySet().stream()
                        .filter(counter -> item.number(counter) > 0)
                        .flatMap(counter -> PolicyForm.named(counter).stream())
                        .collect(Collectors.toSet()),
                example == null ? null : new ReportRef(domain, day, example));
    }
}
