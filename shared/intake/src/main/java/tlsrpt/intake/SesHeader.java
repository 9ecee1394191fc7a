package tlsrpt.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Verdict.Why;
import tlsrpt.report.DomainName;

/// The fields that Amazon SES writes above a mail that it stores.
///
/// SES copies HELO and MAIL FROM into its results unquoted. It writes the same text into Received-SPF, so cutting off
/// an exact copy of that removes whatever the sender put there; the rest has to match the grammar of SES completely.
final class SesHeader {

    private static final List<String> ORDER = List.of("received", "received-spf", "authentication-results");
    private static final String DOMAIN = "([A-Za-z0-9_.-]+)";
    private static final Pattern RECEIVED =
            Pattern.compile("from .* by inbound-smtp\\.[a-z0-9-]+\\.amazonaws\\.com(?:\\.cn)?"
                    + " with SMTP id ([A-Za-z0-9]+)(?: for [^ ;]+)?; [^;]+");
    private static final Pattern DKIM =
            Pattern.compile(" dkim=([a-z]+) header\\.i=([A-Za-z0-9!#$%&'*+/?^_`{|}~.-]*+@)?" + DOMAIN + ";");
    private static final Pattern DMARC = Pattern.compile(" dmarc=([a-z]+)(?: header\\.from=" + DOMAIN + ")?;");

    private SesHeader() {}

    /// Returns the verdict on an object that SES stored.
    ///
    /// @param key the object's key, or `null` where the operator says that SES wrote the file
    static Verdict verdict(Header header, @Nullable String key) {
        if (!header.isSound()) {
            return Verdict.unsigned(Why.MALFORMED_HEADER);
        }
        var block = block(header.lines());
        if (block == null) {
            return Verdict.unsigned(Why.NOT_BY_SES);
        }
        var received = block.received.unfolded();
        var matcher = RECEIVED.matcher(received);
        var arrival = MailDate.received(received);
        // The HELO stands in front and may hold the same words.
        if (arrival == null || !matcher.matches() || !isOnce(received, " with SMTP id ")) {
            return Verdict.unsigned(Why.NOT_BY_SES);
        }
        if (key != null && !key.substring(key.lastIndexOf('/') + 1).equals(matcher.group(1))) {
            return Verdict.unsigned(Why.OTHER_KEY);
        }
        var results = block.results.unfolded();
        var spf = "amazonses.com; spf=" + block.spf.unfolded();
        if (!spf.endsWith(";") || !results.startsWith(spf)) {
            return Verdict.unsigned(Why.MALFORMED_RESULTS);
        }
        return verdict(header, results.substring(spf.length()), arrival);
    }

    private static Verdict verdict(Header header, String results, Instant arrival) {
        var dkim = new ArrayList<DkimResult>();
        var matcher = DKIM.matcher(results);
        while (matcher.lookingAt()) {
            if (!DomainName.isDomain(matcher.group(3))) {
                return Verdict.unsigned(Why.MALFORMED_RESULTS);
            }
            var local = matcher.group(2) == null ? "@" : matcher.group(2);
            dkim.add(new DkimResult(local + lower(matcher.group(3)), matcher.group(1)));
            matcher.region(matcher.end(), results.length());
        }
        var rest = results.substring(matcher.regionStart());
        var dmarc = DMARC.matcher(rest);
        if (!rest.isEmpty()) {
            if (!dmarc.matches()) {
                return Verdict.unsigned(Why.MALFORMED_RESULTS);
            }
            var from = FromAddress.of(header);
            var named = dmarc.group(2);
            if (dmarc.group(1).equals("fail")
                    || (named != null && from != null && !lower(named).equals(from.domain()))) {
                return Verdict.unsigned(Why.DMARC_FAILED);
            }
        }
        return SignerRules.judge(header, dkim, arrival);
    }

    private record Block(Header.Line received, Header.Line spf, Header.Line results) {}

    /// Returns what SES wrote, in its order: Return-Path, Received, Received-SPF, Authentication-Results,
    /// X-SES-RECEIPT, with any other X-SES field in between; `null` if anything else comes first.
    private static @Nullable Block block(List<Header.Line> lines) {
        var found = new ArrayList<Header.Line>();
        boolean first = true;
        for (var line : lines) {
            var name = line.name();
            if (name.equals("x-ses-receipt")) {
                return found.size() == 3 ? new Block(found.get(0), found.get(1), found.get(2)) : null;
            }
            if (found.size() < 3 && name.equals(ORDER.get(found.size()))) {
                found.add(line);
            } else if (found.isEmpty() ? !first || !name.equals("return-path") : !name.startsWith("x-ses-")) {
                return null;
            }
            first = false;
        }
        return null;
    }

    private static boolean isOnce(String text, String part) {
        return text.indexOf(part) >= 0 && text.indexOf(part) == text.lastIndexOf(part);
    }

    private static String lower(String domain) {
        return domain.toLowerCase(Locale.ROOT);
    }
}
