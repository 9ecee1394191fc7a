package tlsrpt.host.mail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where mail goes.
public interface MailStore {

    /// Takes a mail in. When this returns, it is on the disk and will count, once however often it comes.
    ///
    /// @param name of the mail, for people
    /// @throws IOException if it was not taken; with a reason and what to do
    void take(String name, Path mail) throws IOException;

    /// Returns a folder for what is not whole yet.
    Path scratch();

    /// Returns up to where a mailbox was read.
    Optional<Position> position(String mailbox);

    void remember(String mailbox, Position position);

    /// The last mail that was taken from a mailbox. Spec: RFC 9051 §2.3.1.1
    ///
    /// @param validity the mailbox's `UIDVALIDITY`: with another one, other mails have these numbers
    record Position(long validity, long uid) {}
}
