package tlsrpt.setup;

/// What was asked for cannot be done as things are. The message says what the operator can do, and is all that they
/// see.
final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    Refused(String whatToDo) {
        super(whatToDo);
    }
}
