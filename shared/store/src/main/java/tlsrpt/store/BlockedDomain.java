package tlsrpt.store;

import java.time.Instant;
import java.util.Optional;
import tlsrpt.table.Item;

/// A signing domain that the operator blocked, with all below it.
///
/// @param since when
public record BlockedDomain(String domain, Instant since) {

    static final String DOMAIN = "domain";

    static Optional<BlockedDomain> of(Item item) {
        var since = item.textOrNull(ReporterMemory.BLOCKED);
        return since == null || since.isEmpty()
                ? Optional.empty()
                : Optional.of(new BlockedDomain(item.text(DOMAIN), Instant.parse(since)));
    }
}
