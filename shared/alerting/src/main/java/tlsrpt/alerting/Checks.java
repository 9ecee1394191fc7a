package tlsrpt.alerting;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.CheckedDomain;
import tlsrpt.health.CheckedDomain.Fault;
import tlsrpt.health.CheckedDomain.Place;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;
import tlsrpt.store.PostureLine;
import tlsrpt.store.StoredPosture;

/// Converts a stored check for the rules.
final class Checks {

    private static final int REPORT_DAYS = 3;

    private Checks() {}

    private record At(Check check, @Nullable String host) {}

    /// @param lastReport the day of the domain's latest report; asked only where it matters
    static CheckedDomain of(StoredPosture posture, Supplier<Optional<LocalDate>> lastReport) {
        var byPlace = posture.look().lines().stream()
                .filter(line -> line.known().isPresent())
                .collect(Collectors.groupingBy(
                        line -> new At(line.known().orElseThrow(), host(line)),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return new CheckedDomain(
                posture.look().domain(),
                posture.look().at(),
                byPlace.entrySet().stream()
                        .map(entry -> place(posture, entry))
                        .map(place -> refuted(place, posture, lastReport))
                        .toList());
    }

    /// Reports that arrive show that their destination leads here, perhaps by way of another address.
    private static Place refuted(Place place, StoredPosture posture, Supplier<Optional<LocalDate>> lastReport) {
        if (place.check() != Check.TLSRPT_TARGET || place.fault() == null) {
            return place;
        }
        var recent = LocalDate.ofInstant(posture.look().at(), ZoneOffset.UTC).minusDays(REPORT_DAYS);
        return lastReport.get().filter(day -> !day.isBefore(recent)).isPresent()
                ? new Place(place.check(), place.host(), place.since(), place.seen(), null)
                : place;
    }

    private static @Nullable String host(PostureLine line) {
        return line.host() == null || line.host().isEmpty() ? null : line.host();
    }

    private static Place place(StoredPosture posture, Map.Entry<At, List<PostureLine>> entry) {
        var lines = entry.getValue();
        var since = posture.knownOf(lines.getFirst())
                .map(StoredPosture.Known::since)
                .orElse(posture.look().at());
        var worst = lines.stream()
                .filter(line -> !line.isUnseen())
                .filter(line -> line.severity() != null)
                .max(Comparator.comparing(Checks::severity));
        return new Place(
                entry.getKey().check(),
                entry.getKey().host(),
                since,
                lines.stream().noneMatch(PostureLine::isUnseen),
                worst.map(Checks::fault).orElse(null));
    }

    private static Fault fault(PostureLine line) {
        return new Fault(
                severity(line),
                diagnosis(line.explains()),
                line.address() == null || line.address().isEmpty()
                        ? line.seen()
                        : line.seen() + " at " + line.address(),
                line.meaning(),
                line.step() == null ? null : new Step(line.step(), line.command()),
                line.until() == null ? null : Instant.parse(line.until()));
    }

    private static Severity severity(PostureLine line) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.token().equals(line.severity()))
                .findFirst()
                .orElse(Severity.NOTICE);
    }

    private static Diagnosis.@Nullable Known diagnosis(@Nullable String token) {
        return token != null && Diagnosis.of(token) instanceof Diagnosis.Known known ? known : null;
    }
}
