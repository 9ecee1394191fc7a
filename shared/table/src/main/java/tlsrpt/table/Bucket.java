package tlsrpt.table;

import java.util.Optional;

/// The raw objects that reports arrived in. An object is added once and never changed.
public interface Bucket {

    /// Adds an object unless its key is there. It is durable when this returns.
    ///
    /// @return whether it is new
    /// @throws BucketException if it may not be stored
    boolean add(String key, byte[] content);

    /// Opens an object, which the caller closes; empty if there is none.
    ///
    /// @throws BucketException if that is unknown
    Optional<StoredObject> open(String key);
}
