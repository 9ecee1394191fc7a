package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The messages of an mbox, one after the other, however long it is.
///
/// A line that begins with `From ` and holds a time of day begins a message: some writers leave body lines such as
/// "From here on" unquoted. One `>` is taken off each `>From `, as mboxrd puts it on.
///
/// Spec: RFC 4155
final class Mbox {

    private static final int LONGEST_SEPARATOR = 1000;
    private static final int SHORT_MESSAGE = 512;

    private final Source in;
    private final int mostShortMessages;
    private final byte[] rest = new byte[1024];
    private boolean first = true;
    private boolean lineStart = true;
    private int messages;

    /// @param in at the first `From ` line, or at blank lines before it
    Mbox(Source in, Limits limits) {
        this.in = in;
        this.mostShortMessages = limits.messages();
    }

    /// The next message, until [#next] is called again; `null` at the end.
    @Nullable
    InputStream next() throws IOException {
        var unread = new Message();
        while (unread.read(rest, 0, rest.length) >= 0) {
            // What the reader of the last message left.
        }
        if (!skipSeparator()) {
            return null;
        }
        if (messages > mostShortMessages && in.taken() / messages < SHORT_MESSAGE) {
            throw new LimitBroken("is an mbox of more than " + mostShortMessages + " short messages");
        }
        messages++;
        return new Message();
    }

    private boolean skipSeparator() throws IOException {
        int b = in.read();
        while (first && b >= 0 && b <= ' ') {
            b = in.read();
        }
        if (b < 0) {
            return false;
        }
        while (b >= 0 && b != '\n') {
            b = in.read();
        }
        lineStart = true;
        first = false;
        return true;
    }

    private final class Message extends Blocks {

        private boolean ended;

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (ended || length == 0) {
                return ended ? -1 : 0;
            }
            if (lineStart) {
                if (first || atSeparator()) {
                    ended = true;
                    return -1;
                }
                if (atQuoted()) {
                    in.pass(1);
                }
            }
            int there = in.ahead(1);
            if (there == 0) {
                ended = true;
                return -1;
            }
            int n = line(Math.min(there, length));
            System.arraycopy(in.buffer(), in.position(), into, offset, n);
            in.pass(n);
            return n;
        }

        /// How many bytes may be given at once: up to a line that must be looked at.
        private int line(int most) {
            var buffer = in.buffer();
            int start = in.position();
            for (int i = start; i < start + most; i++) {
                if (buffer[i] == '\n') {
                    int next = i + 1 < start + most ? buffer[i + 1] : 'F';
                    if (next == 'F' || next == '>') {
                        lineStart = true;
                        return i + 1 - start;
                    }
                }
            }
            lineStart = false;
            return most;
        }

        private boolean atSeparator() throws IOException {
            if (!isFrom(0)) {
                return false;
            }
            int there = in.ahead(LONGEST_SEPARATOR);
            var buffer = in.buffer();
            int at = in.position();
            for (int i = at + 5; i < at + there && buffer[i] != '\n'; i++) {
                if (buffer[i] == ':'
                        && i + 2 < at + there
                        && isDigit(buffer[i - 1])
                        && isDigit(buffer[i + 1])
                        && isDigit(buffer[i + 2])) {
                    return true;
                }
            }
            return false;
        }

        private boolean atQuoted() throws IOException {
            int there = in.ahead(64);
            int quotes = 0;
            while (quotes < there && in.buffer()[in.position() + quotes] == '>') {
                quotes++;
            }
            return quotes > 0 && isFrom(quotes);
        }

        private boolean isFrom(int skipped) throws IOException {
            if (in.ahead(skipped + 5) < skipped + 5) {
                return false;
            }
            int at = in.position() + skipped;
            var buffer = in.buffer();
            return buffer[at] == 'F'
                    && buffer[at + 1] == 'r'
                    && buffer[at + 2] == 'o'
                    && buffer[at + 3] == 'm'
                    && buffer[at + 4] == ' ';
        }

        private static boolean isDigit(byte b) {
            return b >= '0' && b <= '9';
        }
    }
}
