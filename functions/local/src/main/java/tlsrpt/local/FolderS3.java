package tlsrpt.local;

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
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// S3 as a folder: an object is a file whose path is its key. Its news goes to the queue, as S3's does.
final class FolderS3 implements S3Client {

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
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        var target = path(request.key());
        boolean onlyNew = "*".equals(request.ifNoneMatch());
        try {
            if (onlyNew && Files.exists(target)) {
                throw preconditionFailed();
            }
            Files.createDirectories(target.getParent());
            var unfinished = Files.createTempFile(scratch, "object", null);
            try (var in = body.contentStreamProvider().newStream()) {
                write(in, unfinished);
                place(unfinished, target, request.key(), onlyNew);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            return PutObjectResponse.builder().build();
        } catch (IOException e) {
            throw SdkClientException.create("the object cannot be stored", e);
        }
    }

    private void place(Path unfinished, Path target, String key, boolean onlyNew) throws IOException {
        var entry = queue.announce(key, false);
        boolean placed = false;
        try {
            placed = move(unfinished, target, onlyNew);
        } finally {
            if (placed) {
                queue.ready(entry);
            } else {
                queue.retract(entry);
            }
        }
        if (!placed) {
            throw preconditionFailed();
        }
    }

    private synchronized boolean move(Path unfinished, Path target, boolean onlyNew) throws IOException {
        if (onlyNew && Files.exists(target)) {
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
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        try {
            var file = path(request.key());
            var response = GetObjectResponse.builder()
                    .contentLength(Files.size(file))
                    .lastModified(Files.getLastModifiedTime(file).toInstant())
                    .build();
            return transformer.transform(response, AbortableInputStream.create(Files.newInputStream(file)));
        } catch (NoSuchFileException e) {
            throw NoSuchKeyException.builder()
                    .message("no such object")
                    .statusCode(404)
                    .cause(e)
                    .build();
        } catch (Exception e) {
            throw SdkClientException.create("the object cannot be read", e);
        }
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw S3Exception.builder()
                    .message("no key of this folder")
                    .statusCode(400)
                    .build();
        }
        return folder.resolve(key);
    }

    private static S3Exception preconditionFailed() {
        return (S3Exception) S3Exception.builder()
                .message("the object is there already")
                .statusCode(412)
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
