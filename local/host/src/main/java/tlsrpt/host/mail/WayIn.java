package tlsrpt.host.mail;

import java.util.function.Consumer;
import tlsrpt.console.WayInState;

/// A source of report mail: IMAP, Maildir or LMTP.
public interface WayIn extends AutoCloseable {

    /// Begins to take mail.
    ///
    /// @param trouble receives each problem once, when it begins
    void start(MailStore store, Consumer<String> trouble);

    WayInState state();

    /// Looks whether it works, and takes nothing.
    ///
    /// @return what it found
    /// @throws WayInException with the problem
    String test() throws WayInException;

    @Override
    void close();
}
