package tlsrpt.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Identity;
import tlsrpt.report.Report;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.ReportedDomain;

/// Detects duplicates: a report counts once for each of its domains.
final class Deduplicator {

    private final Map<String, First> firstByUnit = new HashMap<>();

    /// @param content a hash of what the report says
    private record First(String source, int content) {}

    /// A report that came again.
    ///
    /// @param first where it was read first
    /// @param differs whether it says something else than the first
    record Repeat(String source, String first, boolean differs) {}

    /// @param fresh the domains that the report was not read for before
    /// @param repeat `null` where there are such
    record PolicySighting(
            List<ReportedDomain> fresh, @Nullable Repeat repeat) {}

    PolicySighting see(String source, Report report, List<ReportedDomain> domains) {
        var identity = Identity.of(report).hash();
        var first = new First(source, Arrays.hashCode(ReportWriter.canonical(report)));
        var fresh = new ArrayList<ReportedDomain>();
        Repeat repeat = null;
        for (var domain : domains) {
            var before = firstByUnit.putIfAbsent(identity + domain.domain(), first);
            if (before == null) {
                fresh.add(domain);
            } else {
                repeat = new Repeat(source, before.source(), before.content() != first.content());
            }
        }
        return new PolicySighting(fresh, fresh.isEmpty() ? repeat : null);
    }
}
