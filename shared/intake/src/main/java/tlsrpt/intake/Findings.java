package tlsrpt.intake;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Hints;
import tlsrpt.report.Reading;
import tlsrpt.report.Reading.Refused.Why;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;

/// The reports and faults found in one message or document, and the share of its limits that it has used.
final class Findings {

    private static final List<String> FILE_NAME_FIELDS =
            List.of("content-type", "content-disposition", "content-description");

    private final String place;
    private final Transport transport;
    private final boolean asStored;
    private final Authority authority;
    private final Limits limits;
    private final List<Delivered> delivered = new ArrayList<>(1);
    private final List<Fault> faults = new ArrayList<>(0);
    private final List<Fault> limitsBroken = new ArrayList<>(0);
    private boolean claims;
    private boolean isMail;
    private @Nullable Instant arrival;
    private @Nullable Instant sent;
    private Header header = Header.NONE;
    private @Nullable Entity message;
    private Verdict verdict;

    private int parts;
    private int documents;
    private int documentBytes;
    private long inflated;
    private int nesting;
    private long bytes;
    private int boundaryWork;
    private long workDone;

    /// @param place of the message in an mbox; empty for a document
    /// @param asStored whether it is what was stored, and not something inside of that, which anyone can make
    Findings(String place, Transport transport, Authority authority, boolean asStored, Limits limits) {
        this.place = place;
        this.transport = transport;
        this.authority = authority;
        this.asStored = asStored;
        this.verdict = Verdict.unsigned(asStored ? Verdict.Why.NOT_BY_MAIL : Verdict.Why.ENCLOSED);
        this.limits = limits;
    }

    void claims() {
        claims = true;
    }

    /// Whether the header of the mail decides who sent it.
    boolean needsHeader() {
        return asStored && !(authority instanceof Authority.None);
    }

    /// The document is a mail with these fields.
    void header(Header fields) {
        header = fields;
        verdict = verdict(fields);
    }

    private Verdict verdict(Header header) {
        return switch (authority) {
            case Authority.None _ -> Verdict.unsigned(Verdict.Why.NOT_CHECKED);
            case Authority.Ses ses -> SesHeader.verdict(header, ses.key());
            case Authority.AssumedSes _ -> SesHeader.verdict(header, null);
            case Authority.OwnCheck check -> check.verdict();
            case Authority.MailServer server -> MailServerHeader.verdict(header, server.authservId(), server.arrival());
        };
    }

    /// The document is a mail with this header.
    void mail(Entity header) {
        isMail = true;
        message = header;
        if (asStored && authority instanceof Authority.None) {
            verdict = Verdict.unsigned(Verdict.Why.NOT_CHECKED);
        }
        var received = header.get(Field.RECEIVED);
        arrival = received == null ? null : MailDate.received(received);
        var date = header.get(Field.DATE);
        sent = date == null ? null : MailDate.received(date);
    }

    void deliver(PartContext wrapping, JsonText text, Reading.Read reading) throws LimitBroken {
        if (delivered.size() == limits.reports()) {
            throw new LimitBroken("contains more than " + limits.reports() + " reports");
        }
        var report = reading.report();
        // A message attached to a signed one says nothing about who wrote it.
        var found = message != null && wrapping.message() != message ? Verdict.unsigned(Verdict.Why.ENCLOSED) : verdict;
        var hints = found instanceof Verdict.Verified verified
                ? covered(wrapping, verified.reporter().domain())
                : wrapping.hints();
        delivered.add(new Delivered(
                text,
                wrapping.place(),
                report,
                reading.quirks(),
                hints,
                trust(found, Delivered.claim(report, hints)),
                found));
    }

    /// Returns the hints without those of fields that anyone may have added to the mail.
    private Hints covered(PartContext wrapping, String signer) {
        var hints = wrapping.hints();
        // That of a part or in an archive lies in the body, which is always signed.
        boolean fileNameInHeader = wrapping.fileName() == null && wrapping.part() == message;
        return new Hints(
                SignerRules.covers(header, signer, "tls-report-domain") ? hints.reportDomain() : null,
                SignerRules.covers(header, signer, "tls-report-submitter") ? hints.submitter() : null,
                SignerRules.covers(header, signer, "subject") ? hints.subjectDomain() : null,
                !fileNameInHeader || isEachCovered(signer, FILE_NAME_FIELDS) ? hints.fileNameDomain() : null,
                signer);
    }

