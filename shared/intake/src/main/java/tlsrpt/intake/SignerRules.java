package tlsrpt.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Verdict.Why;
import tlsrpt.report.ReporterId;

/// The rules that make a passed DKIM signature the proof of a reporter.
///
/// @param header of the mail
/// @param from the one address in From
/// @param arrival when the mail was received
record SignerRules(Header header, FromAddress from, Instant arrival) {

    /// Returns the verdict on results that a receiver wrote, whose text may hold parts that the sender chose: there are
    /// not more of them than signatures, and each names one.
    static Verdict judge(Header header, List<DkimResult> results, Instant arrival) {
        var from = FromAddress.of(header);
        if (from == null) {
            return Verdict.unsigned(Why.FROM);
        }
        var signatures = header.signatures();
        if (signatures.size() < header.all(DkimSignature.FIELD).size()) {
            return Verdict.unsigned(Why.MALFORMED_SIGNATURE);
        }
        return results.size() > signatures.size()
                ? Verdict.unsigned(Why.SURPLUS_RESULTS)
                : new SignerRules(header, from, arrival).judge(results);
    }

    private Verdict judge(List<DkimResult> results) {
        var unnamed = new ArrayList<>(header.signatures());
        for (var result : results) {
            var named = unnamed.stream().filter(result::names).findFirst();
            if (named.isEmpty()) {
                return Verdict.unsigned(Why.UNKNOWN_IDENTITY);
            }
            unnamed.remove(named.get());
        }
        var why = header.signatures().isEmpty() ? Why.NO_SIGNATURE : Why.NOT_PASSED;
        for (var result : results) {
            if (result.passed()) {
                why = refusal(result);
                if (why == null) {
                    return verified(signer(result));
                }
            }
        }
        return Verdict.unsigned(why);
    }

    private @Nullable Why refusal(DkimResult result) {
        // Two domains under one identity: it is unknown whose signature passed.
        if (header.signatures().stream()
                        .filter(result::names)
                        .map(DkimSignature::domain)
                        .distinct()
                        .count()
                > 1) {
            return Why.UNKNOWN_IDENTITY;
        }
        return refusal(signer(result));
    }

    private String signer(DkimResult result) {
        return header.signatures().stream()
                .filter(result::names)
                .findFirst()
                .orElseThrow()
                .domain();
    }

    /// Returns why signatures of this domain prove nothing, or `null`.
    @Nullable
    Why refusal(String domain) {
        if (!Organization.maySignFor(domain, from.domain())) {
            return Why.NOT_ALIGNED;
        }
        int count = 0;
        for (var signature : header.signatures()) {
            if (signature.domain().equals(domain)) {
                count++;
                var why = refusal(signature);
                if (why != null) {
                    return why;
                }
            }
        }
        return count > 1 && ReporterId.BUILT_IN.contains(reporter(domain)) ? Why.SEVERAL_SIGNATURES : null;
    }

    private @Nullable Why refusal(DkimSignature signature) {
        if (signature.hasLength()) {
            return Why.LENGTH_LIMIT;
        }
        if (!signature.signedFields().contains("from")) {
            return Why.FROM_NOT_SIGNED;
        }
        var expires = signature.expires();
        if (expires != null && arrival.getEpochSecond() > expires) {
            return Why.EXPIRED;
        }
        return switch (signature.algorithm()) {
            case "rsa-sha256", "ed25519-sha256" -> null;
            default -> Why.ALGORITHM;
        };
    }

    Verdict verified(String domain) {
        return new Verdict.Verified(reporter(domain), arrival);
    }

    private ReporterId reporter(String domain) {
        return new ReporterId(domain, from.address());
    }

    /// Whether every signature of this domain covers a field that occurs once, so that nobody else can have written it.
    static boolean covers(Header header, String domain, String name) {
        if (header.only(name) == null) {
            return false;
        }
        boolean signed = false;
        for (var signature : header.signatures()) {
            if (signature.domain().equals(domain)) {
                if (!signature.signedFields().contains(name)) {
                    return false;
                }
                signed = true;
            }
        }
        return signed;
    }
}
