package tlsrpt.intake;

/// What a receiver wrote about one DKIM signature.
///
/// @param identity `local@domain`, `@domain`, or a bare domain where only `d=` is named; the domain in lower case
/// @param value such as `pass`
record DkimResult(String identity, String value) {

    boolean passed() {
        return value.equals("pass");
    }

    boolean names(DkimSignature signature) {
        return identity.equals(signature.identity())
                || identity.equals(signature.domain())
                || identity.equals('@' + signature.domain());
    }
}
