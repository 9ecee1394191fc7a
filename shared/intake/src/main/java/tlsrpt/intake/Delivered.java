package tlsrpt.intake;

import java.util.List;
import tlsrpt.report.Hints;
import tlsrpt.report.Quirk;
import tlsrpt.report.Report;
import tlsrpt.report.Trust;

/// A report that came out of a document, with what its wrapping says of it.
///
/// @param text what it was read from; several reports may stand in one
/// @param place where in the document it was found, such as `part 2`; empty for the document itself
public record Delivered(JsonText text, String place, Report report, List<Quirk> quirks, Hints hints, Trust trust) {

    public Delivered {
        quirks = List.copyOf(quirks);
    }
}
