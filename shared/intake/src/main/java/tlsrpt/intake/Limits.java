package tlsrpt.intake;

/// Limits for untrusted documents; every limit is here.
///
/// Real reports are a few kB, the largest known a few MB. The limits leave room for several times that, and keep the
/// worst document under a second and under 64 MB of memory.
///
/// @param messageBytes a mail
/// @param documentBytes the JSON of all reports in a message, inflated
/// @param inflatedBytes all that a message may inflate to, with attachments that turn out to be none of ours
/// @param ratio how many times its compressed length anything may inflate to, once that is more than `ratioFrom`
/// @param members of a gzip that are shorter than 512 bytes on average
/// @param messages of an mbox that are shorter than 512 bytes on average
/// @param parts of a message, with the members of its archives
/// @param nesting of messages, multiparts and containers in one another
/// @param boundaryWork comparisons to find MIME boundaries with, as [Boundary#work] estimates them
/// @param headerField the length of a field that we read; a longer one counts as empty
/// @param documents of a message that are read as reports
/// @param faults of a message that are told
record Limits(
        int messageBytes,
        int documentBytes,
        int inflatedBytes,
        int ratio,
        int ratioFrom,
        int members,
        int messages,
        int parts,
        int nesting,
        int boundaryWork,
        int headerBytes,
        int headerFields,
        int headerLine,
        int headerField,
        int documents,
        int reports,
        int faults) {

    static final Limits DEFAULT = new Limits(
            40 << 20, // messageBytes: what SES takes
            16 << 20, // documentBytes: five times a report of 20,000 details
            64 << 20, // inflatedBytes: a quarter of a second
            250, // ratio: details that are nearly alike reach 100, a bomb 1032
            4 << 20, // ratioFrom
            10_000, // members: each costs a microsecond, however empty
            10_000, // messages: each costs a microsecond, however empty
            500, // parts
            16, // nesting: a report that was forwarded four times in an archive needs 11
            1_000_000_000, // boundaryWork: half a second, or 40 MB below boundaries that begin with 25 hyphens
            1 << 20, // headerBytes
            1_000, // headerFields: mail that went through many hands has a hundred
            64 << 10, // headerLine: SMTP takes 998
            16 << 10, // headerField
            100, // documents
            1_000, // reports
            50); // faults
}