    private boolean isEachCovered(String signer, List<String> names) {
        return names.stream().allMatch(name -> header.all(name).isEmpty() || SignerRules.covers(header, signer, name));
    }

    private Trust trust(Verdict found, @Nullable String claim) {
        return switch (transport) {
            case HTTPS -> Trust.ANONYMOUS;
            case IMPORT -> Trust.IMPORTED;
            case MAIL, INBOX ->
                found instanceof Verdict.Verified verified
                                && (claim == null
                                        || Organization.same(verified.reporter().domain(), claim))
                        ? Trust.VERIFIED
                        : Trust.UNSIGNED;
        };
    }

    /// Told only of what claims to be a report: that an attachment of ordinary mail is none is not a fault.
    void fault(Why why, String where, String reason) {
        if (faults.size() < limits.faults()) {
            faults.add(new Fault(why, where, reason));
        } else if (faults.size() == limits.faults()) {
            faults.add(new Fault(
                    Why.PAST_A_LIMIT, "", "has more than " + limits.faults() + " faults; the others are not listed"));
        }
    }

    /// Told of any mail: it was not read to its end, so it may have held a report.
    void limitBroken(String where, String reason) {
        limitsBroken.add(new Fault(Why.PAST_A_LIMIT, where, reason));
    }

    void part() throws LimitBroken {
        if (++parts > limits.parts()) {
            throw new LimitBroken("has more than " + limits.parts() + " parts");
        }
    }

    /// A document is going to be read as a report.
    ///
    /// @return how many bytes it may have
    int document() throws LimitBroken {
        if (++documents > limits.documents()) {
            throw new LimitBroken("contains more than " + limits.documents() + " documents");
        }
        return limits.documentBytes() - documentBytes;
    }

    void documentRead(int bytes) {
        documentBytes += bytes;
    }

    /// So many more bytes of the message have been read.
    void bytes(int more) throws LimitBroken {
        bytes += more;
        if (bytes > limits.messageBytes()) {
            throw new LimitBroken("is longer than " + limits.messageBytes() + " bytes");
        }
        searched(more);
    }

    private void searched(int more) throws LimitBroken {
        workDone += (long) more * boundaryWork;
        if (workDone > limits.boundaryWork()) {
            throw new LimitBroken(
                    "needs more than " + limits.boundaryWork() + " comparisons to find its MIME boundaries");
        }
    }

    /// So many more bytes have come out of an archive.
    void inflated(int more) throws IOException {
        searched(more);
        inflated += more;
        if (inflated > limits.inflatedBytes()) {
            throw new Unreadable(
                    Why.PAST_A_LIMIT, "inflates to a total of more than " + limits.inflatedBytes() + " bytes");
        }
    }

    /// Whatever is read from here to [#leave] lies one level deeper, inside a multipart whose boundary takes this
    /// [work][Boundary#work] to find; 0 where it is not a multipart.
    void enter(int work) throws LimitBroken {
        nesting++;
        boundaryWork += work;
        if (nesting > limits.nesting()) {
            throw new LimitBroken("is nested more than " + limits.nesting() + " deep");
        }
    }

    void leave(int work) {
        nesting--;
        boundaryWork -= work;
    }

    OpenedDocument opened() {
        var told = new ArrayList<Fault>(limitsBroken);
        if (claims || !isMail) {
            told.addAll(faults);
        }
        if (delivered.isEmpty() && told.isEmpty()) {
            if (claims) {
                told.add(new Fault("", "claims to be a TLS report, but contains no report"));
            } else if (!isMail) {
                told.add(new Fault("", "contains no report"));
            }
        }
        return new OpenedDocument(place, claims || !delivered.isEmpty(), delivered, told, arrival, sent);
    }
}
