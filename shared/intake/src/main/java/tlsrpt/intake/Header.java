package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The header of a message, every field in its order, as needed to decide who sent it.
///
/// Order and number of the fields carry trust, so one line that is not a field makes the whole header unsound.
///
/// @param isSound whether every line follows RFC 5322 §2.2
record Header(List<Line> lines, boolean isSound) {

    static final Header NONE = new Header(List.of(), false);

    Header {
        lines = List.copyOf(lines);
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

    /// Reads the bytes of a header with the empty line that ends it, or the first `most` bytes of it.
    static byte[] bytes(InputStream in, int most) throws IOException {
        var bytes = new byte[4096];
        int length = 0;
        boolean empty = true;
        while (length < most) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * length, most));
            }
            bytes[length++] = (byte) b;
            if (b == '\n') {
                if (empty) {
                    break;
                }
                empty = true;
            } else if (b != '\r') {
                empty = false;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /// @param most as for [#bytes]: a header of that length may go on, so it is unsound
    static Header of(byte[] bytes, int most) {
        var lines = new ArrayList<Line>();
        boolean sound = bytes.length < most;
        @Nullable StringBuilder field = null;
        for (var line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            var bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (bare.isEmpty()) {
                break;
            }
            sound &= bare.indexOf('\r') < 0 && bare.indexOf('\0') < 0;
            if (Blanks.isBlank(bare.charAt(0))) {
                sound &= field != null;
                if (field != null) {
                    field.append("\r\n").append(bare);
                }
                continue;
            }
            sound &= finish(field, lines);
            field = new StringBuilder(bare);
        }
        sound &= finish(field, lines);
        return new Header(lines, sound);
    }

    private static boolean finish(@Nullable StringBuilder field, List<Line> lines) {
        if (field == null) {
            return true;
        }
        var text = field.toString();
        int colon = text.indexOf(':');
        var name = colon < 0 ? "" : Blanks.stripped(text.substring(0, colon));
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return false;
        }
        lines.add(new Line(name.toLowerCase(Locale.ROOT), text));
        return true;
    }

    /// Returns all fields of this name, from the top.
    List<Line> all(String name) {
        return lines.stream().filter(line -> line.name.equals(name)).toList();
    }

    /// Returns the only field of this name, or `null` if there are none or several.
    @Nullable
    Line only(String name) {
        var all = all(name);
        return all.size() == 1 ? all.getFirst() : null;
    }
}
