package tlsrpt.store;

/// A cursor that was not made for the list it is used with, or that someone changed.
public final class BadCursorException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BadCursorException() {
        super("this cursor does not belong to this list; start again without one");
    }
}
