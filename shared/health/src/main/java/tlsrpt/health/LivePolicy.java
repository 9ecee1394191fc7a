package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.report.Check;

/// The policy that senders find now, and what a check showed of MX hosts and policy host.
///
/// @param at when that was checked
/// @param mode of the policy, as its file has it; `null` where no file was seen
/// @param staleId the id of its record, if an earlier policy had the same one; else `null`
public record LivePolicy(
        Instant at, @Nullable String mode, @Nullable String staleId, List<Place> places) {

    private static final Set<Check> CERTIFICATE =
            Set.of(Check.MX_STARTTLS, Check.MX_TLS, Check.MX_CHAIN, Check.MX_NAME, Check.MX_STRENGTH);
    private static final Set<Check> POLICY = Set.of(
            Check.STS_RECORD,
            Check.STS_HOST_DNS,
            Check.STS_HOST_REACH,
            Check.STS_HOST_CERT,
            Check.STS_FETCH,
            Check.STS_POLICY,
            Check.STS_MAX_AGE);
    private static final String FAIL = "fail";

    /// The state of a check at one host.
    ///
    /// @param host an MX host, where the check is about one
    /// @param state the worst of its addresses: `pass`, `note`, `none`, `warn` or `fail`
    /// @param until when something ends there, such as a certificate
    public record Place(
            Check check,
            @Nullable String host,
            String state,
            @Nullable Instant until) {

        private boolean isBad() {
            return state.equals(FAIL) || (state.equals("warn") && check != Check.MX_CHAIN);
        }

        private String name() {
            return Objects.requireNonNullElse(host, "the policy host");
        }
    }

    public LivePolicy {
        places = List.copyOf(places);
    }

    /// Whether the MX hosts in DNS were compared with the policy.
    public boolean seesMxHosts() {
        return mode != null && of(Check.MX_COVERED).findAny().isPresent();
    }

    /// Returns what it says for and against enforcing the policy; nothing where too little was seen.
    public List<Condition> conditions() {
        var conditions = new ArrayList<Condition>();
        var faults = places.stream()
                .filter(place -> POLICY.contains(place.check()) && place.state().equals(FAIL))
                .map(place -> place.check().title())
                .distinct()
                .toList();
        if (!faults.isEmpty()) {
            conditions.add(condition("Senders can use the policy.", false, "Failing: " + String.join(", ", faults)));
        }
        if (mode == null || !seesMxHosts()) {
            return conditions;
        }
        var covered = of(Check.MX_COVERED).toList();
        var uncovered = names(covered);
        conditions.add(condition(
                "The patterns of the policy cover every MX host in DNS.",
                uncovered.isEmpty(),
                uncovered.isEmpty() ? hosts(covered.size()) : "Not covered: " + String.join(", ", uncovered)));
        conditions.add(condition(
                "The policy host serves the policy in testing mode.", mode.equals("testing"), "Mode " + mode));
        if (staleId != null) {
            conditions.add(condition(
                    "The `id` changed with the policy.", false, "The policy changed under the same id " + staleId));
        }
        certificates().ifPresent(conditions::add);
        expiry().ifPresent(conditions::add);
        return conditions;
    }

    /// That reports show no failure is another condition, which holds where no check can contact port 25.
    private Optional<Condition> certificates() {
        var seen = places.stream()
                .filter(place -> CERTIFICATE.contains(place.check()))
                .toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        var bad = seen.stream()
                .filter(Place::isBad)
                .map(place -> place.name() + " (" + place.check().title() + ")")
                .distinct()
                .toList();
        long count = seen.stream().map(Place::host).distinct().count();
        return Optional.of(condition(
                "Every MX host offers STARTTLS with a certificate that senders accept.",
                bad.isEmpty(),
                bad.isEmpty() ? hosts(count) : "Not at " + String.join(", ", bad)));
    }

    private Optional<Condition> expiry() {
        var seen = Stream.concat(of(Check.MX_EXPIRY), of(Check.STS_HOST_EXPIRY)).toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        var soon = new TreeMap<String, String>();
        for (var place : seen) {
            if (place.isBad()) {
                soon.put(place.name(), place.until() == null ? "" : " on " + day(place.until()));
            }
        }
        return Optional.of(condition(
                "No certificate is about to expire.",
                soon.isEmpty(),
                soon.isEmpty()
                        ? "None is"
                        : "That of "
                                + soon.entrySet().stream()
                                        .map(host -> host.getKey() + host.getValue())
                                        .collect(Collectors.joining(", "))));
    }

    private Stream<Place> of(Check check) {
        return places.stream().filter(place -> place.check() == check);
    }

    private static List<String> names(Collection<Place> places) {
        return places.stream()
                .filter(Place::isBad)
                .map(Place::name)
                .distinct()
                .sorted()
                .toList();
    }

    private static String hosts(long count) {
        return count + (count == 1 ? " MX host" : " MX hosts");
    }

    private Condition condition(String asks, boolean met, String found) {
        return new Condition(asks, met, found + ", checked " + day(at) + ".", null);
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
