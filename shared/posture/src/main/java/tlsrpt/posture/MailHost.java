package tlsrpt.posture;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// One MX host.
///
/// @param name as the MX record has it
/// @param tlsa the TLSA records at the base name of RFC 7672 §2.2
/// @param tlsRpt the TXT records at `_smtp._tls.<host>`, asked only where there are TLSA records
/// @param caa the CAA records that decide who may issue for this name
/// @param looks one for each address
public record MailHost(
        String name,
        Answer<InetAddress> v4,
        Answer<InetAddress> v6,
        Answer<Tlsa> tlsa,
        Answer<String> tlsRpt,
        Answer<Caa> caa,
        List<SmtpLook> looks) {

    public MailHost {
        looks = List.copyOf(looks);
    }

    List<InetAddress> addresses() {
        return Stream.concat(v4.records().stream(), v6.records().stream()).toList();
    }

    /// The looks that got a certificate chain, one for each chain.
    List<SmtpLook> withChain() {
        return looks.stream()
                .flatMap(SmtpLook::ofEachKey)
                .filter(look -> look.tls() != null && look.tls().hasChain())
                .toList();
    }

    /// The usable TLSA records.
    List<Tlsa> usable() {
        return tlsa.records().stream().filter(Tlsa::isUsable).toList();
    }
}
