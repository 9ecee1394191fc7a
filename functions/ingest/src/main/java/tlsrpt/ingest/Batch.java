package tlsrpt.ingest;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import tlsrpt.intake.Intake;
import tlsrpt.report.ReportReader;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Ledger;
import tlsrpt.store.Settings;
import tlsrpt.table.Bucket;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;

/// The messages of one invocation. A message that failed because of AWS, or for which no time is left, returns to the
/// queue alone; all others are completed.
public final class Batch {

    private static final long LAST_MILLIS = 10_000;

    private final String name;
    private final Ingest ingest;
    private final Table table;
    private final Ledger ledger;
    private final HeldObjects held;
    private final Journal journal;

    /// All that reads objects of a bucket into a table.
    ///
    /// @param name the bucket's, as S3's news has it
    public static Batch of(
            Bucket bucket, String name, Table table, Clock clock, RandomGenerator random, PrintStream log) {
        return new Batch(
                name,
                new Ingest(bucket, new Intake(new ReportReader(clock))),
                table,
                new Ledger(table, clock, random),
                new HeldObjects(table, clock),
                new Journal(log, clock));
    }

    private Batch(String name, Ingest ingest, Table table, Ledger ledger, HeldObjects held, Journal journal) {
        this.name = name;
        this.ingest = ingest;
        this.table = table;
        this.ledger = ledger;
        this.held = held;
        this.journal = journal;
    }

    /// The ids of those that are to be delivered again.
    List<String> process(List<Message> messages, LongSupplier millisLeft) {
        var again = new ArrayList<String>();
        var counting = new Counting(ledger, held, Settings.read(table), journal);
        // It may be what ended the others' batch, so it is read with nobody beside it; the most tried is the nearest to
        // being given up.
        var suspect = messages.stream().filter(Message::isSuspect).max(Comparator.comparingInt(Message::received));
        for (var message : messages) {
            boolean waits = suspect.isPresent() && !message.equals(suspect.get());
            if (waits || millisLeft.getAsLong() < LAST_MILLIS || !done(message, counting)) {
                again.add(message.id());
            }
        }
        journal.flush();
        return again;
    }

    /// Loads the classes of the first batch before the snapshot is taken. It processes an example whose object is not
    /// in the bucket, so nothing is written.
    void prime() {
        var news = "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"" + name
                + "\"},\"object\":{\"key\":\"mail/none\"}}}]}";
        try {
            process(List.of(new Message("none", news, 1)), () -> Long.MAX_VALUE);
        } catch (TableException _) {
            // Then the first batch waits; that does not keep it from starting.
        }
        ingest.prime();
    }

    private boolean done(Message message, Counting counting) {
        try {
            var news = ObjectCreated.read(message.body());
            if (news.isEmpty()) {
                journal.accept(new IngestEvent.Ignored(message.id(), "it names no object"));
            }
            for (var created : news) {
                if (!created.bucket().equals(name)) {
                    journal.accept(new IngestEvent.Ignored(created.key(), "it is from another bucket"));
                } else {
                    ingest.ingest(created.in(message), chunk -> chunk.count(counting));
                }
            }
            return true;
        } catch (IOException e) {
            journal.accept(new IngestEvent.Ignored(message.id(), "the message is not a notification of S3"));
            return true;
        } catch (RuntimeException e) {
            journal.accept(new IngestEvent.Failed(message.id(), e));
            return false;
        }
    }
}
