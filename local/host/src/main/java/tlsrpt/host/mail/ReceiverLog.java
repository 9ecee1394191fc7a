package tlsrpt.host.mail;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlsrpt.console.ReceiverState;

/// Keeps the state of a mail source, and logs each problem once.
public final class ReceiverLog {

    private final String name;
    private final String unit;
    private final Clock clock;
    private Consumer<String> trouble = _ -> {};
    private long taken;
    private @Nullable Instant last;
    private @Nullable String problem;

    /// @param unit what is taken, such as `mail`
    public ReceiverLog(String name, String unit, Clock clock) {
        this.name = name;
        this.unit = unit;
        this.clock = clock;
    }

    public synchronized void tell(Consumer<String> listener) {
        trouble = listener;
    }

    public synchronized void taken() {
        taken++;
        last = clock.instant();
    }

    public synchronized void works() {
        problem = null;
    }

    public synchronized void fails(String text) {
        if (!text.equals(problem)) {
            problem = text;
            trouble.accept(name + ": " + text);
        }
    }

    public synchronized ReceiverState state() {
        return new ReceiverState(name, unit, taken, last, null, problem);
    }
}
