package tlsrpt.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at everything around a collector on this machine: its configuration, DNS, its receivers, its channels.
public interface LocalDoctor {

    /// Examines one thing after the other.
    ///
    /// @param config the configuration; `null` for the usual file, or none where that is missing
    /// @param data the data folder; `null` for that of the configuration
    /// @return the data folder
    Path examine(@Nullable Path config, @Nullable Path data, Consumer<Check> found)
            throws IOException, InterruptedException;
}
