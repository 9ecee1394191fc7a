package tlsrpt.host.mail;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlsrpt.console.WayInState;

/// Keeps the state of a way in, and says a problem once.
final class WayLog {

    private final String name;
    private final Clock clock;
    private Consumer<String> trouble = _ -> {};
    private long taken;
    private @Nullable Instant last;
    private @Nullable String problem;

    WayLog(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    synchronized void tell(Consumer<String> listener) {
        trouble = listener;
    }

    synchronized void taken() {
        taken++;
        last = clock.instant();
    }

    synchronized void works() {
        problem = null;
    }

    synchronized void fails(String text) {
        if (!text.equals(problem)) {
            problem = text;
            trouble.accept(name + ": " + text);
        }
    }

    synchronized WayInState state() {
        return new WayInState(name, taken, last, problem);
    }
}
