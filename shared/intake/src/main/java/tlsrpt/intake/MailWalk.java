package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.io.MaxHeaderLengthLimitException;
import org.apache.james.mime4j.io.MaxHeaderLimitException;
import org.apache.james.mime4j.io.MaxLineLimitException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jspecify.annotations.Nullable;

/// Goes through a mail part by part and has each opened; of the mail no more than a window is in memory.
final class MailWalk {

    private final DocumentOpener opening;
    private final Findings findings;
    private final Limits limits;
    private final Fields fields;
    private final Deque<Level> levels = new ArrayDeque<>();
    private String within = "";

    MailWalk(DocumentOpener opening, Findings findings, Limits limits) {
        this.opening = opening;
        this.findings = findings;
        this.limits = limits;
        this.fields = new Fields(limits);
    }

    /// A message or a multipart that the walk is inside of.
    private static final class Level {

        private final @Nullable Level parent;
        private final boolean multipart;
        private final int work;
        private @Nullable Entity message;
        private int parts;

        Level(@Nullable Level parent, boolean multipart, int work) {
            this.parent = parent;
            this.multipart = multipart;
            this.work = work;
            this.message = multipart && parent != null ? parent.message : null;
        }
    }

    /// The mail that a document is, or a message of an mbox.
    void document(InputStream in) throws IOException {
        walk(in, true);
    }

    /// A mail inside of something else.
    void nested(InputStream in, String place) throws IOException {
        within = place;
        walk(in, false);
    }

    private void walk(InputStream in, boolean isDocument) throws IOException {
        var config = MimeConfig.custom()
                .setMaxContentLen(-1)
                .setMaxHeaderCount(limits.headerFields())
                .setMaxLineLen(limits.headerLine())
                .setMalformedHeaderStartsBody(false)
                .build();
        var tokens = new MimeTokenStream(config, null, fields, fields.new Descriptors("text/plain"));
        try {
            tokens.parse(in);
            for (var state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = next(tokens)) {
                switch (state) {
                    case T_START_MESSAGE -> enter(false, 0);
                    case T_END_HEADER -> header(isDocument);
                    case T_START_MULTIPART ->
                        enter(true, Boundary.work(tokens.getBodyDescriptor().getBoundary()));
                    case T_START_BODYPART -> {
                        findings.part();
                        levels.getLast().parts++;
                    }
                    case T_BODY -> leaf(fields.entity(), tokens.getInputStream());
                    case T_END_MESSAGE, T_END_MULTIPART -> leave();
                    default -> {}
                }
            }
        } finally {
            while (!levels.isEmpty()) {
                leave();
            }
        }
    }

    private EntityState next(MimeTokenStream tokens) throws IOException {
        try {
            return tokens.next();
        } catch (MaxHeaderLimitException e) {
            throw new LimitBroken("has more than " + limits.headerFields() + " header fields");
        } catch (MaxHeaderLengthLimitException e) {
            throw new LimitBroken("has a header longer than " + limits.headerBytes() + " bytes");
        } catch (MimeException e) {
            if (e.getCause() instanceof MaxLineLimitException) {
                throw new LimitBroken("has a header line longer than " + limits.headerLine() + " bytes");
            }
            throw new Unreadable("is not readable mail");
        }
    }

    private void enter(boolean multipart, int work) throws LimitBroken {
        levels.addLast(new Level(levels.peekLast(), multipart, work));
        findings.enter(work);
    }

    private void leave() {
        findings.leave(levels.removeLast().work);
    }

    private void header(boolean isDocument) {
        var entity = fields.entity();
        var level = levels.getLast();
        if (level.message == null) {
            level.message = entity;
            if (isDocument && level.parent == null) {
                findings.mail(entity);
            }
            if (PartContext.claimed(entity)) {
                findings.claims();
            }
        }
        if (entity.isTlsReport()) {
            findings.claims();
        }
    }

    private void leaf(Entity part, InputStream body) throws IOException {
        var wrapping = new PartContext(place(), levels.getLast().message, part, null);
        try {
            var raw = new Source(body);
            var encoding = Encoding.of(part);
            boolean plain = encoding == Encoding.NONE || isNotEncodedAfterAll(raw, encoding);
            opening.part(plain ? raw : new Source(encoding.decoding(raw)), wrapping, findings);
        } catch (Unreadable e) {
            findings.fault(e.why(), wrapping.place(), e.reason());
        }
    }

    /// Some senders declare an encoding that they do not apply. Nothing encoded begins like these, but for JSON, which
    /// quoted-printable leaves as it is where it begins.
    private static boolean isNotEncodedAfterAll(Source raw, Encoding declared) throws IOException {
        return switch (DocumentFormat.of(raw)) {
            case GZIP, ZIP -> true;
            case JSON -> declared == Encoding.BASE64;
            default -> false;
        };
    }

    /// `part 2.1` is the first part of the second.
    private String place() {
        var numbers = new StringBuilder();
        for (Iterator<Level> outermostFirst = levels.iterator(); outermostFirst.hasNext(); ) {
            var level = outermostFirst.next();
            if (level.multipart) {
                numbers.append(numbers.isEmpty() ? "part " : ".").append(level.parts);
            }
        }
        return within.isEmpty() ? numbers.toString() : numbers.isEmpty() ? within : within + ", " + numbers;
    }
}
