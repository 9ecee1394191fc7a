package tlsrpt.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.aws.Bucket;
import tlsrpt.aws.StoredObject;
import tlsrpt.intake.Authority;
import tlsrpt.intake.Intake;
import tlsrpt.intake.Opened;
import tlsrpt.report.Door;
import tlsrpt.report.ReportedDomain;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Ledger;
import tlsrpt.store.Reason;
import tlsrpt.store.Settings;

/// One raw object becomes records: opened, read, sorted. What does not count is held with its reason; what fails for a
/// reason of AWS's throws, and is delivered again.
public final class Ingest {

    /// The metadata in which a copy keeps when the object first arrived, as an instant of RFC 3339.
    public static final String FIRST_ARRIVAL = "first-arrival";

    private static final String EXAMPLE = "mail/r3h3ars4l";
    private static final String SES_SETUP = "AMAZON_SES_SETUP_NOTIFICATION";

    private final Bucket bucket;
    private final Intake intake;
    private final Ledger ledger;
    private final HeldObjects held;
    private final Journal journal;

    public Ingest(Bucket bucket, Intake intake, Ledger ledger, HeldObjects held, Journal journal) {
        this.bucket = bucket;
        this.intake = intake;
        this.ledger = ledger;
        this.held = held;
        this.journal = journal;
    }

    /// Reads an example of what senders mail, and counts nothing.
    void prime() {
        try (var mail = Objects.requireNonNull(Ingest.class.getResourceAsStream("example.eml"))) {
            intake.open(
                    Door.MAIL,
                    EXAMPLE,
                    mail,
                    new Authority.Ses(EXAMPLE),
                    opened -> opened.delivered()
                            .forEach(delivered -> ReportedDomain.in(delivered.report(), delivered.hints())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void ingest(ObjectCreated created, Message message, Settings settings) {
        var key = created.key();
        var door = door(key);
        if (door == null || key.endsWith("/" + SES_SETUP)) {
            journal.ignored(key, "it is no report that came through a door");
        } else if (message.isSuspect()) {
            readSuspect(key, door, message, settings);
        } else {
            // Nothing of the object can be held yet where this is the first that is heard of it.
            boolean mayBeHeld = message.received() > 1 || created.copied() || door == Door.IMPORT;
            read(key, door, mayBeHeld, settings);
        }
    }

    /// What ends the process says nothing. So it is held before it is read, and only its reading takes that back: where
    /// it is handed out once more and still held so, it is left alone.
    private void readSuspect(String key, Door door, Message message, Settings settings) {
        var unfinished = "its reading did not come to an end (message " + message.id() + ")";
        var before = held.find(key);
        if (before.isPresent() && before.get().detail().equals(unfinished)) {
            journal.held(key, Reason.HOSTILE, unfinished);
            return;
        }
        held.hold(key, Reason.HOSTILE, unfinished, 0, null);
        try {
            read(key, door, true, settings);
        } catch (RuntimeException e) {
            putBack(key, before, e);
            throw e;
        }
    }

    private void putBack(String key, Optional<HeldObject> before, RuntimeException cause) {
        try {
            before.ifPresentOrElse(
                    was -> held.hold(key, was.reason(), was.detail(), was.size(), was.who()), () -> held.release(key));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void read(String key, Door door, boolean mayBeHeld, Settings settings) {
        var found = bucket.open(key);
        if (found.isEmpty()) {
            journal.ignored(key, "it is gone");
            if (mayBeHeld) {
                held.release(key);
            }
            return;
        }
        try (var object = found.get()) {
            var sorting = new Sorting(ledger, journal, settings, key, door);
            intake.open(
                    door,
                    key,
                    object.content(),
                    authority(key, door),
                    opened -> sorting.sort(opened, arrival(key, door, opened, object)));
            settle(key, object.size(), sorting.withheld(), mayBeHeld);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void settle(String key, long size, List<Sorting.Withheld> withheld, boolean mayBeHeld) {
        if (!withheld.isEmpty()) {
            var first = withheld.getFirst();
            var others = withheld.size() > 1 ? " (and " + (withheld.size() - 1) + " more)" : "";
            held.hold(key, first.reason(), first.detail() + others, size, first.who());
        } else if (mayBeHeld) {
            held.release(key);
        }
        for (var one : withheld) {
            journal.held(key, one.reason(), one.detail());
        }
    }

    /// Returns whose word counts on the signatures of an object. Only SES can write below `mail/`.
    private static Authority authority(String key, Door door) {
        return switch (door) {
            case MAIL -> new Authority.Ses(key);
            case INBOX, HTTPS, IMPORT -> Authority.None.NONE;
        };
    }

    /// When it first arrived, however often the object was copied: as SES wrote into the mail; else as the copy
    /// remembers it, else when it was stored, and what was POSTed no later than on the day of its key. In an
    /// inbox the topmost Received may be the sender's.
    private static Instant arrival(String key, Door door, Opened opened, StoredObject object) {
        var remembered = instant(object.metadata().get(FIRST_ARRIVAL));
        var known = remembered != null ? remembered : object.stored();
        if (door == Door.HTTPS) {
            var latest = endOfDay(key);
            return latest != null && latest.isBefore(known) ? latest : known;
        }
        return opened.arrival() != null && door != Door.INBOX ? opened.arrival() : known;
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

    private static @Nullable Door door(String key) {
        return switch (key.substring(0, key.indexOf('/') + 1)) {
            case "mail/" -> Door.MAIL;
            case "inbox/" -> Door.INBOX;
            case "https/" -> Door.HTTPS;
            case "import/" -> Door.IMPORT;
            default -> null;
        };
    }
}
