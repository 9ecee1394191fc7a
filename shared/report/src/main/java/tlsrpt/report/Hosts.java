package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// The names in a failure, safe to show and to paste into a shell, and the commands that inspect them.
///
/// The names are untrusted: anything but a plain host name becomes a placeholder.
final class Hosts {

    private static final int LONGEST = 1_000;

    private final String domain;
    private final String mx;

    Hosts(FailureContext situation) {
        domain = plain(situation.domain(), "<domain>");
        mx = plain(situation.mx(), "<mx>");
    }

    String domain() {
        return domain;
    }

    String mx() {
        return mx;
    }

    String policyHost() {
        return "mta-sts." + domain;
    }

    String policyUrl() {
        return "https://" + policyHost() + "/.well-known/mta-sts.txt";
    }

    String policyRecord() {
        return "_mta-sts." + domain;
    }

    String tlsaName() {
        return "_25._tcp." + mx;
    }

    String talkTls() {
        return toPort25() + " -verify_hostname " + mx + " </dev/null";
    }

    String talkTls12() {
        return toPort25() + " -verify_hostname " + mx + " -tls1_2 </dev/null";
    }

    /// Prints what openssl makes of the certificate that the MX host shows.
    String certificate(String command) {
        return toPort25() + " </dev/null 2>/dev/null | openssl " + command;
    }

    String policyHostCertificate(String command) {
        return "openssl s_client -connect " + policyHost() + ":443 -servername " + policyHost()
                + " </dev/null 2>/dev/null | openssl " + command;
    }

    String fetchPolicy(String options) {
        return "curl " + options + " --max-redirs 0 " + policyUrl();
    }

    private String toPort25() {
        return "openssl s_client -starttls smtp -connect " + mx + ":25 -servername " + mx;
    }

    static String plain(@Nullable String name, String placeholder) {
        if (name == null || name.length() > LONGEST) {
            return placeholder;
        }
        var host = DomainName.normal(name);
        // A leading hyphen would make it an option of the command.
        return DomainName.isDomain(host) && !host.startsWith("-") ? host : placeholder;
    }
}
