package tlsrpt.health;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Family;

/// The operator's settings for alerts: thresholds for all domains or single ones, and mutes.
///
/// @param thresholds by their tokens
/// @param domains the same for one domain, before what is for all
public record Rules(Map<String, Long> thresholds, Map<String, Map<String, Long>> domains, List<Mute> mutes) {

    public static final Rules DEFAULT = new Rules(Map.of(), Map.of(), List.of());

    /// A cause whose alerts are suppressed until a given day.
    ///
    /// @param domain `*` is every domain
    /// @param cause a family, a diagnosis, a check, a kind, or `*`
    /// @param until the last day on which nothing is sent
    public record Mute(String domain, String cause, LocalDate until, String reason) {}

    /// Returns what a mute may name as its cause.
    public static List<String> causes() {
        return Stream.of(
                        Stream.of("*"),
                        Stream.of(Family.values()).map(Family::token),
                        Stream.of(AlertKind.values()).filter(AlertKind::opens).map(AlertKind::token),
                        Stream.of(Diagnosis.Known.values()).map(Diagnosis.Known::token),
                        Stream.of(Check.values()).map(Check::token))
                .flatMap(tokens -> tokens)
                .distinct()
                .toList();
    }

    public Rules {
        thresholds = Collections.unmodifiableMap(new TreeMap<>(thresholds));
        domains = Collections.unmodifiableMap(new TreeMap<>(domains));
        mutes = List.copyOf(mutes);
        check(thresholds);
        domains.values().forEach(Rules::check);
    }

    private static void check(Map<String, Long> numbers) {
        numbers.forEach((token, number) -> {
            var threshold = Threshold.of(token);
            if (number < 1 || number > threshold.most()) {
                throw new IllegalArgumentException(
                        threshold.token() + " is between 1 and " + threshold.most() + ", not " + number);
            }
        });
    }

    public long of(Threshold threshold, String domain) {
        var own = domains.getOrDefault(domain, Map.of()).get(threshold.token());
        return own != null ? own : thresholds.getOrDefault(threshold.token(), threshold.usual());
    }

    /// With one number set; for one domain, or for all where that is `null`.
    public Rules with(Threshold threshold, long number, @Nullable String domain) {
        if (domain == null) {
            var all = new TreeMap<>(thresholds);
            all.put(threshold.token(), number);
            return new Rules(all, domains, mutes);
        }
        var each = new TreeMap<>(domains);
        var own = new TreeMap<>(each.getOrDefault(domain, Map.of()));
        own.put(threshold.token(), number);
        each.put(domain, own);
        return new Rules(thresholds, each, mutes);
    }

    public Rules with(Mute mute) {
        var all = new ArrayList<>(without(mute.domain(), mute.cause()).mutes);
        all.add(mute);
        return new Rules(thresholds, domains, all);
    }

    public Rules without(String domain, String cause) {
        return new Rules(
                thresholds,
                domains,
                mutes.stream()
                        .filter(mute ->
                                !mute.domain().equals(domain) || !mute.cause().equals(cause))
                        .toList());
    }

    /// Without the mutes that ended before a day.
    public Rules current(LocalDate day) {
        return new Rules(
                thresholds,
                domains,
                mutes.stream().filter(mute -> !mute.until().isBefore(day)).toList());
    }

    /// Whether this alert is muted.
    public boolean silences(Alert alert) {
        return mute(alert, alert.at().atZone(ZoneOffset.UTC).toLocalDate()).isPresent();
    }

    /// Returns what mutes this alert on a day.
    public Optional<Mute> mute(Alert alert, LocalDate day) {
        return mutes.stream().filter(mute -> covers(mute, alert, day)).findFirst();
    }

    private static boolean covers(Mute mute, Alert alert, LocalDate day) {
        boolean lasts = !mute.until().isBefore(day);
        boolean domain = mute.domain().equals("*") || alert.domains().stream().allMatch(mute.domain()::equals);
        boolean cause = mute.cause().equals("*")
                || mute.cause().equals(alert.family())
                || mute.cause().equals(alert.kind().token())
                || (!alert.causes().isEmpty()
                        && alert.causes().stream()
                                .allMatch(one -> one.diagnosis().equals(mute.cause())));
        return lasts && domain && cause;
    }

    /// With every number that holds spelt out: what `tlsrpt rules show --json` prints.
    public Rules complete() {
        var all = new TreeMap<String, Long>();
        for (var threshold : Threshold.values()) {
            all.put(threshold.token(), of(threshold, ""));
        }
        return new Rules(all, domains, mutes);
    }

    /// What was set and nothing else, so that what was not follows the usual numbers when they change.
    public String json() {
        return RecordJson.write(this);
    }

    /// Reads what [#json] wrote; what is missing is as usual.
    ///
    /// @throws IllegalArgumentException where it holds what no rule knows
    public static Rules of(String json) {
        return RecordJson.read(Rules.class, json);
    }
}
