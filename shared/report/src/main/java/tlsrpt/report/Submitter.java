package tlsrpt.report;

/// The name of the sender of a report, for display and counting; never part of [Identity].
public final class Submitter {

    private Submitter() {}

    /// The domain of contact-info, else `TLS-Report-Submitter`, else the signer, else the organization-name, else
    /// `unknown`.
    public static String of(Report report, Hints hints) {
        var domain = report.contactDomain();
        if (domain != null) {
            return domain;
        }
        if (hints.submitter() != null) {
            return hints.submitter();
        }
        if (hints.signer() != null) {
            return hints.signer();
        }
        var organization = report.organizationName();
        return organization == null || organization.isBlank() ? "unknown" : organization;
    }
}
