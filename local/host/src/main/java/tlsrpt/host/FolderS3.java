package tlsrpt.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tlsrpt.aws.Bucket;
import tlsrpt.aws.BucketException;
import tlsrpt.aws.StoredObject;

/// S3 as a folder: an object is a file whose path is its key. Its news goes to the queue, as S3's does.
final class FolderS3 implements Bucket {

    /// The bucket's name.
    static final String BUCKET = "local";

    /// Parts that are no way out of the folder and a file name everywhere.
    private static final Pattern KEY =
            Pattern.compile("(?!.*(^|/)\\.\\.?(/|$))[\\w.!@+=-]{1,200}(/[\\w.!@+=-]{1,200}){0,5}");

    private final Path folder;
    private final Path scratch;
    private final Queue queue;

    FolderS3(DataFolder data, Queue queue) {
        this.folder = data.objects();
        this.scratch = data.scratch();
        this.queue = queue;
    }

    /// Takes every object's key and when it was stored.
    interface Visitor {
        void visit(String key, Instant stored) throws IOException, InterruptedException;
    }

    void visit(Visitor visitor) throws IOException, InterruptedException {
        try (var files = Files.walk(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    var key = folder.relativize(file).toString().replace('\\', '/');
                    visitor.visit(key, Files.getLastModifiedTime(file).toInstant());
                }
            }
        }
    }

    boolean exists(String key) {
        return Files.exists(path(key));
    }

    @Override
    public boolean add(String key, byte[] content) {
        try (var in = new ByteArrayInputStream(content)) {
            return add(key, in);
        } catch (IOException e) {
            throw new BucketException("the object cannot be stored", e);
        }
    }

    /// Puts it where nothing has this key yet, and says whether it is new.
    boolean add(String key, InputStream content) throws IOException {
        var target = path(key);
        if (Files.exists(target)) {
            return false;
        }
        Files.createDirectories(target.getParent());
        var unfinished = Files.createTempFile(scratch, "object", null);
        try {
            write(content, unfinished);
            return place(unfinished, target, key);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private boolean place(Path unfinished, Path target, String key) throws IOException {
        var entry = queue.announce(key, false);
        boolean placed = false;
        try {
            placed = move(unfinished, target);
        } finally {
            if (placed) {
                queue.ready(entry);
            } else {
                queue.retract(entry);
            }
        }
        return placed;
    }

    private synchronized boolean move(Path unfinished, Path target) throws IOException {
        if (Files.exists(target)) {
            return false;
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /// Until it is on the disk, not only with the operating system: who sent it may forget it then.
    private static void write(InputStream in, Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                var bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
    }

    @Override
    public Optional<StoredObject> open(String key) {
        try {
            var file = path(key);
            var stored = Files.getLastModifiedTime(file).toInstant();
            return Optional.of(new StoredObject(Files.newInputStream(file), Files.size(file), stored, Map.of()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BucketException("the object cannot be read", e);
        }
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new BucketException("no key of this folder", null);
        }
        return folder.resolve(key);
    }
}
