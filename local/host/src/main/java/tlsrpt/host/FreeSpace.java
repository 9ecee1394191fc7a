package tlsrpt.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// The free space of the data folder's file system. Some of it is reserved for finishing work that was already
/// accepted.
final class FreeSpace {

    private static final long LEAST = 200_000_000;

    private final FileStore disk;
    private final long usual;
    private volatile long floor;

    /// @param floor the bytes to keep free; negative for the default, 2% of the file system but at least 200 MB
    FreeSpace(Path folder, long floor) throws IOException {
        this.disk = Files.getFileStore(folder);
        this.usual = Math.max(LEAST, disk.getTotalSpace() / 50);
        keepFree(floor);
    }

    /// Sets the number of bytes to keep free; negative for the default.
    final void keepFree(long bytes) {
        floor = bytes >= 0 ? bytes : usual;
    }

    long free() throws IOException {
        return disk.getUsableSpace();
    }

    long floor() {
        return floor;
    }

    /// Returns whether there is less than must be kept, so that nothing may be accepted.
    boolean isLow() {
        try {
            return disk.getUsableSpace() < floor;
        } catch (IOException e) {
            return false; // The database will say what is wrong.
        }
    }
}
