package tlsrpt.intake;

import tlsrpt.report.Reading.Refused.Why;

/// Something in a document that could not be read.
///
/// @param why for telling one kind from another
/// @param place where in the document, such as `part 2`; empty for the document itself
/// @param reason in our own words; a stranger's text in it is short and without controls
public record Fault(Why why, String place, String reason) {

    Fault(String place, String reason) {
        this(Why.NOT_A_REPORT, place, reason);
    }

    /// Place and reason in one line.
    public String message() {
        return place.isEmpty() ? reason : place + ": " + reason;
    }
}
