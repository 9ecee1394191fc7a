package tlsrpt.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;

/// Which domains' DKIM signatures on a mail passed, as SES saw it.
///
/// SES puts its findings above all that the sender wrote: `Authentication-Results: amazonses.com; …`, then its receipt.
/// Whatever stands below is the sender's own claim, and so is the envelope's text inside of the findings.
///
/// @param from the domain of the mail's one author, or `null` where SES's findings speak against it
/// @param signers whose signatures passed, in the order of the header
record Signatures(@Nullable String from, List<String> signers) {

    static final Signatures NONE = new Signatures(null, List.of());

    Signatures {
        signers = List.copyOf(signers);
    }

    static Signatures of(Entity header) {
        var results = header.resultsAboveReceipt();
        var bare = results == null ? null : bare(results);
        if (bare == null) {
            return NONE;
        }
        var clauses = bare.toLowerCase(Locale.ROOT).split(";", -1);
        if (!clauses[0].strip().equals("amazonses.com")) {
            return NONE;
        }
        var from = authorDomain(header.onlyFrom());
        var signers = new ArrayList<String>();
        for (var clause : outsideTheEnvelope(clauses)) {
            if (begins(clause, "dkim=pass")) {
                var signer = signer(clause);
                if (signer != null) {
                    signers.add(signer);
                }
            } else if (clause.startsWith("dmarc=") && (begins(clause, "dmarc=fail") || !namesAuthor(clause, from))) {
                from = null;
            }
        }
        return new Signatures(from, signers);
    }

    /// The signer that vouches for a report of this submitter: one that belongs to the same organization as both the
    /// mail's author and the submitter.
    @Nullable
    String vouchingFor(@Nullable String submitter) {
        if (from == null || submitter == null) {
            return null;
        }
        for (var signer : signers) {
            if (Organization.same(signer, from) && Organization.same(signer, submitter)) {
                return signer;
            }
        }
        return null;
    }

    @Nullable
    String first() {
        return signers.isEmpty() ? null : signers.getFirst();
    }

    /// The text without comments and quoted strings, or `null` where one of them does not end: what it would have
    /// hidden is unknown.
    private static @Nullable String bare(String text) {
        var bare = new StringBuilder(text.length());
        int comments = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && (quoted || comments > 0)) {
                i++;
            } else if (c == '"' && comments == 0) {
                quoted = !quoted;
                bare.append(' ');
            } else if (c == '(' && !quoted) {
                comments++;
                bare.append(' ');
            } else if (c == ')' && comments > 0) {
                comments--;
            } else if (!quoted && comments == 0) {
                bare.append(c);
            }
        }
        return quoted || comments > 0 ? null : bare.toString();
    }

    /// All clauses but those from the first `envelope-from=` to the last `helo=`: both are the sender's text, which SES
    /// does not quote.
    private static List<String> outsideTheEnvelope(String[] clauses) {
        int first = clauses.length;
        int last = -1;
        for (int i = clauses.length - 1; i > 0; i--) {
            clauses[i] = clauses[i].strip();
            if (clauses[i].contains("envelope-from=")) {
                first = i;
            }
            if (last < 0 && clauses[i].startsWith("helo=")) {
                last = i;
            }
        }
        var outside = new ArrayList<String>();
        for (int i = 1; i < clauses.length; i++) {
            if (i < first || i > last) {
                outside.add(clauses[i]);
            }
        }
        return outside;
    }

    /// `dkim=pass header.i=@google.com`, or header.d where there is no header.i.
    private static @Nullable String signer(String clause) {
        var identity = property(clause, " header.i=");
        var domain =
                identity == null ? property(clause, " header.d=") : identity.substring(identity.lastIndexOf('@') + 1);
        return domain == null ? null : domain(domain);
    }

    private static boolean namesAuthor(String clause, @Nullable String from) {
        var named = property(clause, " header.from=");
        return named == null || DomainName.normal(named).equals(from);
    }

    private static boolean begins(String clause, String word) {
        return clause.startsWith(word) && (clause.length() == word.length() || clause.charAt(word.length()) == ' ');
    }

    private static @Nullable String property(String clause, String name) {
        int start = clause.indexOf(name);
        if (start < 0) {
            return null;
        }
        int end = clause.indexOf(' ', start + name.length());
        return clause.substring(start + name.length(), end < 0 ? clause.length() : end);
    }

    /// The domain of a From field that holds one address: `"Reports (daily)" <noreply@google.com>`.
    static @Nullable String authorDomain(@Nullable String from) {
        var bare = from == null ? null : bare(from);
        if (bare == null || bare.indexOf(',') >= 0 || bare.indexOf(':') >= 0 || bare.indexOf(';') >= 0) {
            return null;
        }
        int open = bare.indexOf('<');
        int close = bare.indexOf('>');
        var address = bare;
        if (open >= 0 || close >= 0) {
            if (open != bare.lastIndexOf('<')
                    || close != bare.lastIndexOf('>')
                    || close < open
                    || open < 0
                    || !bare.substring(close + 1).isBlank()) {
                return null;
            }
            address = bare.substring(open + 1, close);
        }
        int at = address.indexOf('@');
        return at < 0 || at != address.lastIndexOf('@') ? null : domain(address.substring(at + 1));
    }

    private static @Nullable String domain(String text) {
        var domain = DomainName.normal(text);
        return DomainName.isDomain(domain) ? domain : null;
    }
}
