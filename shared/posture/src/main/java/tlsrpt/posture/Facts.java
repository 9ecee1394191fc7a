package tlsrpt.posture;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The observations of one look at a domain, not yet evaluated.
///
/// @param at when the look began
/// @param tlsRpt the TXT records at `_smtp._tls.<domain>`
/// @param misplaced TLSRPT records at names where senders do not look
/// @param stsRecord the TXT records at `_mta-sts.<domain>`
/// @param mailHosts one for each MX host; the domain itself where it has no MX record
/// @param servers what each authoritative server of the domain says
/// @param cut what was left out because a bound was reached
public record Facts(
        String domain,
        Instant at,
        Capabilities vantage,
        Answer<String> tlsRpt,
        Map<String, String> misplaced,
        Answer<String> stsRecord,
        PolicyHost policyHost,
        Answer<Mx> mx,
        List<MailHost> mailHosts,
        List<ServerLook> servers,
        List<String> cut) {

    public Facts {
        misplaced = Map.copyOf(misplaced);
        mailHosts = List.copyOf(mailHosts);
        servers = List.copyOf(servers);
        cut = List.copyOf(cut);
    }
}
