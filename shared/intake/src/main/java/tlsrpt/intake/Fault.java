package tlsrpt.intake;

/// Something in a document that could not be read.
///
/// @param place where in the document, such as `part 2`; empty for the document itself
/// @param reason in words of ours; a stranger's text in it is short and without controls
public record Fault(String place, String reason) {

    /// Place and reason in one line.
    public String message() {
        return place.isEmpty() ? reason : place + ": " + reason;
    }
}
