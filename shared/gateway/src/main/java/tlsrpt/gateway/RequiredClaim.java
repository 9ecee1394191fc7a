package tlsrpt.gateway;

/// A claim that access tokens must have, so that not every account of an issuer is let in.
///
/// @param name empty where none is asked for
/// @param value what it must hold, or hold among others
public record RequiredClaim(String name, String value) {

    public static final RequiredClaim NONE = new RequiredClaim("", "");

    /// Reads it as a stack's parameters have it.
    ///
    /// @param text `name=value`, or empty
    public static RequiredClaim of(String text) {
        int equals = text.indexOf('=');
        if (!text.isEmpty() && equals < 1) {
            throw new IllegalStateException("a required claim is written name=value");
        }
        return equals < 1 ? NONE : new RequiredClaim(text.substring(0, equals), text.substring(equals + 1));
    }

    /// A claim that is a list must have the value as an element; a part of a text is not enough.
    public boolean isIn(Request request) {
        if (name.isEmpty()) {
            return true;
        }
        var has = request.claims().getOrDefault(name, "");
        return has.startsWith("[")
                ? AccessToken.list(request.header("authorization"), name).contains(value)
                : has.equals(value);
    }
}
