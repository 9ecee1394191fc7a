/// The ways by which mail comes in besides the inbox folder: a Maildir, an IMAP mailbox, LMTP.
///
/// Start with [Receiver]. Each gives a mail to the [MailStore], and only after that returns, it tells the other side
/// that
/// the mail is taken: so none is lost. A mail that comes a second time after a kill is the same object, and counts
/// once.
@NullMarked
package tlsrpt.host.mail;

import org.jspecify.annotations.NullMarked;
