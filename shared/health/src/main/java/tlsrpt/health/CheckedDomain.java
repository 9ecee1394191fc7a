package tlsrpt.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

/// What the latest look at a domain showed.
///
/// @param at when the look was
public record CheckedDomain(String domain, Instant at, List<Place> places) {

    public CheckedDomain {
        places = List.copyOf(places);
    }

    /// A check at one host.
    ///
    /// @param host an MX host; `null` where the check is about none
    /// @param since when the present state was first seen
    /// @param seen whether all of it could be observed
    /// @param fault `null` where nothing has to be done soon
    public record Place(
            Check check,
            @Nullable String host,
            Instant since,
            boolean seen,
            @Nullable Fault fault) {

        boolean isFaulty() {
            return fault != null;
        }
    }

    /// What is wrong at a place.
    ///
    /// @param explains the reported failure that it explains
    /// @param seen the evidence
    /// @param meaning what senders make of it
    /// @param step the first thing to do
    /// @param until when something ends, such as a certificate
    public record Fault(
            Severity severity,
            Diagnosis.@Nullable Known explains,
            String seen,
            String meaning,
            @Nullable Step step,
            @Nullable Instant until) {

        /// The incident of reports that has the same cause.
        Optional<String> family() {
            return Optional.ofNullable(explains)
                    .map(known -> known.family(null))
                    .map(family -> family.token());
        }
    }

    List<Place> of(Check check) {
        return places.stream().filter(place -> place.check() == check).toList();
    }
}
