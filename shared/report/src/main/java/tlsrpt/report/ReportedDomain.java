package tlsrpt.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One domain that a report is about, with the entries that belong to it.
///
/// @param domain lower-case A-labels
public record ReportedDomain(String domain, List<PolicyResult> entries) {

    public ReportedDomain {
        entries = List.copyOf(entries);
    }

    public Headline headline() {
        return Headline.of(domain, entries);
    }

    /// The domains that a report is about, in the order of the report; none where neither it nor its wrapping names
    /// one.
    ///
    /// They are the policy-domains of all entries but `tlsa`; else what the wrapping or the report-id names; else a
    /// `tlsa` entry's. A `tlsa` entry with another policy-domain, which RFC 8460 §1.1 says is the MX host,
    /// belongs to the reported domain that it lies in, else to the first.
    public static List<ReportedDomain> in(Report report, Hints hints) {
        var entriesByDomain = new LinkedHashMap<String, List<PolicyResult>>();
        for (var entry : report.policies()) {
            var named = domainOf(entry);
            if (named != null && !isDane(entry)) {
                entriesByDomain.computeIfAbsent(named, _ -> new ArrayList<>());
            }
        }
        var fallback = fallback(report, hints);
        if (entriesByDomain.isEmpty()) {
            if (fallback == null) {
                return List.of();
            }
            entriesByDomain.put(fallback, new ArrayList<>());
        }
        for (var entry : report.policies()) {
            owner(entriesByDomain, domainOf(entry), fallback).add(entry);
        }
        return entriesByDomain.entrySet().stream()
                .map(e -> new ReportedDomain(e.getKey(), e.getValue()))
                .toList();
    }

    /// The receiving MX of an entry of this domain as far as its policy names it: the policy-domain of a `tlsa` entry
    /// that is not the domain itself.
    public @Nullable String mxOf(PolicyResult entry) {
        var named = domainOf(entry);
        return isDane(entry) && named != null && !named.equals(domain) ? named : null;
    }

    /// Whether the reporter counted the same sessions under two policies: the domain itself has a `tlsa` entry and
    /// another one.
    public boolean underTwoPolicies() {
        return entries.stream().anyMatch(entry -> isDane(entry) && domain.equals(domainOf(entry)))
                && !entries.stream().allMatch(ReportedDomain::isDane);
    }

    private static List<PolicyResult> owner(
            Map<String, List<PolicyResult>> entriesByDomain, @Nullable String named, @Nullable String fallback) {
        var key = named != null ? named : fallback;
        if (key != null) {
            for (var parent = key; !parent.isEmpty(); parent = parent.substring(parent.indexOf('.') + 1)) {
                var entries = entriesByDomain.get(parent);
                if (entries != null) {
                    return entries;
                }
                if (parent.indexOf('.') < 0) {
                    break;
                }
            }
        }
        return entriesByDomain.values().iterator().next();
    }

    private static @Nullable String fallback(Report report, Hints hints) {
        for (var domain : new @Nullable String[] {
            hints.reportDomain(), hints.subjectDomain(), hints.fileNameDomain(), domainInId(report.reportId())
        }) {
            if (domain != null) {
                return domain;
            }
        }
        for (var entry : report.policies()) {
            var named = domainOf(entry);
            if (named != null) {
                return named;
            }
        }
        return null;
    }

    /// Google and tlsrpt-reporter end a report-id in `_` and the domain.
    private static @Nullable String domainInId(@Nullable String reportId) {
        if (reportId == null) {
            return null;
        }
        var tail = DomainName.normal(reportId.substring(reportId.lastIndexOf('_') + 1));
        return reportId.indexOf('_') >= 0 && DomainName.isDomain(tail) ? tail : null;
    }

    private static boolean isDane(PolicyResult entry) {
        return entry.policy().type() == PolicyType.Registered.TLSA;
    }

    private static @Nullable String domainOf(PolicyResult entry) {
        var named = entry.policy().policyDomain();
        return named == null || named.isBlank() ? null : DomainName.normal(named);
    }
}
