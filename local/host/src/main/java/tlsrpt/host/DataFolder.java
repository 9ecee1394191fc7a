package tlsrpt.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import tlsrpt.console.HostAddress;
import tlsrpt.console.Operator;

/// Where a collector on one machine keeps everything. The process that works in it holds its lock, so that no two do.
final class DataFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Empty where another process works in it.
    static Optional<DataFolder> lock(Path folder) throws IOException {
        var real = Files.createDirectories(folder).toRealPath();
        var channel = FileChannel.open(real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                var data = new DataFolder(real, channel);
                Files.createDirectories(data.scratch());
                Files.createDirectories(data.inbox());
                return Optional.of(data);
            }
        } catch (OverlappingFileLockException _) {
            // another collector in this very process
        }
        channel.close();
        return Optional.empty();
    }

    Path root() {
        return folder;
    }

    static Path database(Path folder) {
        return Operator.Opener.database(folder);
    }

    /// For what is not whole yet; on the same disk as the rest.
    Path scratch() {
        return folder.resolve("scratch");
    }

    Path inbox() {
        return folder.resolve("inbox");
    }

    /// Says where the host that runs can be asked, and the secret that it answers to.
    void announceHost(HostAddress host) throws IOException {
        var file = HostAddress.file(folder);
        Files.deleteIfExists(file);
        var unfinished = Files.createTempFile(scratch(), "host", null); // readable by its owner only
        Files.writeString(unfinished, host.text());
        Files.move(unfinished, file);
    }

    @Override
    public void close() {
        try (lock) {
            Files.deleteIfExists(HostAddress.file(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
