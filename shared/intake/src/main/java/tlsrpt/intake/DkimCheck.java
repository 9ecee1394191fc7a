package tlsrpt.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Verdict.Why;

/// Verifies the DKIM signatures of a mail that could prove its reporter: those aligned with From, and at most five.
///
/// It depends on nothing but the bytes, the time of arrival and the keys, so the verdict can be stored. Spec: RFC 6376
/// §6, RFC 8301, RFC 8463
public final class DkimCheck {

    private static final int MOST_SIGNATURES = 5;

    private final KeyLookup keys;
    private final Limits limits;

    public DkimCheck(KeyLookup keys) {
        this.keys = keys;
        this.limits = Limits.DEFAULT;
    }

    /// Returns who signed a mail.
    ///
    /// @param arrival when the mail was received, to hold against `x=`
    /// @throws IOException only where `mail` throws it
    public Verdict check(InputStream mail, Instant arrival) throws IOException {
        var source = new Source(mail);
        var header = Header.of(Header.bytes(source, limits), limits);
        if (!header.isSound()) {
            return Verdict.unsigned(Why.MALFORMED_HEADER);
        }
        var from = FromAddress.of(header);
        if (from == null) {
            return Verdict.unsigned(Why.FROM);
        }
        return check(new SignerRules(header, from, arrival), source);
    }

    private Verdict check(SignerRules rules, InputStream body) throws IOException {
        var why = Why.NO_SIGNATURE;
        var candidates = new ArrayList<DkimSignature>();
        for (var signature : rules.header().signatures()) {
            var refusal = rules.refusal(signature.domain());
            if (refusal == null && candidates.size() < MOST_SIGNATURES) {
                candidates.add(signature);
            } else if (refusal != null && (why == Why.NO_SIGNATURE || why == Why.NOT_ALIGNED)) {
                why = refusal;
            }
        }
        var hashes = hashes(candidates, body);
        Verdict.@Nullable TryAgain tryAgain = null;
        for (var signature : candidates) {
            if (!signature.bodyHash().equals(hashes.get(signature.relaxedBody()))) {
                why = Why.BODY_CHANGED;
                continue;
            }
            switch (keys.find(signature.selector() + "._domainkey." + signature.domain())) {
                case KeyLookup.Answer.Failed failed -> tryAgain = new Verdict.TryAgain(failed.detail());
                case KeyLookup.Answer.Records records -> {
                    var refusal =
                            refusal(signature, DkimKey.of(records.texts(), signature.algorithm()), rules.header());
                    if (refusal == null) {
                        return rules.verified(signature.domain());
                    }
                    why = refusal;
                }
            }
        }
        return tryAgain != null ? tryAgain : Verdict.unsigned(why);
    }

    /// Returns the hashes of the body in base64, by whether they are relaxed; only those that a signature needs.
    private Map<Boolean, String> hashes(List<DkimSignature> signatures, InputStream body) throws IOException {
        var hashes = new HashMap<Boolean, BodyHash>();
        for (var signature : signatures) {
            hashes.computeIfAbsent(signature.relaxedBody(), BodyHash::new);
        }
        var buffer = new byte[8192];
        long left = hashes.isEmpty() ? 0 : limits.messageBytes();
        for (int n = 0; left > 0 && (n = body.read(buffer)) >= 0; left -= n) {
            for (var hash : hashes.values()) {
                hash.update(buffer, n);
            }
        }
        var texts = new HashMap<Boolean, String>();
        hashes.forEach((relaxed, hash) -> texts.put(relaxed, Base64.getEncoder().encodeToString(hash.finish())));
        return texts;
    }

    private static @Nullable Why refusal(DkimSignature signature, DkimKey key, Header header) {
        if (key.key() == null) {
            return key.why();
        }
        if (key.sameDomain() && !signature.identity().endsWith('@' + signature.domain())) {
            return Why.SIGNATURE_WRONG;
        }
        boolean rsa = signature.algorithm().startsWith("rsa-");
        try {
            var verifier = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
            verifier.initVerify(key.key());
            var signed = signedText(signature, header).getBytes(ISO_8859_1);
            verifier.update(rsa ? signed : BodyHash.sha256().digest(signed));
            return verifier.verify(Base64.getDecoder().decode(signature.signature())) ? null : Why.SIGNATURE_WRONG;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Why.SIGNATURE_WRONG;
        }
    }

    /// Returns the header fields that a signature covers, each name taken from the bottom, then the signature itself
    /// without its value. Spec: RFC 6376 §3.7, §5.4.2
    private static String signedText(DkimSignature signature, Header header) {
        var fields = new HashMap<String, List<Header.Line>>();
        header.lines()
                .forEach(line -> fields.computeIfAbsent(line.name(), _ -> new ArrayList<>())
                        .add(line));
        var text = new StringBuilder();
        for (var name : signature.signedFields()) {
            var left = fields.getOrDefault(name, List.of());
            if (!left.isEmpty()) {
                text.append(canonical(left.removeLast().text(), signature.relaxedHeader()))
                        .append("\r\n");
            }
        }
        return text.append(canonical(withoutSignature(signature.field().text()), signature.relaxedHeader()))
                .toString();
    }

    private static String canonical(String field, boolean relaxed) {
        if (!relaxed) {
            return field;
        }
        int colon = field.indexOf(':');
        return Blanks.stripped(field.substring(0, colon)).toLowerCase(Locale.ROOT)
                + ':'
                + Blanks.collapsed(field.substring(colon + 1));
    }

    /// Empties the value of `b=`, which the grammar allows once.
    private static String withoutSignature(String field) {
        int start = field.indexOf(':') + 1;
        while (true) {
            int end = field.indexOf(';', start);
            end = end < 0 ? field.length() : end;
            int equals = field.indexOf('=', start);
            if (Blanks.stripped(field.substring(start, equals)).equals("b")) {
                return field.substring(0, equals + 1) + field.substring(end);
            }
            start = end + 1;
        }
    }
}
