package tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;

/// The keys of the table, and the only place that puts them together or takes them apart.
///
/// Their parts are joined by `#`. Strangers choose some of them, so a part is bounded, and one that is long, empty or
/// holds anything but plain ASCII (in a submitter's name also letters of any script) is cut and ends in `~` and its
/// hash. No other part holds a `~`.
final class Keys {

    /// Stands for a receiving MX that the report does not name.
    static final String NOT_NAMED = "~";

    /// Stands for the rarest failures, folded together.
    static final String FOLDED = "~other";

    static final String DOMAINS = "DOMAINS";
    static final String SETTINGS = "SETTINGS";
    static final String REPORTERS = "REPORTERS";
    static final String BLOCKED_DOMAINS = "BLOCKED-DOMAINS";
    static final int HELD_SHARDS = 16;

    private static final String DOMAIN = "D#";
    private static final String LINE = "~";
    private static final String DECIDED = "#decided";
    private static final int DOMAIN_BYTES = 255;
    private static final int SUBMITTER_BYTES = 128;
    private static final int REPORTER_BYTES = 512;
    private static final int DIAGNOSIS_BYTES = 64;
    private static final HexFormat HEX = HexFormat.of();

    private Keys() {}

    static Key report(ReportRef ref) {
        return new Key(domainPartition(ref.domain()), "R#" + ref.day() + "#" + ref.identity());
    }

    /// @param item of a report; it names the domain where the key has only its hash
    static ReportRef reportRef(Item item) {
        var domain = item.textOrNull("domain");
        var parts = item.key().sk().split("#", 3);
        return new ReportRef(
                domain != null ? domain : item.key().pk().substring(DOMAIN.length()),
                LocalDate.parse(parts[1]),
                parts[2]);
    }

    /// All that was counted of one claim.
    static Key claim(String domain, LocalDate day, String claim) {
        return new Key(domainPartition(domain), "C#" + day + "#" + claim);
    }

    static Key reporterDay(String domain, LocalDate day, Trust trust, String submitter) {
        return new Key(domainPartition(domain), "A#" + day + "#" + trust + "#" + submitterPart(submitter));
    }

    /// @param failure its parts are key parts already
    static Key failureDay(String domain, LocalDate day, Trust trust, String submitter, Failure failure) {
        return new Key(
                domainPartition(domain),
                "F#" + day + "#" + trust + "#" + submitterPart(submitter) + "#"
                        + failure.policy().token() + "#" + failure.diagnosis() + "#" + failure.mx());
    }

    static Key domainDay(String domain, LocalDate day) {
        return new Key(dayPartition(day), domainPart(domain));
    }

    static Key quota(String domain, LocalDate day) {
        return new Key(domainPartition(domain), "Q#" + day);
    }

    /// Counts the names below a listed domain that reporters made known on a day.
    static Key names(String listed, LocalDate day) {
        return new Key(domainPartition(listed), "N#" + day);
    }

    /// What was observed of a reporter, until it expires.
    static Key reporter(ReporterId reporter) {
        return new Key(REPORTERS, reporterPart(reporter));
    }

    /// What the operator decided on a reporter, which stays.
    static Key decision(ReporterId reporter) {
        return new Key(REPORTERS, reporterPart(reporter) + DECIDED);
    }

    /// Both of these, and nothing else: an address cannot go on with what sorts between them.
    static Range aboutReporter(ReporterId reporter) {
        return Range.of(REPORTERS, reporter(reporter).sk(), decision(reporter).sk());
    }

    static boolean isDecision(Key key) {
        return key.sk().endsWith(DECIDED);
    }

    private static String reporterPart(ReporterId reporter) {
        return part(reporter.key(), REPORTER_BYTES, Keys::isPlainAscii);
    }

    /// A signing domain that the operator blocked, with all below it.
    static Key blockedDomain(String domain) {
        return new Key(BLOCKED_DOMAINS, domainPart(domain));
    }

    /// All that a blocked reporter's reports are kept in.
    static String blockedPartition(ReporterId reporter) {
        return "BLOCKED#" + reporterPart(reporter);
    }

