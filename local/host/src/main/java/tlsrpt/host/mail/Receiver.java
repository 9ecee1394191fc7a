package tlsrpt.host.mail;

import java.util.function.Consumer;
import tlsrpt.console.ReceiverState;

/// A source of report mail: IMAP, Maildir or LMTP.
public interface Receiver extends AutoCloseable {

    /// Begins to take mail.
    ///
    /// @param trouble receives each problem once, when it begins
    void start(MailStore store, Consumer<String> trouble);

    ReceiverState state();

    /// Looks whether it works, and takes nothing.
    ///
    /// @return what it found
    /// @throws ReceiverException with the problem
    String test() throws ReceiverException;

    @Override
    void close();
}
