package tlsrpt.health;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.CauseLook;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.PolicyType;

/// An open incident of reports whose causes the latest check does not find any more. It stays open until reports are
/// clean.
///
/// @param at when that was checked
public record LooksFixed(Instant at) {

    private static final Duration RECENT = Duration.ofDays(2);
    private static final int MOST_DOMAINS = 100;

    /// Finds the incidents that look fixed, by their ids. It asks for the checks of 100 domains at most.
    ///
    /// @param looks the latest check of a domain
    public static SortedMap<String, LooksFixed> of(
            Collection<Alert> open, Function<String, Optional<CauseLook>> looks, Instant now) {
        var known = new HashMap<String, Optional<CauseLook>>();
        var fixed = new TreeMap<String, LooksFixed>();
        for (var alert : open) {
            var domains = Stream.concat(Stream.of(alert.domain()), alert.domains().stream())
                    .distinct()
                    .toList();
            if (!canBe(alert, now) || known.size() + domains.size() > MOST_DOMAINS) {
                continue;
            }
            var times = new ArrayList<Instant>();
            for (var domain : domains) {
                known.computeIfAbsent(domain, name -> looks.apply(name).filter(look -> isRecent(look, now)))
                        .filter(look -> refutes(look, alert))
                        .ifPresent(look -> times.add(look.at()));
            }
            if (times.size() == domains.size()) {
                times.stream().min(Instant::compareTo).ifPresent(at -> fixed.put(alert.id(), new LooksFixed(at)));
            }
        }
        return fixed;
    }

    /// The same sentence wherever the incident is shown.
    public String words() {
        return "Looks fixed: the check at "
                + at.truncatedTo(ChronoUnit.MINUTES)
                        .toString()
                        .replace('T', ' ')
                        .replace(":00Z", "") + " UTC"
                + " no longer found the cause. The alert closes when reports confirm it.";
    }

    private static boolean isRecent(CauseLook look, Instant now) {
        return look.at().plus(RECENT).isAfter(now);
    }

    /// Whether any check can be later than what reports saw.
    private static boolean canBe(Alert alert, Instant now) {
        var last = alert.sessions().to();
        return !alert.causes().isEmpty()
                && last != null
                && now.atZone(ZoneOffset.UTC).toLocalDate().isAfter(last);
    }

    /// A check says something of failures only if it was made after the last day on which reports saw them.
    private static boolean refutes(CauseLook look, Alert alert) {
        var last = alert.sessions().to();
        return last != null
                && look.at().atZone(ZoneOffset.UTC).toLocalDate().isAfter(last)
                && alert.causes().stream().allMatch(cause -> refutes(look, cause));
    }

    private static boolean refutes(CauseLook look, Alert.Cause cause) {
        return Diagnosis.of(cause.diagnosis()) instanceof Diagnosis.Known known
                && Stream.concat(
                                Stream.of(isDane(cause.policyType())),
                                cause.alsoPolicyTypes().stream().map(LooksFixed::isDane))
                        .distinct()
                        .allMatch(dane -> look.refutes(known, dane, cause.mx()));
    }

    private static boolean isDane(@Nullable String policyType) {
        return PolicyType.Registered.TLSA.token().equals(policyType);
    }
}