    /// A report that was taken back out when its reporter was blocked.
    static Key blocked(ReporterId reporter, ReportRef ref) {
        return new Key(blockedPartition(reporter), ref.day() + "#" + domainPart(ref.domain()) + "#" + ref.identity());
    }

    /// Counts the new reports of an organization on a day of arrival.
    static Key organization(Trust trust, String organization, LocalDate day) {
        return new Key("ARRIVED#" + day, trust + "#" + domainPart(organization));
    }

    static Key domain(String domain) {
        return new Key(DOMAINS, domainPart(domain));
    }

    static Key held(String objectKey) {
        return new Key(heldPartition(objectKey.hashCode() & (HELD_SHARDS - 1)), objectKey);
    }

    /// An object that is only counted in its sender's summary line.
    static Key heldBeyond(String objectKey) {
        return new Key(heldBeyondPartition(objectKey.hashCode() & (HELD_SHARDS - 1)), objectKey);
    }

    /// The line of all that is held of one sender for one reason on one day; it sorts behind every object.
    static Key heldLine(LocalDate day, HeldReason reason, String sender) {
        return held(LINE + day + "#" + reason + "#" + submitterPart(sender));
    }

    static boolean isHeldLine(Key key) {
        return key.sk().startsWith(LINE);
    }

    static boolean isReport(Key key) {
        return key.pk().startsWith(DOMAIN) && key.sk().startsWith("R#");
    }

    static boolean isFailureDay(Key key) {
        return key.pk().startsWith(DOMAIN) && key.sk().startsWith("F#");
    }

    static boolean isReporterDay(Key key) {
        return key.pk().startsWith(DOMAIN) && key.sk().startsWith("A#");
    }

    static boolean isDomainDay(Key key) {
        return key.pk().startsWith("DAY#");
    }

    static boolean isQuota(Key key) {
        return key.pk().startsWith(DOMAIN) && key.sk().startsWith("Q#");
    }

    static String domainPartition(String domain) {
        return DOMAIN + domainPart(domain);
    }

    /// @param domain its key in the register
    static String domainPartition(Key domain) {
        return DOMAIN + domain.sk();
    }

    static String dayPartition(LocalDate day) {
        return "DAY#" + day;
    }

    static String heldBeyondPartition(int shard) {
        return "HELDBEYOND#" + shard;
    }

    static String heldPartition(int shard) {
        return "HELD#" + shard;
    }

    /// Where the rows of these days begin, of one kind: `R`, `A` or `F`.
    static String from(String kind, LocalDate first) {
        return kind + "#" + first + "#";
    }

    /// Behind the last of them: `$` follows `#`.
    static String to(String kind, LocalDate last) {
        return kind + "#" + last + "$";
    }

    static String diagnosisPart(String token) {
        return part(token, DIAGNOSIS_BYTES, Keys::isPlainAscii);
    }

    static String domainPart(String name) {
        return part(name, DOMAIN_BYTES, Keys::isPlainAscii);
    }

    private static String submitterPart(String name) {
        return part(name, SUBMITTER_BYTES, c -> isPlainAscii(c) || (c >= 0x80 && Character.isLetterOrDigit(c)));
    }

    static String sha256(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static String part(String text, int maxBytes, IntPredicate plain) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!text.isEmpty() && bytes.length <= maxBytes && text.codePoints().allMatch(plain)) {
            return text;
        }
        var hash = sha256(bytes).substring(0, 32);
        var kept = new StringBuilder();
        int room = (maxBytes - hash.length() - 1) / 4;
        text.codePoints().limit(room).forEach(c -> kept.appendCodePoint(plain.test(c) ? c : '_'));
        return kept + "~" + hash;
    }

    /// Returns the beginning of an untrusted text.
    static String cut(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars);
    }

    static @Nullable String cutOrNull(@Nullable String text, int chars) {
        return text == null ? null : cut(text, chars);
    }

    private static boolean isPlainAscii(int c) {
        return c >= ' ' && c < 0x7f && c != '#' && c != '~' && c != '/';
    }
}
