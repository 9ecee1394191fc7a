package tlsrpt.report;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One SMTP TLS report: what one reporter saw of TLS to the mail servers of a domain in one range of time.
///
/// Texts are as the reporter wrote them; what the report lacks is `null`. Spec: RFC 8460 §4.4
///
/// @param contactInfo normally a mail address; its domain names the reporter
/// @param reportId unique for one reporter only
public record Report(
        @Nullable String organizationName,
        DateRange dateRange,
        @Nullable String contactInfo,
        @Nullable String reportId,
        List<PolicyResult> policies) {

    public Report {
        policies = List.copyOf(policies);
    }

    /// The UTC day that the report is counted on.
    public LocalDate day() {
        return dateRange.day();
    }

    /// The domain of [#contactInfo], lower-cased, or `null` where it names none.
    public @Nullable String contactDomain() {
        if (contactInfo == null) {
            return null;
        }
        var domain = DomainName.normal(contactInfo.substring(contactInfo.lastIndexOf('@') + 1));
        return DomainName.isDomain(domain) ? domain : null;
    }
}
