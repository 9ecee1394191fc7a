package tlsrpt.operate;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import tlsrpt.actions.Decision;
import tlsrpt.alerting.Digest;
import tlsrpt.alerting.DigestHtml;
import tlsrpt.alerting.DigestText;
import tlsrpt.alerting.RulesItem;
import tlsrpt.alerting.SnsChannel;
import tlsrpt.aws.CallException;
import tlsrpt.aws.Http;
import tlsrpt.aws.SnsTopics;
import tlsrpt.console.AlertList;
import tlsrpt.console.Forgetting;
import tlsrpt.console.History;
import tlsrpt.console.Operator;
import tlsrpt.console.ReporterList;
import tlsrpt.console.Status;
import tlsrpt.console.Tally;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.ingest.Ingest;
import tlsrpt.store.AlertViews;
import tlsrpt.store.DamagedItemException;
import tlsrpt.store.Decisions;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.KnownReporters;
import tlsrpt.store.Ledger;
import tlsrpt.store.PostureItems;
import tlsrpt.store.Settings;
import tlsrpt.store.Views;
import tlsrpt.sts.StsRequest;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;

/// Operates a collector in AWS through its bucket, table and queues. The deployed functions read what is put into
/// the bucket a little later.
final class StackOperator implements Operator {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String[] DOORS = {"mail/", "https/", "import/"};

    private final Clock clock = Clock.systemUTC();
    private final Stack stack;
    private final Table table;
    private final String bucket;
    private final S3Client s3;
    private final DeadLetters deadLetters;

    StackOperator(Stack stack) throws IOException {
        this.stack = stack;
        table = stack.table();
        bucket = stack.output("BucketName");
        s3 = stack.aws().client(S3Client.builder());
        deadLetters = DeadLetters.of(stack);
    }

    static <T> T ask(String stack, @Nullable String region, CollectorOptions.Task<T> task)
            throws IOException, InterruptedException {
        try (var operator = new StackOperator(Stack.open(stack, region))) {
            return task.of(operator);
        } catch (SdkException | TableException e) {
            throw Aws.trouble(e);
        } catch (DamagedItemException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<String> historyObjects() {
        return History.objects(new Views(table, clock));
    }

    @Override
    public byte[] historyBlock(String key, int n) throws IOException {
        try (var object = s3.getObject(get -> get.bucket(bucket).key(key))) {
            return History.block(object, n);
        } catch (NoSuchKeyException _) {
            return new byte[0];
        }
    }

    @Override
    public String status(boolean json) throws IOException {
        var status = Status.of(
                new Views(table, clock),
                new AlertViews(table, clock),
                new HeldObjects(table, clock),
                deadLetters.keys(),
                deadLetters.waiting());
        return json ? status.json() : status.words();
    }

    @Override
    public Tally importFile(Path file) throws IOException, InterruptedException {
        return new StackImport(s3, bucket, Settings.read(table).retention(), clock).file(file);
    }

    @Override
    public Tally reread(boolean heldOnly, @Nullable LocalDate since) throws InterruptedException {
        var tally = new Tally();
        try (var work = new ManyAtOnce()) {
            if (heldOnly) {
                for (var key : new HeldObjects(table, clock).keys()) {
                    work.start(() -> copy(key, since, tally));
                }
                tally.add("dead letters redriven", deadLetters.redrive());
            } else {
                for (var door : DOORS) {
                    for (var object : s3.listObjectsV2Paginator(
                                    list -> list.bucket(bucket).prefix(door))
                            .contents()) {
                        if (isSince(object.lastModified(), since)) {
                            work.start(() -> copy(object.key(), null, tally));
                        }
                    }
                }
            }
        }
        return tally;
    }

    /// Onto itself, which is news to the functions; the copy remembers when the object first came.
    private void copy(String key, @Nullable LocalDate since, Tally tally) {
        var stored = s3.headObject(head -> head.bucket(bucket).key(key));
        if (!isSince(stored.lastModified(), since)) {
            return;
        }
        var metadata = new HashMap<>(stored.metadata());
        metadata.putIfAbsent(Ingest.FIRST_ARRIVAL, stored.lastModified().toString());
        s3.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey(key)
                .destinationBucket(bucket)
                .destinationKey(key)
                .contentType(stored.contentType())
                .metadata(metadata)
                .metadataDirective(MetadataDirective.REPLACE));
        tally.add("queued for reprocessing", 1);
    }

    private static boolean isSince(Instant stored, @Nullable LocalDate since) {
        return since == null
                || !stored.isBefore(since.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    @Override
    public Answer forget(String report) {
        return new Forgetting(new Views(table, clock), new Ledger(table, clock, new SecureRandom())).forget(report);
    }

    @Override
    public String alerts(boolean json) throws IOException {
        var list = AlertList.of(new AlertViews(table, clock), new PostureItems(table, clock), clock);
        return json ? list.json() : list.words();
    }

    @Override
    public String digest(LocalDate monday, boolean html) {
        var digest = Digest.of(new Views(table, clock), new AlertViews(table, clock), monday, clock.instant());
        return html ? DigestHtml.of(digest) : DigestText.of(digest);
    }

    @Override
    public void testAlert() throws IOException {
        try (var http = Http.client(PATIENCE)) {
            var sns = new SnsTopics(stack.aws().environment(stack.region()), http, PATIENCE);
            new SnsChannel(sns::publish, stack.output("AlertTopicArn"), "", "").publish(Alert.test(clock.instant()));
        } catch (CallException e) {
            throw new IOException("the test alert was not sent: " + e.getMessage(), e);
        }
    }

    @Override
    public String rules() {
        return RulesItem.read(table).json();
    }

    @Override
    public void rules(String json) {
        RulesItem.write(table, Rules.of(json));
    }

    @Override
    public String reporters(boolean json) throws IOException {
        var list = ReporterList.of(new KnownReporters(table, clock), clock);
        return json ? list.json() : list.words();
    }

    /// What it changes goes through the table's stream to the alert function.
    @Override
    public Answer decide(Decision decision, String reporter) {
        var made = decision.make(decisions(), reporter);
        return new Answer(made.done(), made.text());
    }

    @Override
    public StsRequest.Answer sts(StsRequest request) throws IOException {
        return new PublishClient(stack).ask(request);
    }

    private Decisions decisions() {
        return new Decisions(table, clock, new SecureRandom());
    }

    @Override
    public void close() {
        s3.close();
        deadLetters.close();
        stack.close();
    }
}
