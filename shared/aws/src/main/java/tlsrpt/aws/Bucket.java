package tlsrpt.aws;

import java.util.Optional;

/// Where raw reports lie: objects that are put there once and never changed.
public interface Bucket {

    /// Puts it where nothing has this key yet. It is safe when this returns.
    ///
    /// @return whether it is new
    /// @throws BucketException where it may not be stored
    boolean add(String key, byte[] content);

    /// Opens it; whoever does closes it. Empty where there is no such object.
    ///
    /// @throws BucketException where that cannot be told
    Optional<StoredObject> open(String key);
}
