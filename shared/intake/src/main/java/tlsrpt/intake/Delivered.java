package tlsrpt.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Hints;
import tlsrpt.report.Quirk;
import tlsrpt.report.Report;
import tlsrpt.report.Trust;

/// A report found in a document, with what the message or file around it says about it.
///
/// @param text what it was read from; several reports may stand in one
/// @param place where in the document it was found, such as `part 2`; empty for the document itself
/// @param hints of a report with a proven reporter only those that its signature covers
/// @param trust what counts for the submitter that the report claims: there, a proven reporter of another organization
///     is as good as unsigned
/// @param verdict who provably wrote the report, whatever it claims
public record Delivered(
        JsonText text, String place, Report report, List<Quirk> quirks, Hints hints, Trust trust, Verdict verdict) {

    public Delivered {
        quirks = List.copyOf(quirks);
    }

    /// Returns the domain that the report claims to come from, or `null`.
    public @Nullable String claim() {
        return claim(report, hints);
    }

    static @Nullable String claim(Report report, Hints hints) {
        var contact = report.contactDomain();
        return contact != null ? contact : hints.submitter();
    }

    /// Returns who sent the report as a list may show it, such as `evil.example, claims google.com`; without a proven
    /// reporter, what is missing.
    public String sender() {
        return verdict instanceof Verdict.Unsigned ? "unsigned: " + evidence() : evidence();
    }

    /// Returns the same where it is said already that the report is unsigned.
    public String evidence() {
        var claim = claim();
        var said = claim == null ? "" : ", claims " + claim;
        return switch (verdict) {
            case Verdict.Verified verified -> {
                var domain = verified.reporter().domain();
                yield claim == null || Organization.same(domain, claim) ? domain : domain + said;
            }
            case Verdict.Unsigned unsigned -> unsigned.why().text() + said;
            case Verdict.TryAgain _ -> "not checked: DNS did not answer" + said;
        };
    }
}
