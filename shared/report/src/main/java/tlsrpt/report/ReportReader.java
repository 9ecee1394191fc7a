package tlsrpt.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads TLS reports out of JSON: all that real senders write, each departure from RFC 8460 noted as a [Quirk].
///
/// What cannot be counted is [refused][Reading.Refused] with its place and reason, and so is what breaks a limit;
/// nothing that a stranger sends makes it throw. One reader may serve many threads.
///
/// Spec: RFC 8460 §4, RFC 7493 (I-JSON)
public final class ReportReader {

    /// Increases when the same bytes parse differently, so that a stored report can tell that it would gain by another
    /// reading.
    public static final int VERSION = 1;

    /// The largest document, in bytes. Senders' reports are a few kB; the largest receivers cap at 10 MB.
    public static final int MAX_BYTES = 16 << 20;

    static final int MAX_DEPTH = 32;
    static final int MAX_TEXT = 64 << 10; // a whole policy file, the longest text there is (RFC 8461 §3.3)
    static final int MAX_NAME = 1 << 10;
    static final int MAX_NUMBER = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .build();

    private final Clock clock;
    private final KeyOrder order = new KeyOrder();

    /// @param clock tells which ranges lie in the future
    public ReportReader(Clock clock) {
        this.clock = clock;
    }

    /// The reports of a document in its order: normally one, several where it is an array or holds one after the
    /// other. Never empty.
    public List<Reading> read(byte[] document) {
        return read(document, 0, document.length);
    }

    /// As [#read(byte[])], of a part of an array.
    public List<Reading> read(byte[] document, int offset, int length) {
        if (length > MAX_BYTES) {
            return List.of(new Reading.Refused(
                    Reading.Refused.Why.PAST_A_LIMIT,
                    "",
                    "is " + length + " bytes long, and " + MAX_BYTES + " are read"));
        }
        try {
            return parser(new PlainTokens(document, offset, length), null).document();
        } catch (PlainTokens.Unusual _) {
            return readByJackson(document, offset, length);
        } catch (IOException e) {
            return List.of(ReportParser.refused("", e));
        }
    }

    List<Reading> readByJackson(byte[] document, int offset, int length) {
        try {
            var parser = parser(
                    new JacksonTokens(JSON.createParser(document, offset, length)),
                    encodingQuirk(document, offset, length));
            var readings = parser.document();
            if (!parser.malformed() || isUtf8(document, offset, length)) {
                return readings;
            }
            var bytes = new ByteArrayInputStream(document, offset, length);
            return parser(
                            new JacksonTokens(JSON.createParser(new InputStreamReader(bytes, StandardCharsets.UTF_8))),
                            "is not UTF-8 throughout; wrong bytes were read as U+FFFD")
                    .document();
        } catch (IOException e) {
            return List.of(ReportParser.refused("", e));
        }
    }

    private ReportParser parser(JsonTokens json, @Nullable String encodingQuirk) {
        return new ReportParser(json, order, clock, encodingQuirk);
    }

    private static @Nullable String encodingQuirk(byte[] document, int offset, int length) {
        if (length < 4) {
            return null;
        }
        byte b0 = document[offset];
        byte b1 = document[offset + 1];
        if (b0 == (byte) 0xEF && b1 == (byte) 0xBB) {
            return "starts with a byte-order mark, which was skipped";
        }
        return b0 == (byte) 0xFE || b0 == (byte) 0xFF || b0 == 0 || b1 == 0 ? "is not UTF-8; read as UTF-16" : null;
    }

    /// Piece by piece: all characters of a large document at once would take twice its memory.
    private static boolean isUtf8(byte[] document, int offset, int length) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var bytes = ByteBuffer.wrap(document, offset, length);
        var piece = CharBuffer.allocate(8_192);
        for (; ; ) {
            var result = decoder.decode(bytes, piece, true);
            if (!result.isOverflow()) {
                return result.isUnderflow();
            }
            piece.clear();
        }
    }
}
