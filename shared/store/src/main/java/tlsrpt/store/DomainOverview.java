package tlsrpt.store;

import java.util.List;

/// A domain's recent days, those on which it was reported, earliest first.
public record DomainOverview(String domain, List<DomainDay> days) {

    public DomainOverview {
        days = List.copyOf(days);
    }
}
