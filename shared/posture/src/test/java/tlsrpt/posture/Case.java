package tlsrpt.posture;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;

/// One case of the catalog: what is the matter, and what a check makes of it.
///
/// @param change what differs from a domain in perfect order
/// @param diagnosis the reported failure that it explains, or `null`
/// @param seen a part of the evidence
record Case(
        Check check,
        State state,
        String name,
        Consumer<World> change,
        Diagnosis.@Nullable Known diagnosis,
        String seen) {

    static Case of(Check check, State state, String name, Consumer<World> change, String seen) {
        return new Case(check, state, name, change, null, seen);
    }

    static Case of(
            Check check,
            State state,
            String name,
            Consumer<World> change,
            Diagnosis.@Nullable Known diagnosis,
            String seen) {
        return new Case(check, state, name, change, diagnosis, seen);
    }

    @Override
    public String toString() {
        return check.token() + " " + state.token() + ": " + name;
    }
}
