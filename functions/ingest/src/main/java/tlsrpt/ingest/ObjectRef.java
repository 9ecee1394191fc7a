package tlsrpt.ingest;

/// A raw object that is to be read, as a delivery of its news names it.
///
/// @param copied whether it was copied or is otherwise known already, which is how an object is read again
/// @param delivery names the delivery among others of the same object
/// @param received how many times it was delivered, this time included
public record ObjectRef(String key, boolean copied, String delivery, int received) {

    private static final int SUSPECT = 3;

    /// Returns whether it was delivered so often that it may have crashed the process.
    boolean isSuspect() {
        return isSuspect(received);
    }

    static boolean isSuspect(int received) {
        return received >= SUSPECT;
    }
}
