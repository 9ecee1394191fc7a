package tlsrpt.intake;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import tlsrpt.report.Reading.Refused.Why;

/// The bytes in a gzip, all its members in a row. What follows the last one is left alone: some senders pad.
///
/// Spec: RFC 1952
final class Gunzip extends Blocks {

    private static final int SHORT_MEMBER = 512;
    private static final int CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final Source in;
    private final Inflater inflater;
    private final CRC32 checksum = new CRC32();
    private final int mostShortMembers;
    private boolean ended;
    private int members;

    /// @param inflater for raw deflate data (`nowrap`), fresh or reset
    Gunzip(Source in, Inflater inflater, Limits limits) throws IOException {
        this.in = in;
        this.inflater = inflater;
        this.mostShortMembers = limits.members();
        header();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!ended && length > 0) {
            int n = inflate(into, offset, length);
            if (n > 0) {
                checksum.update(into, offset, n);
                return n;
            }
            if (inflater.finished()) {
                ended = true; // Even if the trailer is refused: what is behind it is given back once.
                in.giveBack(inflater.getRemaining());
                trailer();
                ended = !nextMember();
            } else if (inflater.needsDictionary()) {
                throw new Unreadable("is a damaged gzip");
            } else {
                int there = in.ahead(1);
                if (there == 0) {
                    throw new Unreadable("is a truncated gzip");
                }
                inflater.setInput(in.buffer(), in.position(), there);
                in.pass(there);
            }
        }
        return length == 0 ? 0 : -1;
    }

    private int inflate(byte[] into, int offset, int length) throws Unreadable {
        try {
            return inflater.inflate(into, offset, length);
        } catch (DataFormatException e) {
            throw new Unreadable("is a damaged gzip");
        }
    }

    private void header() throws IOException {
        if (in.ahead(10) < 10) {
            throw new Unreadable("is a gzip truncated in its header");
        }
        if (in.buffer()[in.position() + 2] != 8) {
            throw new Unreadable("is a gzip of an unknown method");
        }
        int flags = in.buffer()[in.position() + 3];
        in.pass(10);
        if ((flags & EXTRA) != 0) {
            skip(byteOf() | byteOf() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & CRC) != 0) {
            skip(2);
        }
    }

    /// A checksum that does not fit means that numbers may be wrong. One that was cut off means nothing.
    private void trailer() throws IOException {
        if (in.ahead(8) < 8) {
            in.pass(in.ahead(8));
            return;
        }
        int expected = byteOf() | byteOf() << 8 | byteOf() << 16 | byteOf() << 24;
        in.pass(4);
        if (expected != (int) checksum.getValue()) {
            throw new Unreadable("is a damaged gzip: its checksum differs");
        }
    }

    private boolean nextMember() throws IOException {
        if (in.ahead(10) < 10
                || in.buffer()[in.position()] != 0x1f
                || in.buffer()[in.position() + 1] != (byte) 0x8b
                || in.buffer()[in.position() + 2] != 8) {
            return false;
        }
        if (++members > mostShortMembers && in.taken() / members < SHORT_MEMBER) {
            throw new Unreadable(Why.PAST_A_LIMIT, "is a gzip of more than " + mostShortMembers + " short members");
        }
        header();
        inflater.reset();
        checksum.reset();
        return true;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            byteOf();
        }
    }

    private void skipText() throws IOException {
        while (byteOf() != 0) {
            // Its end is all that we look for.
        }
    }

    private int byteOf() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new Unreadable("is a gzip truncated in its header");
        }
        return b;
    }
}
