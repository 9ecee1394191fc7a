package tlsrpt.intake;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;

/// A `DKIM-Signature` field. Spec: RFC 6376 §3.5
///
/// @param domain `d=`, in lower case
/// @param identity `i=`, its domain in lower case; `@domain` if the tag is missing
/// @param signedFields the names in `h=`, in lower case
/// @param expires `x=` in Unix seconds, or `null`
/// @param hasLength whether `l=` leaves a part of the body unsigned
record DkimSignature(
        Header.Line field,
        String domain,
        String selector,
        String identity,
        String algorithm,
        List<String> signedFields,
        String bodyHash,
        String signature,
        boolean relaxedHeader,
        boolean relaxedBody,
        @Nullable Long expires,
        boolean hasLength) {

    static final String FIELD = "dkim-signature";

    private static final Pattern LOCAL_PART = Pattern.compile("[A-Za-z0-9!#$%&'*+/?^_`{|}~.-]*");
    private static final Pattern SELECTOR = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63}){0,10}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final Pattern CANONICALIZATION = Pattern.compile("(simple|relaxed)(/(simple|relaxed))?");

    DkimSignature {
        signedFields = List.copyOf(signedFields);
    }

    /// Returns the signature, or `null` if the field breaks the grammar. An identity with a quoted or encoded local
    /// part is refused too, since SES may copy it into its results as it is.
    static @Nullable DkimSignature of(Header.Line field) {
        var tags = TagList.of(field.value());
        if (tags == null || !"1".equals(tags.get("v"))) {
            return null;
        }
        var algorithm = tags.get("a");
        var signature = tags.get("b");
        var bodyHash = tags.get("bh");
        var domain = lower(tags.get("d"));
        var signedFields = lower(tags.get("h"));
        var selector = lower(tags.get("s"));
        if (algorithm == null
                || signature == null
                || bodyHash == null
                || domain == null
                || signedFields == null
                || selector == null) {
            return null;
        }
        var identity = identity(tags.get("i"), domain);
        var canonicalization = tags.getOrDefault("c", "simple/simple");
        if (!DomainName.isDomain(domain)
                || identity == null
                || !SELECTOR.matcher(selector).matches()
                || !CANONICALIZATION.matcher(canonicalization).matches()
                || !isSeconds(tags, "t")
                || !isSeconds(tags, "x")
                || !names(tags.getOrDefault("q", "dns/txt")).contains("dns/txt")) {
            return null;
        }
        var expires = tags.get("x");
        return new DkimSignature(
                field,
                domain,
                selector,
                identity,
                algorithm,
                names(signedFields),
                Blanks.removed(bodyHash),
                Blanks.removed(signature),
                canonicalization.startsWith("relaxed"),
                canonicalization.endsWith("/relaxed"),
                expires == null ? null : Long.valueOf(expires),
                tags.containsKey("l"));
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String identity(@Nullable String tag, String domain) {
        if (tag == null) {
            return '@' + domain;
        }
        int at = tag.lastIndexOf('@');
        if (at < 0 || !LOCAL_PART.matcher(tag.substring(0, at)).matches()) {
            return null;
        }
        var host = tag.substring(at + 1).toLowerCase(Locale.ROOT);
        return DomainName.isDomain(host) && DomainName.within(host, domain) ? tag.substring(0, at) + '@' + host : null;
    }

    private static boolean isSeconds(Map<String, String> tags, String name) {
        return SECONDS.matcher(tags.getOrDefault(name, "0")).matches();
    }

    private static List<String> names(String list) {
        var names = list.split(":", -1);
        for (int i = 0; i < names.length; i++) {
            names[i] = Blanks.stripped(names[i]);
        }
        return List.of(names);
    }
}
