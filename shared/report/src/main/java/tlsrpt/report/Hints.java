package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// What the message or file around a report says about it. The body is the authority (RFC 8460 §5.6); hints are
/// used where it is silent. All domains are lower-case A-labels; missing values are `null`.
///
/// @param reportDomain header `TLS-Report-Domain`
/// @param submitter header `TLS-Report-Submitter`
/// @param subjectDomain `Report Domain:` in the subject
/// @param fileNameDomain the policy domain in the file name (RFC 8460 §5.1)
/// @param signer the domain whose signature passed
public record Hints(
        @Nullable String reportDomain,
        @Nullable String submitter,
        @Nullable String subjectDomain,
        @Nullable String fileNameDomain,
        @Nullable String signer) {

    public static final Hints NONE = new Hints(null, null, null, null, null);
}
