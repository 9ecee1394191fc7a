package tlsrpt.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Signs mail for tests as RFC 6376 says, on texts and regular expressions, so that it shares no code with what it
/// tests.
public final class DkimSigner {

    public static final String FIELDS = "from:to:date:message-id:subject:mime-version:content-type";
    public static final DkimSigner GOOGLE = rsa("google.com", 2048);

    public final String domain;
    private final KeyPair keys;
    private final boolean rsa;
    private String selector = "s1";
    private String canonicalization = "relaxed/relaxed";
    private String fields = FIELDS;
    private String tags = "";
    private String keyTags = "";
    private String algorithm;

    private DkimSigner(String domain, KeyPair keys, boolean rsa) {
        this.domain = domain;
        this.keys = keys;
        this.rsa = rsa;
        this.algorithm = rsa ? "rsa-sha256" : "ed25519-sha256";
    }

    public static DkimSigner rsa(String domain, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new DkimSigner(domain, generator.generateKeyPair(), true);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static DkimSigner ed25519(String domain) {
        try {
            return new DkimSigner(
                    domain, KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), false);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The same key in another domain.
    public DkimSigner in(String other) {
        return copy(other);
    }

    public DkimSigner selector(String changed) {
        var signer = copy(domain);
        signer.selector = changed;
        return signer;
    }

    public DkimSigner canonicalization(String changed) {
        var signer = copy(domain);
        signer.canonicalization = changed;
        return signer;
    }

    public DkimSigner fields(String changed) {
        var signer = copy(domain);
        signer.fields = changed;
        return signer;
    }

    /// Further tags of the signature, such as `x=1; `.
    public DkimSigner tags(String changed) {
        var signer = copy(domain);
        signer.tags = changed;
        return signer;
    }

    /// Further tags of the key in DNS, such as `s=email; `.
    public DkimSigner keyTags(String changed) {
        var signer = copy(domain);
        signer.keyTags = changed;
        return signer;
    }

    public DkimSigner algorithm(String changed) {
        var signer = copy(domain);
        signer.algorithm = changed;
        return signer;
    }

    private DkimSigner copy(String domain) {
        var signer = new DkimSigner(domain, keys, rsa);
        signer.selector = selector;
        signer.canonicalization = canonicalization;
        signer.fields = fields;
        signer.tags = tags;
        signer.keyTags = keyTags;
        signer.algorithm = algorithm;
        return signer;
    }

    public String keyName() {
        return selector + "._domainkey." + domain;
    }

    public String keyRecord() {
        var encoded = keys.getPublic().getEncoded();
        var bytes = rsa ? encoded : Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return "v=DKIM1; k=" + (rsa ? "rsa" : "ed25519") + "; " + keyTags + "p="
                + Base64.getEncoder().encodeToString(bytes);
    }

    /// The mail with a signature on top.
    public byte[] sign(byte[] mail) {
        return (signature(new String(mail, ISO_8859_1)) + "\r\n" + new String(mail, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    /// The mail with a signature on top that looks like one of this signer's and verifies nowhere, which is quicker.
    public byte[] pretend(byte[] mail) {
        return (field("RVhBTVBMRQ==") + "RVhBTVBMRQ==\r\n" + new String(mail, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private String signature(String mail) {
        int end = mail.indexOf("\r\n\r\n");
        boolean relaxed = canonicalization.startsWith("relaxed");
        boolean relaxedBody = canonicalization.endsWith("/relaxed");
        try {
            var body = body(mail.substring(end + 4), relaxedBody).getBytes(ISO_8859_1);
            var hash = MessageDigest.getInstance(algorithm.endsWith("sha1") ? "SHA-1" : "SHA-256")
                    .digest(body);
            var field = field(Base64.getEncoder().encodeToString(hash));
            var text = new StringBuilder();
            var left = new ArrayList<>(List.of(mail.substring(0, end).split("\r\n(?![ \t])")));
            for (var name : fields.split(":", -1)) {
                for (int i = left.size() - 1; i >= 0; i--) {
                    if (left.get(i)
                            .toLowerCase(Locale.ROOT)
                            .startsWith(name.strip().toLowerCase(Locale.ROOT) + ":")) {
                        text.append(field(left.remove(i), relaxed)).append("\r\n");
                        break;
                    }
                }
            }
            text.append(field(field, relaxed));
            return field
                    + Base64.getEncoder().encodeToString(signed(text.toString().getBytes(ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String field(String hash) {
        return "DKIM-Signature: v=1; a=%s; c=%s; d=%s;\r\n s=%s; %s\r\n h=%s;\r\n bh=%s;\r\n b="
                .formatted(algorithm, canonicalization, domain, selector, tags, fields, hash);
    }

    private byte[] signed(byte[] text) throws GeneralSecurityException {
        var signature =
                Signature.getInstance(rsa ? (algorithm.endsWith("sha1") ? "SHA1withRSA" : "SHA256withRSA") : "Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(rsa ? text : MessageDigest.getInstance("SHA-256").digest(text));
        return signature.sign();
    }

    private static String field(String field, boolean relaxed) {
        if (!relaxed) {
            return field;
        }
        var parts = field.split(":", 2);
        return parts[0].strip().toLowerCase(Locale.ROOT) + ":"
                + parts[1].replaceAll("\r\n", "").replaceAll("[ \t]+", " ").strip();
    }

    private static String body(String body, boolean relaxed) {
        if (relaxed) {
            body = body.replaceAll("[ \t]+", " ").replaceAll(" (?=\r\n|$)", "");
        }
        body = body.replaceAll("(\r\n)*$", "");
        return body.isEmpty() && relaxed ? "" : body + "\r\n";
    }
}
