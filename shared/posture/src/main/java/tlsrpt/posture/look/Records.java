package tlsrpt.posture.look;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import tlsrpt.posture.Caa;
import tlsrpt.posture.Mx;
import tlsrpt.posture.Tlsa;

/// A type of DNS record and the value that it becomes.
///
/// @param read gives `null` for a record of another type
record Records<T>(int type, Function<Record, @Nullable T> read) {

    private static final int MOST = 100;

    static final Records<String> TXT =
            new Records<>(Type.TXT, one -> one instanceof TXTRecord txt ? joined(txt) : null);
    static final Records<InetAddress> A =
            new Records<>(Type.A, one -> one instanceof ARecord a ? a.getAddress() : null);
    static final Records<InetAddress> AAAA =
            new Records<>(Type.AAAA, one -> one instanceof AAAARecord a ? a.getAddress() : null);
    static final Records<Mx> MX = new Records<>(
            Type.MX,
            one -> one instanceof MXRecord mx
                    ? new Mx(mx.getPriority(), mx.getTarget().toString(true))
                    : null);
    static final Records<Tlsa> TLSA = new Records<>(Type.TLSA, Records::tlsa);
    static final Records<Caa> CAA = new Records<>(
            Type.CAA,
            one -> one instanceof CAARecord caa
                    ? new Caa((caa.getFlags() & CAARecord.Flags.IssuerCritical) != 0, caa.getTag(), caa.getValue())
                    : null);
    static final Records<String> NS = new Records<>(
            Type.NS, one -> one instanceof NSRecord ns ? ns.getTarget().toString(true) : null);

    List<T> of(List<Record> records) {
        return records.stream().map(read).filter(Objects::nonNull).limit(MOST).toList();
    }

    /// The strings of one TXT record, joined without a blank.
    private static String joined(TXTRecord record) {
        var text = new StringBuilder();
        record.getStringsAsByteArrays().forEach(part -> text.append(new String(part, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    private static @Nullable Tlsa tlsa(Record record) {
        return record instanceof TLSARecord tlsa
                ? new Tlsa(
                        tlsa.getCertificateUsage(),
                        tlsa.getSelector(),
                        tlsa.getMatchingType(),
                        HexFormat.of().formatHex(tlsa.getCertificateAssociationData()))
                : null;
    }
}
