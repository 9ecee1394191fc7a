package tlsrpt.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;

/// What one item holds and nothing queries by, in one compressed attribute: DynamoDB charges for each kilobyte that is
/// read, written or kept, names of attributes included.
///
/// The form is what [DataOutput] writes, as raw DEFLATE (RFC 1951) in Base64 (RFC 4648), with a dictionary of what most
/// items have in common. The dictionary is part of the form: another one needs another attribute.
final class Packed {

    /// What is most common comes last: there it costs least.
    private static final byte[] DICTIONARY = """
            "additional-information":"","failure-reason-code":"","receiving-mx-helo":"mta-sts.example.com"
            "policy-type":"tlsa","policy-string":["3 1 1 "validation-failuredane-requiredtlsa-invaliddnssec-invalid
            sts-webpki-invalidsts-policy-invalidsts-policy-fetch-errorcertificate-not-trustedcertificate-host-mismatch
            starttls-not-supportedcertificate-expiredno-policy-found"mode: testing"mode: none
            https/IMPORTEDANONYMOUSSTRANGERHTTPS~refusedunprotectedunknown:form:testingform:none:
            {"organization-name":"Microsoft Corporation"tlsrpt-noreply@microsoft.comsmtp-tls-reporting@google.com
            {"organization-name":"Google Inc.","date-range":{"start-datetime":"2026-01-01T00:00:00Z","end-datetime":\
            "2026-01-01T23:59:59Z"},"contact-info":"smtp-tls-reporting@google.com","report-id":"2026-01-01T00:00:00Z_\
            ","policies":[{"policy":{"policy-type":"no-policy-found","policy-domain":"},{"policy":{"policy-type":"sts",\
            "policy-string":["version: STSv1","mode: enforce","mx: *.mail.protection.outlook.com","max_age: 604800"],\
            "policy-domain":"example.com","mx-host":[]},"summary":{"total-successful-session-count":1,\
            "total-failure-session-count":0}},"failure-details":[{"result-type":"certificate-expired",\
            "sending-mta-ip":"192.0.2.1","receiving-mx-hostname":"mx1.","receiving-ip":"192.0.2.1",\
            "failed-session-count":1}]}]}google.com|noreply-smtp-tls-reporting@microsoft.com|tlsrpt-noreply@\
            NEWVERIFIEDESTABLISHEDMAILmail/form:enforce:ok:sts/enforcereports:failed:D#A#2026-F#2026-#DAY#2026-\
            """.getBytes(UTF_8);

    /// Several times what the largest report packs.
    private static final int MOST_BYTES = 1024 * 1024;

    private static final HexFormat HEX = HexFormat.of();
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    /// One for all, since its quarter of a megabyte takes longer to prepare than a report to pack.
    private static final Deflater DEFLATER = new Deflater(Deflater.BEST_COMPRESSION, true);

    private Packed() {}

    interface Writer {

        void write(DataOutput out) throws IOException;
    }

    interface Reader<T> {

        T read(DataInput in) throws IOException;
    }

    static String pack(Writer writer) {
        var bytes = new ByteArrayOutputStream();
        synchronized (DEFLATER) {
            DEFLATER.reset();
            DEFLATER.setDictionary(DICTIONARY);
            try (var out = new DataOutputStream(new BufferedOutputStream(new DeflaterOutputStream(bytes, DEFLATER)))) {
                writer.write(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return BASE64.encodeToString(bytes.toByteArray());
    }

    /// Reads an attribute of an item.
    ///
    /// @throws DamagedItemException if it is missing, or is not exactly what the reader expects
    static <T> T unpack(Item item, String attribute, Reader<T> reader) {
        try {
            return unpack(item.text(attribute), reader);
        } catch (IOException | RuntimeException e) {
            throw new DamagedItemException(item.key(), attribute, e);
        }
    }

    static <T> T unpack(String packed, Reader<T> reader) throws IOException {
        var bytes = new ByteArrayInputStream(inflate(packed));
        var unpacked = reader.read(new DataInputStream(bytes));
        if (bytes.available() > 0) {
            throw new IOException(bytes.available() + " bytes too many");
        }
        return unpacked;
    }

    static byte[] inflate(String packed) throws IOException {
        var inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
            var in = new InflaterInputStream(
                    new ByteArrayInputStream(Base64.getDecoder().decode(packed)), inflater);
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        } finally {
            inflater.end();
        }
    }

    static void writeOrNull(DataOutput out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    static @Nullable String readOrNull(DataInput in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    /// Small numbers of either sign take one byte.
    static void write(DataOutput out, long number) throws IOException {
        long rest = number << 1 ^ number >> 63;
        for (; rest > 0x7F || rest < 0; rest >>>= 7) {
            out.writeByte((int) rest | 0x80);
        }
        out.writeByte((int) rest);
    }

    static long readNumber(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.readByte();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number >>> 1 ^ -(number & 1);
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    /// @param hex an even number of digits, up to 510
    static void writeHash(DataOutput out, String hex) throws IOException {
        var bytes = HEX.parseHex(hex);
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    static String readHash(DataInput in) throws IOException {
        var bytes = new byte[in.readUnsignedByte()];
        in.readFully(bytes);
        return HEX.formatHex(bytes);
    }

    static void write(DataOutput out, Instant instant) throws IOException {
        write(out, instant.getEpochSecond());
        write(out, instant.getNano());
    }

    static Instant readInstant(DataInput in) throws IOException {
        return Instant.ofEpochSecond(readNumber(in), readNumber(in));
    }
}
