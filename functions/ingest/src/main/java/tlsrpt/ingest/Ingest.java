package tlsrpt.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Authority;
import tlsrpt.intake.Intake;
import tlsrpt.intake.OpenedDocument;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Transport;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;

/// Turns one raw object into records: opens, parses and sorts it. Reports that do not count are held with the reason.
/// If the storage fails, it throws, and the object must be delivered again.
///
/// Reading and counting are apart. Reading hands on [Chunk]s, and the caller counts each before it returns, in whatever
/// transaction it likes. On AWS every report is a transaction by itself:
///
/// ```java
/// var counting = Counting.of(table, settings, clock, random, journal);
/// ingest.ingest(object, chunk -> chunk.count(counting));
/// ```
///
/// On one machine a chunk, its queue entry and the outbox entries for alerting are one transaction:
///
/// ```java
/// ingest.ingest(object, chunk -> {
///     var events = new ArrayList<IngestEvent>();
///     database.transact(table -> {
///         events.clear(); // of a try that was rolled back
///         chunk.count(Counting.of(table, settings, clock, random, events::add));
///         if (chunk.isLast()) {
///             queue.remove(table, entry);
///         }
///     });
///     events.forEach(audience);
/// });
/// ```
///
/// Exactly one chunk is the last, also of an object that is gone or holds nothing. If the caller throws, so does
/// [#ingest]; what was committed until then stays, and is met as duplicates when the object is delivered again.
public final class Ingest {

    /// The metadata in which a copy keeps when the object first arrived, as an instant of RFC 3339.
    public static final String FIRST_ARRIVAL = "first-arrival";

    private static final String EXAMPLE = "mail/r3h3ars4l";
    private static final String SES_SETUP = "AMAZON_SES_SETUP_NOTIFICATION";

    private final Bucket bucket;
    private final Intake intake;
    private final Function<String, Authority> inbox;

    public Ingest(Bucket bucket, Intake intake) {
        this(bucket, intake, _ -> Authority.None.NONE);
    }

    /// @param inbox returns the authority for the signatures of an object below `inbox/`
    public Ingest(Bucket bucket, Intake intake, Function<String, Authority> inbox) {
        this.bucket = bucket;
        this.intake = intake;
        this.inbox = inbox;
    }

    /// Reads an example of what senders mail, and counts nothing.
    void prime() {
        try (var mail = Objects.requireNonNull(Ingest.class.getResourceAsStream("example.eml"))) {
            intake.open(
                    Transport.MAIL,
                    EXAMPLE,
                    mail,
                    new Authority.Ses(EXAMPLE),
                    opened -> opened.delivered()
                            .forEach(delivered -> ReportedDomain.in(delivered.report(), delivered.hints())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads an object.
    ///
    /// @param counter counts a chunk before it returns, or throws
    public void ingest(ObjectRef object, Consumer<Chunk> counter) {
        var key = object.key();
        var transport = transport(key);
        if (transport == null || key.endsWith("/" + SES_SETUP)) {
            var ignored = new IngestEvent.Ignored(key, "it was not received by mail, HTTPS or import");
            counter.accept(new Chunk(true, counting -> counting.events().accept(ignored)));
        } else if (object.isSuspect()) {
            readSuspect(object, transport, counter);
        } else {
            // Nothing of the object can be held yet on its first notification.
            boolean mayBeHeld = object.received() > 1 || object.copied() || transport == Transport.IMPORT;
            read(key, transport, mayBeHeld, counter);
        }
    }

    /// What ends the process says nothing. So it is held before it is read, and only its reading takes that back: where
    /// it is delivered again and still held with this reason, it is left alone.
    private void readSuspect(ObjectRef object, Transport transport, Consumer<Chunk> counter) {
        var key = object.key();
        var detail = "processing it did not finish (message " + object.delivery() + ")";
        var unfinished = HeldReport.of(HeldReason.HOSTILE, detail, null);
        var before = find(key, counter);
        if (before.isPresent() && before.get().why().equals(unfinished)) {
            var held = new IngestEvent.Held(key, unfinished);
            counter.accept(new Chunk(true, counting -> counting.events().accept(held)));
            return;
        }
        counter.accept(new Chunk(false, counting -> counting.held().hold(key, unfinished, 0)));
        try {
            read(key, transport, true, counter);
        } catch (RuntimeException e) {
            putBack(key, before, e, counter);
            throw e;
        }
    }

    private static Optional<HeldObject> find(String key, Consumer<Chunk> counter) {
        var found = new ArrayList<HeldObject>(1);
        counter.accept(new Chunk(false, counting -> {
            found.clear();
            counting.held().find(key).ifPresent(found::add);
        }));
        return found.stream().findFirst();
    }

    private static void putBack(
            String key, Optional<HeldObject> before, RuntimeException cause, Consumer<Chunk> counter) {
        try {
            counter.accept(new Chunk(
                    false,
                    counting -> before.ifPresentOrElse(
                            was -> counting.held().hold(key, was.why(), was.size()),
                            () -> counting.held().release(key))));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void read(String key, Transport transport, boolean mayBeHeld, Consumer<Chunk> counter) {
        var found = bucket.open(key);
        if (found.isEmpty()) {
            counter.accept(new Chunk(true, counting -> {
                counting.events().accept(new IngestEvent.Ignored(key, "it no longer exists"));
                if (mayBeHeld) {
                    counting.held().release(key);
                }
            }));
            return;
        }
        try (var object = found.get()) {
            var chunks = new Chunks(new ReportSorter(key, transport, object.size(), mayBeHeld), counter);
            intake.open(
                    transport,
                    key,
                    object.content(),
                    authority(key, transport),
                    opened -> chunks.add(opened, arrival(key, transport, opened, object)));
            chunks.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the authority for the signatures of an object. Only SES can write below `mail/`.
    private Authority authority(String key, Transport transport) {
        return switch (transport) {
            case MAIL -> new Authority.Ses(key);
            case INBOX -> inbox.apply(key);
            case HTTPS, IMPORT -> Authority.None.NONE;
        };
    }

    /// When it first arrived, however often the object was copied: as SES wrote into the mail; else as the copy
    /// remembers it, else when it was stored, and what was POSTed no later than on the day of its key. In an
    /// inbox the topmost Received may be the sender's.
    private static Instant arrival(String key, Transport transport, OpenedDocument opened, StoredObject object) {
        var remembered = instant(object.metadata().get(FIRST_ARRIVAL));
        var known = remembered != null ? remembered : object.stored();
        if (transport == Transport.HTTPS) {
            var latest = endOfDay(key);
            return latest != null && latest.isBefore(known) ? latest : known;
        }
        return opened.arrival() != null && transport != Transport.INBOX ? opened.arrival() : known;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /// `https/2026-03-02/…`
    private static @Nullable Instant endOfDay(String key) {
        var parts = key.split("/", 3);
        try {
            return LocalDate.parse(parts[1])
                    .plusDays(1)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                    .minusSeconds(1);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable Transport transport(String key) {
        return switch (key.substring(0, key.indexOf('/') + 1)) {
            case "mail/" -> Transport.MAIL;
            case "inbox/" -> Transport.INBOX;
            case "https/" -> Transport.HTTPS;
            case "import/" -> Transport.IMPORT;
            default -> null;
        };
    }
}
