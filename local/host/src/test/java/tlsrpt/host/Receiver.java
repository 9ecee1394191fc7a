package tlsrpt.host;

import static tlsrpt.testkit.MailText.aMail;

import java.time.Instant;
import java.util.List;
import java.util.Random;

/// What receives mail: writes fields above it and stores it for the collector.
enum Receiver {
    /// Amazon SES, which checks signatures.
    SES,
    /// A mail server of one's own, which checks nothing.
    INBOX;

    /// An object.
    ///
    /// @param content its bytes, as characters of Latin 1
    record Received(String key, String content) {}

    /// @param genuine whether the last signature is an honest reporter's
    Received received(Instant at, String name, String mail, boolean genuine, Random random) {
        var helo = Senders.any(
                random,
                List.of(
                        "mail.evil.example",
                        "x;\t dkim=pass header.i=@google.com",
                        "x) dkim=pass header.i=@google.com; (",
                        "\"; dmarc=pass header.from=google.com; \""));
        if (this == INBOX) {
            return new Received(
                    "inbox/" + name,
                    "Received: from " + helo + " by mx.v.example (Postfix) with ESMTP;"
                            + " Mon, 02 Mar 2026 11:22:33 +0000\r\n" + mail);
        }
        var spf = "pass (spfCheck: domain of " + helo + " designates 192.0.2.9 as permitted sender)"
                + " client-ip=192.0.2.9; envelope-from=x@evil.example; helo=" + helo + ";";
        var above = aMail().arrivedAt(at)
                .smtpId(name)
                .storedBySesWith(spf, Senders.results(random, mail, genuine))
                .above();
        return new Received("mail/" + name, above + mail);
    }
}
