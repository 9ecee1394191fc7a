package tlsrpt.operate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tlsrpt.console.Sha256;
import tlsrpt.console.Tally;
import tlsrpt.intake.Intake;
import tlsrpt.intake.OpenedDocument;
import tlsrpt.intake.Pieces;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;
import tlsrpt.store.Retention;

/// Old mail and reports on their way to a collector in AWS. They are read here first, so that what is too old to be
/// kept, and other people's mail, never leaves this machine; an mbox goes message by message, since a function reads
/// only so much at once.
final class StackImport {

    private static final int LARGEST = 40 << 20;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final String bucket;
    private final Retention retention;
    private final Clock clock;
    private final Intake intake;

    StackImport(S3Client s3, String bucket, Retention retention, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.retention = retention;
        this.clock = clock;
        this.intake = new Intake(new ReportReader(clock));
    }

    Tally file(Path file) throws IOException, InterruptedException {
        var tally = new Tally();
        var name = String.valueOf(file.getFileName());
        try (var in = Files.newInputStream(file);
                var work = new ManyAtOnce()) {
            var pieces = new Pieces(in);
            for (var piece = pieces.next(); piece != null; piece = pieces.next()) {
                var bytes = piece.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    tally.add("larger than 40 MB", 1);
                    continue;
                }
                work.start(() -> tally.add(piece(name, bytes), 1));
            }
        }
        return tally;
    }

    /// What was done with it.
    private String piece(String name, byte[] bytes) {
        var opened = new ArrayList<OpenedDocument>();
        try {
            intake.open(Transport.IMPORT, name, new ByteArrayInputStream(bytes), opened::add);
        } catch (IOException e) {
            throw new AssertionError("bytes in memory can be read", e);
        }
        if (opened.stream().noneMatch(OpenedDocument::claims)
                && opened.stream().allMatch(one -> one.delivered().isEmpty())) {
            return "no TLS report";
        }
        var delivered = opened.stream().flatMap(one -> one.delivered().stream()).toList();
        var now = clock.instant();
        if (!delivered.isEmpty()
                && delivered.stream()
                        .noneMatch(one -> retention.takes(one.report().day(), now))) {
            return "older than the retention";
        }
        return put(bytes) ? "queued" : "already stored";
    }

    private boolean put(byte[] bytes) {
        var key = "import/" + Sha256.of(bytes);
        try {
            s3.putObject(put -> put.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromBytes(bytes));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }
}
