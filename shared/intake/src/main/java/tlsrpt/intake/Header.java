package tlsrpt.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The header of a message, every field in its order, as needed to decide who sent it.
///
/// Order and number of the fields carry trust, so one line that is not a field makes the whole header unsound.
final class Header {

    static final Header NONE = new Header(List.of(), false);

    private final List<Line> lines;
    private final boolean isSound;
    private @Nullable List<DkimSignature> signatures;

    private Header(List<Line> lines, boolean isSound) {
        this.lines = lines;
        this.isSound = isSound;
    }

    /// One field.
    ///
    /// @param name in lower case
    /// @param text the whole field as Latin-1, its lines joined by CRLF
    record Line(String name, String text) {

        /// Returns the text behind the colon, with folds as sent.
        String value() {
            return text.substring(text.indexOf(':') + 1);
        }

        /// Returns the value with every run of blanks as one space.
        String unfolded() {
            return Blanks.collapsed(value());
        }
    }

    /// Reads the bytes of a header with the empty line that ends it, or as much of it as the limits allow.
    static byte[] bytes(Source in, Limits limits) throws IOException {
        int most = limits.headerBytes();
        var bytes = new byte[8192];
        int length = 0;
        boolean empty = true;
        boolean ended = false;
        for (int there = in.ahead(1); there > 0 && !ended && length < most; there = in.ahead(1)) {
            int taken = 0;
            while (taken < there && !ended && length + taken < most) {
                byte b = in.buffer()[in.position() + taken++];
                ended = b == '\n' && empty;
                empty = b == '\n' || (empty && b == '\r');
            }
            if (length + taken > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            System.arraycopy(in.buffer(), in.position(), bytes, length, taken);
            length += taken;
            in.pass(taken);
        }
        return Arrays.copyOf(bytes, length);
    }

    /// Returns the header in these [bytes][#bytes]. One that reaches a limit is unsound, since it may go on.
    static Header of(byte[] bytes, Limits limits) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var lines = new ArrayList<Line>();
        boolean sound = bytes.length < limits.headerBytes() && text.indexOf('\0') < 0;
        @Nullable StringBuilder field = null;
        for (int start = 0; start < text.length() && lines.size() <= limits.headerFields(); ) {
            int feed = text.indexOf('\n', start);
            int next = feed < 0 ? text.length() : feed + 1;
            int end = feed < 0 ? text.length() : feed;
            end = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            if (end == start) {
                break;
            }
            for (int i = start; i < end && sound; i++) {
                sound = text.charAt(i) != '\r';
            }
            if (!Blanks.isBlank(text.charAt(start))) {
                sound &= finish(field, lines);
                field = new StringBuilder().append(text, start, end);
            } else if (field != null) {
                field.append("\r\n").append(text, start, end);
            } else {
                sound = false;
            }
            start = next;
        }
        sound &= finish(field, lines) && lines.size() <= limits.headerFields();
        return new Header(lines, sound);
    }

    private static boolean finish(@Nullable StringBuilder field, List<Line> lines) {
        if (field == null) {
            return true;
        }
        var text = field.toString();
        int colon = text.indexOf(':');
        var name = colon < 0 ? "" : Blanks.stripped(text.substring(0, colon));
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) >= 0x7F) {
                return false;
            }
        }
        return !name.isEmpty() && lines.add(new Line(name.toLowerCase(Locale.ROOT), text));
    }

    List<Line> lines() {
        return lines;
    }

    /// Whether every line follows RFC 5322 §2.2.
    boolean isSound() {
        return isSound;
    }

    /// Returns the well-formed DKIM signatures, from the top.
    List<DkimSignature> signatures() {
        if (signatures == null) {
            signatures = all(DkimSignature.FIELD).stream()
                    .map(DkimSignature::of)
                    .filter(Objects::nonNull)
                    .toList();
        }
        return signatures;
    }

    /// Returns all fields of this name, from the top.
    List<Line> all(String name) {
        var all = new ArrayList<Line>();
        for (var line : lines) {
            if (line.name.equals(name)) {
                all.add(line);
            }
        }
        return all;
    }

    /// Returns the only field of this name, or `null` if there are none or several.
    @Nullable
    Line only(String name) {
        var all = all(name);
        return all.size() == 1 ? all.getFirst() : null;
    }
}
