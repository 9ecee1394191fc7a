package tlsrpt.intake;

import java.time.Instant;
import tlsrpt.report.ReporterId;

/// The proven author of a mail, or why there is none.
public sealed interface Verdict {

    /// A signature proves the reporter.
    ///
    /// @param arrival when SES or the collector received the mail; never a date that the sender wrote
    record Verified(ReporterId reporter, Instant arrival) implements Verdict {}

    /// Nothing proves a reporter, and checking again cannot change that.
    record Unsigned(Why why) implements Verdict {}

    /// DNS did not answer; the same check may succeed later.
    ///
    /// @param detail which name could not be looked up, and why
    record TryAgain(String detail) implements Verdict {}

    /// What is missing.
    enum Why {
        NOT_BY_MAIL("it did not arrive by mail"),
        NOT_CHECKED("nothing checks signatures on this transport"),
        ENCLOSED("it is in a message or archive that anyone can make"),
        MALFORMED_HEADER("the message header has a line that is not a header field"),
        FROM("From must be one plain address"),
        NOT_BY_SES("the header does not begin with the fields that Amazon SES writes"),
        OTHER_KEY("the object key does not end in the SMTP id of Amazon SES"),
        MALFORMED_RESULTS("the authentication results cannot be read unambiguously"),
        NO_RESULTS("the mail server wrote no authentication results"),
        SECOND_RESULTS("the mail server does not remove authentication results that senders write in its name"),
        SURPLUS_RESULTS("there are more DKIM results than signatures"),
        UNKNOWN_IDENTITY("a DKIM result names an identity that no signature has"),
        DMARC_FAILED("DMARC failed"),
        MALFORMED_SIGNATURE("a DKIM signature is malformed"),
        NO_SIGNATURE("there is no DKIM signature"),
        NOT_PASSED("no DKIM signature passed"),
        NOT_ALIGNED("the signing domain is not the domain in From or a parent of it"),
        SEVERAL_SIGNATURES("this reporter signs once, but there are several signatures of its domain"),
        LENGTH_LIMIT("a signature does not cover the whole body (l=)"),
        FROM_NOT_SIGNED("a signature does not cover From"),
        EXPIRED("a signature had expired on arrival (x=)"),
        ALGORITHM("a signature uses another algorithm than rsa-sha256 or ed25519-sha256"),
        BODY_CHANGED("the body is not the one that was signed"),
        SIGNATURE_WRONG("the signature does not match the header and the key"),
        NO_ANSWER("DNS did not answer for 24 hours"),
        NO_KEY("DNS has no key for the signature"),
        MALFORMED_KEY("the key in DNS is malformed, of another kind or not unique"),
        KEY_REVOKED("the key in DNS was revoked"),
        KEY_FOR_TESTING("the key in DNS is marked as a test (t=y)"),
        KEY_FOR_OTHER_SERVICE("the key in DNS is not for TLS reports (s=)"),
        KEY_LENGTH("the RSA key has fewer than 1024 or more than 4096 bits");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        /// Returns the reason as a clause, without any text of the sender.
        public String text() {
            return text;
        }
    }

    static Unsigned unsigned(Why why) {
        return new Unsigned(why);
    }
}
