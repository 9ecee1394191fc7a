package tlsrpt.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.AuthenticationResults.Result;
import tlsrpt.intake.Verdict.Why;
import tlsrpt.report.DomainName;

/// The results that the operator's own mail server writes, under a name that the operator configured.
///
/// A mail server has to remove fields that arrive with its own name (RFC 8601 §5). If one stands below those that it
/// wrote, it does not, and nothing in its name proves anything.
final class MailServerHeader {

    private static final Pattern BY = Pattern.compile("(?:^|\\s)by\\s+([A-Za-z0-9._-]+)");

    private MailServerHeader() {}

    static Verdict verdict(Header header, String authservId, Instant arrival) {
        if (!header.isSound()) {
            return Verdict.unsigned(Why.MALFORMED_HEADER);
        }
        var block = block(header.lines(), authservId);
        if (block == null) {
            return Verdict.unsigned(Why.SECOND_RESULTS);
        }
        if (block.isEmpty()) {
            return Verdict.unsigned(Why.NO_RESULTS);
        }
        var dkim = new ArrayList<DkimResult>();
        boolean seen = false;
        for (var line : block) {
            var results = AuthenticationResults.of(line.unfolded());
            if (results == null) {
                return Verdict.unsigned(Why.MALFORMED_RESULTS);
            }
            boolean here = false;
            for (var result : results) {
                if (result.method().equals("dmarc") && !isFor(result, header)) {
                    return Verdict.unsigned(Why.DMARC_FAILED);
                }
                if (result.method().equals("dkim")) {
                    here = true;
                    if (!add(result, dkim)) {
                        return Verdict.unsigned(Why.MALFORMED_RESULTS);
                    }
                }
            }
            // A field of the sender right below the server's own would look like a part of the same block.
            if (here && seen) {
                return Verdict.unsigned(Why.SECOND_RESULTS);
            }
            seen |= here;
        }
        return SignerRules.judge(header, dkim, arrival);
    }

    /// Returns the fields with this name above the first hop of another host, `null` if one stands anywhere else.
    private static @Nullable List<Header.Line> block(List<Header.Line> lines, String authservId) {
        var block = new ArrayList<Header.Line>();
        boolean ended = false;
        for (var line : lines) {
            if (line.name().equals("received")) {
                ended |= !block.isEmpty() || !isOwnHop(line.unfolded(), authservId);
            } else if (line.name().equals("authentication-results")
                    && authservId.equals(AuthenticationResults.authservId(line.unfolded()))) {
                if (ended) {
                    return null;
                }
                block.add(line);
            }
        }
        return block;
    }

    private static boolean isOwnHop(String received, String authservId) {
        var by = BY.matcher(received);
        return by.find()
                && Organization.same(by.group(1).toLowerCase(Locale.ROOT), authservId.toLowerCase(Locale.ROOT));
    }

    private static boolean isFor(Result dmarc, Header header) {
        var from = FromAddress.of(header);
        var named = dmarc.properties().get("header.from");
        return !dmarc.value().equals("fail")
                && (named == null
                        || from == null
                        || named.toLowerCase(Locale.ROOT).equals(from.domain()));
    }

    /// Adds a DKIM result unless it says `none`, which is about no signature.
    ///
    /// @return whether it names a signature unambiguously
    private static boolean add(Result result, List<DkimResult> dkim) {
        var domain = result.properties().get("header.d");
        var name = result.properties().getOrDefault("header.i", domain == null ? "" : domain);
        if (name.isEmpty()) {
            return result.value().equals("none");
        }
        int at = name.lastIndexOf('@');
        var host = name.substring(at + 1).toLowerCase(Locale.ROOT);
        if (!DomainName.isDomain(host)
                || (domain != null && !DomainName.within(host, domain.toLowerCase(Locale.ROOT)))) {
            return false;
        }
        dkim.add(new DkimResult(name.substring(0, at + 1) + host, result.value()));
        return true;
    }
}
