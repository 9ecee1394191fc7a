package tlsrpt.setup;

/// The request cannot be carried out. The message tells the operator what to do, and is all that they see.
final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    Refused(String whatToDo) {
        super(whatToDo);
    }
}
