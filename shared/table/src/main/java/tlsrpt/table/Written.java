package tlsrpt.table;

import java.util.Optional;

/// How a call of [Table#write] ended. Anything but [Done] wrote nothing.
public sealed interface Written {

    record Done() implements Written {}

    /// The first write's condition does not hold.
    ///
    /// @param present the item at its key; empty if there is none
    record Refused(Optional<Item> present) implements Written {}

    /// The first write's condition holds, another write's does not.
    record RefusedElsewhere() implements Written {}
}
